"""Small files that have to be whole, safe on the disk, and their owner's alone."""

import os
from pathlib import Path
from typing import Final

OWNER_ALONE: Final = 0o600


def write_whole(path: Path, content: bytes) -> None:
    """Put the content in place of what is there, whole or not at all, whatever happens meanwhile."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ALONE), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def append_safely(path: Path, content: bytes) -> None:
    """Add the content, in one write, and return when it is on the disk. The file is made if it is not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, OWNER_ALONE)
    try:
        os.write(file, content)
        os.fsync(file)
    finally:
        os.close(file)
