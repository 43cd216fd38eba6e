"""`ringround registers`: import TPS and CTPS, and say how old they are."""

from datetime import date, datetime
from pathlib import Path
from typing import Final

import click
from sqlalchemy import insert, select, update

from app import Service
from bridge.wishes import look_again
from cli.accountable import writing
from cli.context import LONDON, json_option, say, service, show
from cli.errors import CommandError
from cli.progress import progress
from store.ledger import Kind, append
from store.models import Register
from store.registers import (
    KINDS,
    Imported,
    InForce,
    RegisterError,
    import_register,
    in_force,
    remove_superseded,
    standings,
)

DATE: Final = click.DateTime(["%Y-%m-%d"])


@click.group()
def registers() -> None:
    """The registers of numbers that must not be called."""


@registers.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--register", "kind", required=True, type=click.Choice(KINDS))
@click.option("--produced-on", required=True, type=DATE, help="The day the file was produced, YYYY-MM-DD.")
@click.option("--accept-smaller", is_flag=True, help="Take a file a tenth smaller than the one in force.")
@json_option
def import_(file: Path, kind: str, produced_on: datetime, *, accept_smaller: bool, as_json: bool) -> None:
    """Replace a register by a whole new file, while calls go on. A file that is refused changes nothing."""
    with service() as made:
        imported = put_in_force(made, file, kind, produced_on.date(), accept_smaller=accept_smaller)
    if as_json:
        show({"register": kind, "produced_on": imported.produced_on, "count": imported.count,
              "bad_lines": imported.bad_lines, "sha256": imported.sha256})  # fmt: skip
    say(f"{kind.upper()} of {imported.produced_on} is in force: {imported.count:,} numbers.")


@registers.command("show")
@json_option
def show_(*, as_json: bool) -> None:
    """How old the registers are. Exit status 1 where one is missing or too old: nothing is dialled then."""
    with service() as made, made.parts.db.read() as tx:
        stands = standings(tx, made.parts.now())
    if as_json:
        show(stands)
    for one in stands:
        (say if as_json else click.echo)(one["sentence"])
    if any(one["state"] in {"missing", "stale"} for one in stands):
        raise SystemExit(1)


def put_in_force(
    made: Service, file: Path, kind: str, produced_on: date, *, accept_smaller: bool = False
) -> Imported:
    """Import a register's file and put it in force. RegisterError, and an entry in the ledger, where refused.

    `produced_on`: a London day. The file that was in force before is removed: its licence has run out. Contacts
    whom the old one kept out are looked at again.
    """
    parts, folder = made.parts, made.settings.data_dir / "registers"
    with parts.db.read() as tx:
        before = in_force(tx, kind)
    held = InForce(before.produced_on, before.count) if before else None
    with progress(f"Reading {kind.upper()}") as told:
        try:
            imported = import_register(
                file,
                folder,
                kind=kind,
                produced_on=produced_on,
                today=parts.now().astimezone(LONDON).date(),
                in_force=held,
                accept_smaller=accept_smaller,
                progress=told,
            )
        except RegisterError as error:
            _log(made, Kind.REGISTER_REFUSED, {"register": kind, "why": str(error)})
            raise
    _record(made, imported, before.id if before else None)
    look_again(made.parts)
    return imported


def _record(made: Service, imported: Imported, before: int | None) -> None:
    """The row that puts the file in force; somebody else's import meanwhile is not overrun."""
    with writing(made) as tx:
        now, found = made.parts.now(), in_force(tx, imported.kind)
        if (found.id if found else None) != before:
            raise CommandError("Another import of this register ended meanwhile: see `registers show`.")
        tx.execute(update(Register).where(Register.id == before).values(replaced_at=now))
        tx.execute(
            insert(Register).values(
                register=imported.kind,
                produced_on=imported.produced_on,
                imported_at=now,
                sha256=imported.sha256,
                count=imported.count,
                path=imported.path.name,
            )
        )
        entry = {"register": imported.kind, "produced_on": imported.produced_on.isoformat(),
                 "count": imported.count, "sha256": imported.sha256}  # fmt: skip
        append(tx, Kind.REGISTER_IMPORTED, now, data=entry)
        kept = set(tx.scalars(select(Register.path).where(Register.replaced_at.is_(None))))
    remove_superseded(imported.path.parent, kept)


def _log(made: Service, kind: Kind, data: dict[str, str]) -> None:
    with writing(made) as tx:
        append(tx, kind, made.parts.now(), data=data)
