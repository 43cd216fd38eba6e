"""`ringround retention`: what is past its time, and its purging."""

from dataclasses import asdict

import click

from cli.accountable import account
from cli.context import json_option, say, service, show
from cli.progress import progress
from settings_for_rooms import retention_of
from store.people.retention import Past, look, purge


@click.group()
def retention() -> None:
    """How long is kept what is held about people."""


@retention.command()
@click.option(
    "--purge", "really", is_flag=True, help="Purge it. Without this it is counted, and nothing goes."
)
@json_option
def run(*, really: bool, as_json: bool) -> None:
    """Say what is past its time; with --purge, take it away. Either is an entry of the ledger.

    Opt-outs and consents stay for ever, and so does the ledger.
    """
    with service() as made:
        parts, terms = made.parts, retention_of(made.settings)
        if really:
            with progress("Purging") as bar:
                found = purge(parts.db, terms, parts.now, by=account(), seen=bar)
        else:
            with parts.db.write() as tx:
                found = look(tx, terms, parts.now(), by=account())
    if as_json:
        show({"purged": really, "past": [asdict(one) for one in found]})
    else:
        _tell(found, purged=really)


def _tell(found: list[Past], *, purged: bool) -> None:
    for one in found:
        of = f" of {one.campaign}" if one.campaign else ""
        click.echo(f"{one.count:>9,} {one.what}{of}: {one.because}.")
    if not found:
        say("Nothing is past its time.")
    elif purged:
        say("This was purged.")
    else:
        say("Nothing was purged: this is what would go with `ringround retention run --purge`.")
