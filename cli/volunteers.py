"""`ringround volunteers`: take one on, list them, another PIN, let one go, ring one."""

import click
from sqlalchemy import Connection

from bridge import ring as ringing
from cli.accountable import writing
from cli.context import json_option, london, number, say, service, show
from cli.errors import CommandError
from policy import Decision
from store import campaigns
from store import volunteers as kept

HEARS = click.option(
    "--language",
    metavar="LANGUAGE",
    help="In which the line speaks to them; else they choose the first time.",
)
SPEAKS = click.option(
    "--speaks",
    multiple=True,
    metavar="LANGUAGE",
    help="In which they can call besides English, such as cy; may be repeated.",
)


@click.group()
def volunteers() -> None:
    """Volunteers: who calls."""


@volunteers.command()
@click.option("--name", required=True, help="As the line greets them.")
@click.option("--phone", required=True, metavar="NUMBER", help="Their own telephone.")
@click.option("--pin", required=True, help="Four digits, which they key.")
@click.option("--campaign", required=True, metavar="ID")
@HEARS
@SPEAKS
def add(
    *, name: str, phone: str, pin: str, campaign: str, language: str | None, speaks: tuple[str, ...]
) -> None:
    """Take a volunteer on for a campaign. Prints the volunteer number."""
    e164 = number(phone)
    with service() as made, writing(made) as tx:
        keys, now = made.parts.terms.keys, made.parts.now()
        code = kept.add(
            tx, name=name, e164=e164, pin=pin, campaign=campaign, now=now, keys=keys,
            language=language, speaks=speaks,
        )  # fmt: skip
    click.echo(code)


@volunteers.command()
@click.argument("id_", metavar="ID")
@HEARS
@SPEAKS
def languages(id_: str, language: str | None, speaks: tuple[str, ...]) -> None:
    """Set what the volunteer with this volunteer number hears, or in which languages they can call.

    `--speaks en` alone: they call in English and no other.
    """
    if language is None and not speaks:
        raise click.UsageError("Say what is to be set: --language, --speaks, or both.")
    with service() as made, writing(made) as tx:
        volunteer = _found(tx, id_)
        kept.set_languages(tx, volunteer, made.parts.now(), language=language, speaks=speaks or None)
    say("It counts from their next call on.")


@volunteers.command("list")
@click.option("--campaign", required=True, metavar="ID")
@json_option
def list_(campaign: str, *, as_json: bool) -> None:
    """Who calls for a campaign: volunteer number and name."""
    with service() as made, made.parts.db.read() as tx:
        campaigns.show(tx, campaign)
        found = kept.of_campaign(tx, campaign)
    if as_json:
        show([{"volunteer": one.code, "name": one.name} for one in found])
        return
    for one in found:
        click.echo(f"{one.code}  {one.name}")
    if not found:
        say("Nobody calls for it yet: `ringround volunteers add` takes somebody on.")


@volunteers.command()
@click.argument("id_", metavar="ID")
@click.option("--pin", help="Four digits; none: some are drawn.")
def pin(id_: str, pin: str | None) -> None:
    """Give the volunteer with this volunteer number another PIN, and print it."""
    chosen = pin or kept.random_pin()
    with service() as made, writing(made) as tx:
        kept.new_pin(tx, _found(tx, id_), chosen, made.parts.now(), made.parts.terms.keys)
    click.echo(chosen)


@volunteers.command()
@click.argument("id_", metavar="ID")
@click.option("--campaign", required=True, metavar="ID")
def remove(id_: str, campaign: str) -> None:
    """Let a volunteer go from a campaign; from their last one, for good."""
    with service() as made, writing(made) as tx:
        kept.remove(tx, _found(tx, id_), campaign, made.parts.now())
    say("They no longer call for it.")


@volunteers.command("ring")
@click.argument("id_", metavar="ID")
def ring_(id_: str) -> None:
    """Ring the volunteer with this volunteer number now; they key their PIN. The policy is asked first."""
    with service() as made:
        parts = made.parts
        with parts.db.write() as tx:
            volunteer = _found(tx, id_)
            decision = ringing.may_ring(tx, parts, volunteer)
            queue = ringing.order(tx, parts, volunteer) if decision.permitted else None
        if queue is None:
            raise CommandError(_refusal(decision))
        parts.queue.wake(queue)
    say("The volunteer is rung as soon as the line is free.")


def _found(tx: Connection, code: str) -> int:
    found = kept.by_code(tx, code)
    if found is None:
        raise CommandError(
            "No volunteer has that number: it is the six digits that `volunteers add` printed."
        )
    return found


def _refusal(decision: Decision) -> str:
    until = f" It may be done from {london(decision.until)}." if decision.until else ""
    return f"{decision.sentence} {decision.remedy}{until}"
