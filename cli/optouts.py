"""`ringround optouts`: no more calls to a number, at once and for ever."""

import click

from bridge import wishes
from cli.accountable import account
from cli.context import london, number, say, service
from cli.wishes import add_reading
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


def _line(one: kept.Listed) -> str:
    return f"{london(one.at)}  {one.source}  {one.note}"


add_reading(
    optouts,
    kept,
    _line,
    every="All opt-outs with their source, the first one first. To look is an entry of the ledger.",
    one="What this number asked for, when, and by what way. To look is an entry of the ledger.",
    none="There is no opt-out.",
)
