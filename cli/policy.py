"""`ringround policy`: ask it whether a number may be rung, and why."""

from datetime import UTC

import click

from bridge.facts import number_facts
from cli.accountable import looking_at
from cli.context import json_option, london, moment, number, service, show
from policy import Decision, DialContact, decide
from store import campaigns


@click.group()
def policy() -> None:
    """The policy: whether we may."""


@policy.command("decide")
@click.argument("number_", metavar="NUMBER")
@click.option("--campaign", required=True, metavar="ID")
@click.option("--at", metavar="ISO-TIME", help="Another time; London's, unless it has an offset.")
@json_option
def decide_(number_: str, campaign: str, at: str | None, *, as_json: bool) -> None:
    """Whether a call to NUMBER would be permitted now, with every rule. Exit status 1: refused.

    The facts are today's, the clock the one given. A number that is not in the campaign's list is decided as if
    it were: its source is taken as allowed, and its household as not contacted. To look is an entry of the ledger.
    """
    e164 = number(number_)
    when = moment(at).astimezone(UTC) if at else None
    with service() as made:
        with made.parts.db.read() as tx:
            campaigns.show(tx, campaign)
        looking_at(made, e164, "policy decide")
        with made.parts.db.read() as tx:
            now = made.parts.now()
            facts = number_facts(tx, made.parts, e164, campaign, now)
            decision = decide(DialContact(), facts, made.parts.rules(), when or now)
    if as_json:
        show(decision.to_json())
    else:
        _tell(decision)
    if not decision.permitted:
        raise SystemExit(1)


def _tell(decision: Decision) -> None:
    click.echo(f"{decision.verdict.value}: {decision.sentence} {decision.remedy}".rstrip())
    if decision.until:
        click.echo(f"It might be permitted from {london(decision.until)}.")
    for one in decision.rules:
        click.echo(f"  {one.verdict:<7} {one.rule:<20} {one.why}")
