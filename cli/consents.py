"""`ringround consents`: a subscriber's word that calls are welcome, though the number is on a register."""

from datetime import UTC

import click

from cli.context import moment, number, say, service
from store import consents as kept
from store.numbers import number_id


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
    with service() as made, made.parts.db.write() as tx:
        row = number_id(tx, e164, made.parts.terms.keys.numbers)
        kept.add(tx, row, made.parts.now(), wording=wording, obtained_at=given, source=source)
    say("The consent is recorded.")
