"""`ringround backup` and `restore`: the database, the registers in force and the ledger's keys, in one file."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy import Connection, make_url, select

from app import Service
from cli.accountable import account
from cli.context import composed, json_option, say, service, settings, show
from cli.embedded import alone_in
from cli.errors import CommandError
from cli.ownership import give_rights
from settings import Settings
from store import journal
from store.backup import postgresql, sqlite
from store.backup.archive import DATABASE, FORMAT, Kind, Manifest, pack, unpack
from store.backup.restoring import restore as put_back
from store.files import write_whole
from store.ledger import Kind as Entry
from store.ledger import append
from store.migrate import revision
from store.models import Register
from store.numbers import fingerprint

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("file", type=FILE)
def backup(file: Path) -> None:
    """Copy the database of this moment, the registers in force and the ledger's keys into FILE, while calls go on.

    The file holds all that the service knows of people, and private keys: keep it as you keep the service itself.
    RINGROUND_SECRET_KEY is not in it, and it is of no use without.
    """
    if file.exists():
        raise CommandError(f"{file} is there already: name another file.")
    with service() as made, _scratch(made.settings) as folder:
        _record(made, Entry.BACKUP_MADE)
        pack(file, _copied(made, folder / DATABASE), folder / DATABASE, _others(made))
    say(
        f"The backup is made: {file}, {file.stat().st_size:,} bytes. Keep RINGROUND_SECRET_KEY apart from it."
    )


@click.command()
@click.argument("file", type=FILE)
@json_option
def restore(file: Path, *, as_json: bool) -> None:
    """Put the backup FILE in the place of the database. Stop the service first; nobody dials before this has ended.

    Opt-outs and erasures since the backup come back from the journal in the data folder. What was there before is
    kept. A backup of SQLite's can be restored to PostgreSQL: so a service grows.
    """
    chosen = settings()
    with alone_in(chosen.data_dir), _scratch(chosen) as folder:
        manifest = unpack(file, folder)
        _refuse_another_key(chosen, manifest)
        known = journal.read(chosen.data_dir / journal.FILE)
        added, kept = put_back(folder, manifest, chosen.owner_url, known.lines)
        give_rights(chosen)
        _put_files_back(chosen, folder)
        with service(chosen) as made:
            _record(made, Entry.BACKUP_RESTORED, made_at=manifest.made_at, replayed=added)
    if as_json:
        show({"made_at": manifest.made_at, "optouts_replayed": added, "journal_damaged": known.damaged,
              "kept": kept})  # fmt: skip
    say(
        f"The backup of {manifest.made_at} is restored, and {added:,} opt-outs and erasures that came after it."
    )
    if known.damaged:
        say(f"{known.damaged:,} lines of the journal cannot be read: look at {journal.FILE} before you call.")
    say(f"What was there before is kept as {kept}: remove it once all is well, for it holds people's data.")


def _record(made: Service, kind: Entry, **data: object) -> None:
    """Who made, or put back, a copy of everything is an entry: of a copy that is begun, whatever becomes of it."""
    with made.parts.db.write() as tx:
        append(tx, kind, made.parts.now(), data={"by": account(), **data})


@contextmanager
def _scratch(chosen: Settings) -> Iterator[Path]:
    """A folder on the same disk, gone afterwards."""
    chosen.data_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=chosen.data_dir) as folder:
        yield Path(folder)


def _copied(made: Service, to: Path) -> Manifest:
    """Copy the database, and say what it is."""
    url = made.settings.database_url
    kind: Kind = "sqlite" if make_url(url).get_backend_name() == "sqlite" else "postgresql"
    with made.parts.db.read() as tx:
        stands_at, made_at = revision(tx), made.parts.now().isoformat(timespec="seconds")
    (sqlite.copy if kind == "sqlite" else postgresql.copy)(url, to)
    return Manifest(FORMAT, made_at, kind, stands_at, _mark(made))


def _mark(made: Service) -> str:
    """Tells one RINGROUND_SECRET_KEY from another, and nothing of either."""
    return fingerprint("a backup's mark", made.parts.terms.keys.numbers)


def _others(made: Service) -> Iterator[tuple[str, Path]]:
    """The registers in force, and the ledger's keys: each one's folder in the archive, and where it is."""
    with made.parts.db.read() as tx:
        names = _registers(tx)
    registers = made.settings.data_dir / "registers"
    yield from (("registers", registers / name) for name in names if (registers / name).is_file())
    yield from (("keys", path) for path in sorted(_keys(made.settings).glob("*.pem")))


def _registers(tx: Connection) -> list[str]:
    return list(tx.scalars(select(Register.path).where(Register.replaced_at.is_(None))))


def _keys(chosen: Settings) -> Path:
    return Path(chosen.ledger.keys_dir or chosen.data_dir / "keys")


def _refuse_another_key(chosen: Settings, manifest: Manifest) -> None:
    made = composed(chosen)
    made.parts.db.dispose()
    if _mark(made) != manifest.key:
        raise CommandError(
            "The backup was made with another RINGROUND_SECRET_KEY: set that one, or no opt-out is recognised."
        )


def _put_files_back(chosen: Settings, unpacked: Path) -> None:
    """Registers and keys that are not here; what is here stays."""
    for folder, here in (("registers", chosen.data_dir / "registers"), ("keys", _keys(chosen))):
        for path in (unpacked / folder).glob("*"):
            if not (here / path.name).exists():
                write_whole(here / path.name, path.read_bytes())
