"""`ringround consents`: a subscriber's word that calls are welcome, though the number is on a register."""

from datetime import UTC

import click

from bridge import wishes
from cli.accountable import account
from cli.context import london, moment, number, say, service
from cli.errors import CommandError
from cli.wishes import add_reading
from store import consents as kept


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
        wishes.consent(made.parts, e164, wording=wording, obtained_at=given, source=source, by=account())
    say("The consent is recorded.")


@consents.command()
@click.argument("number_", metavar="NUMBER")
@click.option("--source", required=True, help="How it was taken back: a letter, a call to the office.")
def withdraw(number_: str, source: str) -> None:
    """Take back every consent of this number: it is not called again unless consent is given anew."""
    e164 = number(number_)
    with service() as made:
        if not wishes.withdraw(made.parts, e164, source=source, by=account()):
            raise CommandError("No consent of that number is in force: to stop all calls, use `optouts add`.")
    say("The consent is withdrawn.")


def _line(one: kept.Listed) -> str:
    taken = f"  taken back {london(one.withdrawn_at)}" if one.withdrawn_at else ""
    return f"{london(one.obtained_at)}  {one.source}  “{one.wording}”{taken}"


add_reading(
    consents,
    kept,
    _line,
    every="All consents with their evidence, the first one first. To look is an entry of the ledger.",
    one="The consents of a number: when, in what words, by what way, and whether taken back. To look is an entry.",
    none="There is no consent.",
)
