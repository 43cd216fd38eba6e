"""`ringround consents`: a subscriber's word that calls are welcome, though the number is on a register."""

from datetime import UTC, datetime

import click

from app import Service
from cli.context import moment, number, say, service
from cli.errors import CommandError
from cli.news import look_again
from store import consents as kept
from store.numbers import find, number_id


@click.group()
def consents() -> None:
    """Consents: they lift the registers (TPS, CTPS) for one number, and nothing else."""


@consents.command()
@click.argument("number_", metavar="NUMBER")
@click.option("--wording", required=True, help="What was agreed to, word for word.")
@click.option(
    "--obtained-at", required=True, metavar="ISO-TIME", help="London's time, unless it has an offset."
)
@click.option("--source", required=True, help="How it was given: a form, a web page.")
def add(number_: str, wording: str, obtained_at: str, source: str) -> None:
    """Record a consent, with its evidence. An opt-out that comes later wins."""
    e164, given = number(number_), moment(obtained_at).astimezone(UTC)
    with service() as made:
        give(made, e164, wording=wording, obtained_at=given, source=source)
    say("The consent is recorded.")


@consents.command()
@click.argument("number_", metavar="NUMBER")
@click.option("--source", required=True, help="How it was taken back: a letter, a call to the office.")
def withdraw(number_: str, source: str) -> None:
    """Take back every consent of this number: it is not called again unless consent is given anew."""
    e164 = number(number_)
    with service() as made:
        take_back(made, e164, source=source)
    say("The consent is withdrawn.")


def give(made: Service, e164: str, *, wording: str, obtained_at: datetime, source: str) -> None:
    """Record a consent (`obtained_at`: aware UTC), and put who waited for it back on the list.

    RefusedError where the evidence is not whole.
    """
    parts = made.parts
    with parts.db.write() as tx:
        row = number_id(tx, e164, parts.terms.keys.numbers)
        kept.add(tx, row, parts.now(), wording=wording, obtained_at=obtained_at, source=source)
    look_again(made, number_id=row)


def take_back(made: Service, e164: str, *, source: str) -> None:
    """Withdraw the number's consents. CommandError where none is in force; RefusedError without a source."""
    parts = made.parts
    with parts.db.write() as tx:
        row = find(tx, e164, parts.terms.keys.numbers)
        if row is None or not kept.withdraw(tx, row, parts.now(), source=source):
            raise CommandError("No consent of that number is in force: to stop all calls, use `optouts add`.")
