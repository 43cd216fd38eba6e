"""Finds the programs that the tests start; one that is missing fails the test in one line, never skips it."""

import shutil
from pathlib import Path

import pytest


def program(name: str, package: str, folders: str = "") -> Path:
    """The program on the path, or the newest under the folders that the pattern (under /) finds."""
    found = shutil.which(name)
    if found:
        return Path(found)
    installed = sorted(Path("/").glob(f"{folders}/{name}"), key=_version) if folders else []
    if not installed:
        pytest.fail(f"{name} is missing: run `make servers`, or install Debian's {package}.", pytrace=False)
    return installed[-1]


def _version(path: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in path.parts if part.isdigit())
