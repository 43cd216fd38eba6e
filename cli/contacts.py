"""`ringround contacts`: people into a campaign's list."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from cli.accountable import account, writing
from cli.context import json_option, say, service, show
from cli.progress import progress
from scheduler.contacts_import import COLUMNS, Options, Result
from scheduler.contacts_import.refusals import Refusal
from store import campaigns
from store import contacts as kept
from store.ledger import Kind, append


@click.group()
def contacts() -> None:
    """Contacts: who is to be rung."""


@contacts.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--campaign", required=True, metavar="ID")
@click.option(
    "--map", "pairs", multiple=True, metavar="THEIRS=OURS", help="A column of the file by another name."
)
@click.option("--replace", is_flag=True, help="Take out of the list who is not in the file.")
@json_option
def import_(file: Path, campaign: str, pairs: Sequence[str], *, replace: bool, as_json: bool) -> None:
    """Read a CSV file into a campaign's list.

    Rows that are refused go to a file beside it, each with its reason. The same file again changes nothing.
    """
    options = Options(mapping=dict(map(_pair, pairs)), replace=replace, by=account())
    with service() as made:
        with made.parts.db.read() as tx:
            campaigns.show(tx, campaign)
        with progress("Reading contacts") as told:
            result = made.importer.run(file, campaign, options, told)
    if as_json:
        show(asdict(result))
    else:
        _tell(result)


@contacts.command()
@click.argument("id_", metavar="ID")
@click.option("--campaign", required=True, metavar="ID")
def resume(id_: str, campaign: str) -> None:
    """Let a contact be rung again who was paused because a volunteer reported abuse or a worry. ID: as in the file."""
    with service() as made, writing(made) as tx:
        campaigns.show(tx, campaign)
        now = made.parts.now()
        contact = kept.paused(tx, campaign, id_)
        made.calling_list.resume(tx, contact, now)
        append(tx, Kind.CONTACT_RESUMED, now, campaign=campaign, contact=contact)
    say(f"The contact {id_} is in the list again.")


def _pair(text: str) -> tuple[str, str]:
    theirs, equals, ours = text.rpartition("=")
    if not equals or not theirs:
        message = f"'{text}' is not THEIRS=OURS: ours are {', '.join(COLUMNS)}."
        raise click.BadParameter(message, param_hint="--map")
    return theirs, ours


def _tell(result: Result) -> None:
    say(f"{result.accepted:,} rows taken: {result.added:,} new, {result.updated:,} changed.")
    if result.removed:
        say(f"{result.removed:,} contacts taken out of the list.")
    for column in result.passed_over:
        say(
            f"The column {column} was not read: a charity may not hold political opinions without explicit consent."
        )
    for reason, count in result.refusals.items():
        say(f"{count:,} rows refused ({reason}): {Refusal[reason.upper()].sentence}")
    if result.refused_file:
        say(f"The refused rows stand in {result.refused_file}.")
