"""SQLite's own online backup: a copy of one moment while others write, and the way back in one transaction."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url

from store.backup.errors import BackupError


def file_of(url: str) -> Path:
    """The database's file."""
    return Path(make_url(url).database or "")


def copy(url: str, to: Path) -> None:
    """Copy the database as it stands at this moment. Writers wait for nothing."""
    with closing(sqlite3.connect(file_of(url))) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)


def check(copied: Path) -> None:
    """BackupError where the copy is damaged."""
    try:
        with closing(sqlite3.connect(copied)) as database:
            good = database.execute("PRAGMA quick_check").fetchone() == ("ok",)
    except sqlite3.DatabaseError:
        good = False
    if not good:
        raise BackupError("The database in the backup is damaged: give another backup.")


def put_in_place(copied: Path, url: str) -> Path:
    """Put the copy in the place of what is there, which is kept; return where.

    One transaction of SQLite's: whoever has the database open sees the old one or the new one, whole.
    """
    before = file_of(url).with_name(file_of(url).name + "-before-restore")
    before.unlink(missing_ok=True)
    before.touch(mode=0o600)
    copy(url, before)
    with closing(sqlite3.connect(copied)) as source, closing(sqlite3.connect(file_of(url))) as target:
        source.backup(target)
    return before
