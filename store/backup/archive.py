"""The backup's file: a tar with a manifest, the database's copy, registers and keys; its owner's alone to read."""

import json
import os
import tarfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Final, Literal

from store.backup.errors import BackupError
from store.files import OWNER_ALONE

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
DATABASE: Final = "database"
FOLDERS: Final = ("registers", "keys")
"""What is taken along of the data folder; the names are those in the archive."""

Kind = Literal["sqlite", "postgresql"]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the archive holds. `made_at`: aware UTC, ISO; `key`: a mark of RINGROUND_SECRET_KEY, not the key."""

    format: int
    made_at: str
    database: Kind
    revision: str | None
    key: str


def pack(file: Path, manifest: Manifest, database: Path, others: Iterable[tuple[str, Path]]) -> None:
    """Write the archive, whole or not at all. `others`: each one's folder in it, and where it is now."""
    part = file.with_name(file.name + ".part")
    note = database.with_name(MANIFEST)
    note.write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
    with (
        os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ALONE), "wb") as stream,
        tarfile.open(fileobj=stream, mode="w") as tar,
    ):
        tar.add(note, MANIFEST)
        tar.add(database, DATABASE)
        for folder, path in others:
            tar.add(path, f"{folder}/{path.name}")
        tar.close()
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(file)


def unpack(file: Path, into: Path) -> Manifest:
    """Take the archive apart in the folder `into`. BackupError where it is none, or of another release's form."""
    try:
        with tarfile.open(file) as tar:
            members = [one for one in tar.getmembers() if one.isfile() and _is_ours(one.name)]
            tar.extractall(into, members, filter="data")
        found = json.loads((into / MANIFEST).read_text(encoding="utf-8"))
        if found.get("format") != FORMAT:
            raise BackupError(
                f"{file.name} is in another release's form: restore it with that release, then upgrade."
            )
        return Manifest(**found)
    except FileNotFoundError as error:
        if error.filename == str(file):
            raise
        raise _not_a_backup(file) from error
    except (tarfile.TarError, EOFError, ValueError, TypeError, AttributeError) as error:
        raise _not_a_backup(file) from error


def _not_a_backup(file: Path) -> BackupError:
    return BackupError(f"{file.name} is no backup of Ringround's, or is cut off: give another one.")


def _is_ours(name: str) -> bool:
    path = PurePosixPath(name)
    return name in {MANIFEST, DATABASE} or (path.parts[0] in FOLDERS and len(path.parts) == 2)  # noqa: PLR2004 (a folder and a file)
