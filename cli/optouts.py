"""`ringround optouts`: no more calls to a number, at once and for ever."""

from dataclasses import asdict

import click

from bridge import wishes
from cli.accountable import account, looking_at, looking_at_all
from cli.context import json_option, london, number, say, service, show
from policy.numbers import display
from store import optouts as kept


@click.group()
def optouts() -> None:
    """Opt-outs: who asked for no more calls. They hold for the whole organisation."""


@optouts.command()
@click.argument("number_", metavar="NUMBER")
@click.option("--note", default="", help="How it came to us, without names or numbers.")
def add(number_: str, note: str) -> None:
    """No more calls to this number. What rings there is ended at once."""
    e164 = number(number_)
    with service() as made:
        wishes.opt_out(made.parts, e164, note=note, by=account())
    say("No more calls to that number, from this moment.")


@optouts.command("list")
@json_option
def list_(*, as_json: bool) -> None:
    """All opt-outs with their source, the first one first. To look is an entry of the ledger."""
    with service() as made:
        looking_at_all(made, "optouts list")
        with made.parts.db.read() as tx:
            found = kept.listing(tx)
    _tell(found, as_json=as_json)


@optouts.command("show")
@click.argument("number_", metavar="NUMBER")
@json_option
def show_(number_: str, *, as_json: bool) -> None:
    """What this number asked for, when, and by what way. To look is an entry of the ledger."""
    e164 = number(number_)
    with service() as made:
        known = looking_at(made, e164, "optouts show")
        with made.parts.db.read() as tx:
            found = [] if known is None else kept.of(tx, known)
    _tell(found, as_json=as_json)


def _tell(found: list[kept.Listed], *, as_json: bool) -> None:
    if as_json:
        show([asdict(one) for one in found])
        return
    for one in found:
        shown = display(one.e164) if one.e164 else "(erased)"
        click.echo(f"{shown:<16} {london(one.at)}  {one.source}  {one.note}".rstrip())
    if not found:
        say("There is no opt-out.")
