"""A backup into a database, and the journal into that, before anybody can dial from it."""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import make_url

from store.backup import moving, postgresql, sqlite
from store.backup.archive import DATABASE, Manifest
from store.backup.errors import BackupError
from store.database import Database
from store.journal import Line
from store.migrate import bring_up, upgrade
from store.replay import replay


def restore(unpacked: Path, manifest: Manifest, url: str, lines: Sequence[Line]) -> tuple[int, str]:
    """Put the unpacked backup in the place of the database at `url`, at this release's tables.

    Returns how many opt-outs the journal's lines added, and where what was there is kept. BackupError where it
    cannot be; then what was there is untouched.
    """
    backend = make_url(url).get_backend_name()
    match manifest.database, backend:
        case "sqlite", "sqlite":
            return _sqlite(unpacked / DATABASE, url, lines)
        case "postgresql", "sqlite":
            raise BackupError("The backup is PostgreSQL's: set DATABASE_URL to a database there.")
        case "sqlite", _:
            return _moved(unpacked / DATABASE, url, lines)
        case _:
            return _postgresql(unpacked / DATABASE, manifest, url, lines)


def _sqlite(copied: Path, url: str, lines: Sequence[Line]) -> tuple[int, str]:
    sqlite.check(copied)
    said = _made_ready(copied, lines)
    target = Database(url)
    try:
        with target.write():  # no writer of ours is in the middle of something
            pass
        return said, f"the file {sqlite.put_in_place(copied, url).name}"
    finally:
        target.dispose()


def _made_ready(copied: Path, lines: Sequence[Line]) -> int:
    """Bring the copy up to this release, and replay the journal into it."""
    url = f"sqlite:///{copied.absolute()}"
    upgrade(url)
    database = Database(url)
    try:
        with database.write() as tx:
            return replay(tx, lines)
    finally:
        database.dispose()


def _moved(copied: Path, url: str, lines: Sequence[Line]) -> tuple[int, str]:
    sqlite.check(copied)
    said = _made_ready(copied, lines)
    source, target = Database(f"sqlite:///{copied.absolute()}"), Database(url)
    try:
        with source.read() as old, target.alter() as tx:
            postgresql.refuse_company(tx)
            postgresql.put_aside(tx)
            bring_up(tx)
            moving.move(old, tx)
    finally:
        source.dispose()
        target.dispose()
    return said, f"the schema {postgresql.BEFORE}"


def _postgresql(dump: Path, manifest: Manifest, url: str, lines: Sequence[Line]) -> tuple[int, str]:
    """The gate is opened in the transaction that replays the journal."""
    if manifest.revision is None:
        raise BackupError("The backup holds a database without tables: give another one.")
    target = Database(url)
    try:
        with target.alter() as tx:
            postgresql.refuse_company(tx)
            postgresql.put_aside(tx)
        try:
            postgresql.restore(url, dump)
            with target.alter() as tx:
                postgresql.open_gate(tx, manifest.revision)
                bring_up(tx)
                said = replay(tx, lines)
        except BaseException:
            with target.alter() as tx:
                postgresql.put_back(tx)
            raise
    finally:
        target.dispose()
    return said, f"the schema {postgresql.BEFORE}"
