"""`ringround ledger explain|replay|report|reconcile`: what an auditor asks."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime

import click
from sqlalchemy import Connection

from app import Service
from cli.accountable import account
from cli.context import json_option, london, moment, number, service, show
from cli.errors import CommandError
from cli.progress import progress
from scheduler.checks import carriers_calls
from settings_for_rooms import retention_of
from store.audit import explain as telling
from store.audit.explain import Told
from store.audit.on_record import recorded
from store.audit.reconcile import CarrierCall
from store.audit.reconcile import reconcile as compare
from store.audit.replay import replay as decide_again
from store.audit.reports import REPORTS, Period, Table, title
from store.audit.reports.people import SAMPLE, sample
from store.audit.reports.table import EVER, FOREVER
from store.numbers import find


@click.command()
@click.argument("about", metavar="NUMBER|ATTEMPT")
@click.option(
    "--at",
    metavar="ISO-TIME",
    help="Only the decision in force then, or the first after it; London's, unless it has an offset.",
)
@json_option
def explain(about: str, at: str | None, *, as_json: bool) -> None:
    """Why a number was called, or refused: each rule, the facts it saw, and what followed. To look is an entry, too."""
    when = moment(at).astimezone(UTC) if at else None
    with service() as made:
        told, wishes = _explained(made, about, when)
    if as_json:
        show(asdict(told) | {"wishes": wishes})
        return
    if told.note:
        click.echo(f"{told.note}\n")
    for one in told.decisions:
        click.echo("\n".join(one.sentences()) + "\n")
    for wish in wishes:
        click.echo(wish)


def _explained(made: Service, about: str, when: datetime | None) -> tuple[Told, list[str]]:
    attempt = about if re.fullmatch(r"[0-9a-f]{24}", about) else None
    e164 = None if attempt else number(about)
    parts = made.parts
    with parts.db.write() as tx:
        known = _number(tx, attempt, e164, parts.terms.keys.numbers)
        telling.looked_up(tx, known, parts.now(), by=account(), where="ledger explain")
    with parts.db.read() as tx:
        if attempt is not None:
            return telling.of_attempt(tx, attempt, when), []
        if known is None:
            return Told((), "It was never on any list here."), []
        told = telling.of_number(tx, known, when)
        return told if told.decisions else _nothing(tx, made, known), telling.wishes(tx, known)


def _nothing(tx: Connection, made: Service, number: int) -> Told:
    """Why there is no decision to tell of."""
    if telling.anybody_has(tx, number):
        return Told((), "Nothing was ever decided about those who are on a list here with this number.")
    return Told(
        (),
        "Nobody on a list here has this number, so no decision is tied to it. Contacts are kept "
        f"{retention_of(made.settings).contacts_days} days after their campaign's end, unless it says itself; what was "
        "decided of them stands in the ledger without their number.",
    )


def _number(tx: Connection, attempt: str | None, e164: str | None, key: bytes) -> int | None:
    if attempt is None:
        return find(tx, e164 or "", key)
    found = telling.number_of(tx, attempt)
    if found is None:
        raise CommandError("There is no such attempt: `ringround ledger report sample` shows some.")
    return found


@click.command()
@json_option
def replay(*, as_json: bool) -> None:
    """Decide every recorded decision again, by the rules of its day. Exit status 1: some differ."""
    with service() as made, made.parts.db.read() as tx, progress("Deciding again") as bar:
        result = decide_again(tx, bar)
    if as_json:
        show(asdict(result))
    else:
        for one in result.differences:
            click.echo(one.sentence)
        click.echo(f"{result.decisions:,} decisions were decided again; {len(result.differences):,} differ.")
    if result.differences:
        raise SystemExit(1)


@click.command(epilog="Names:  " + "  ".join(REPORTS))
@click.argument("name", type=click.Choice(list(REPORTS)), metavar="NAME", required=False)
@click.option("--since", metavar="ISO-TIME", help="Only from then on.")
@click.option("--until", metavar="ISO-TIME", help="Only before then.")
@click.option("--csv", "form", flag_value="csv", help="As CSV.")
@click.option("--plot", "form", flag_value="plot", help="As bars to look at.")
@click.option("--seed", default=1, show_default=True, help="Of the sample: the same draws the same.")
@click.option("--size", default=SAMPLE, show_default=True, help="Of the sample.")
@json_option
def report(
    name: str | None,
    *,
    since: str | None,
    until: str | None,
    form: str | None,
    seed: int,
    size: int,
    as_json: bool,
) -> None:
    """Count what an auditor asks about. Without a NAME: which reports there are."""
    if name is None:
        listed = {one: title(one) for one in REPORTS}
        click.echo(
            json.dumps(listed, indent=2) if as_json else "\n".join(f"{n:<16} {t}" for n, t in listed.items())
        )
        return
    period = Period(moment(since) if since else EVER, moment(until) if until else FOREVER)
    with service() as made, made.parts.db.read() as tx:
        table = sample(tx, period, seed=seed, size=size) if name == "sample" else REPORTS[name](tx, period)
    if as_json:
        show(table.to_json())
    else:
        click.echo(_text(table, form))


def _text(table: Table, form: str | None) -> str:
    try:
        match form:
            case "csv":
                return table.to_csv().rstrip()
            case "plot":
                return table.to_plot()
            case _:
                return table.to_text()
    except ValueError as error:
        raise CommandError(str(error)) from error


@click.command()
@click.option(
    "--since", required=True, metavar="ISO-TIME", help="From then on; London's, unless it has an offset."
)
@click.option("--until", metavar="ISO-TIME", help="Before then; until now, unless told.")
@json_option
def reconcile(*, since: str, until: str | None, as_json: bool) -> None:
    """Hold the calls that the ledger tells of against the carrier's own list. Exit status 1: they do not agree."""
    with service() as made, made.parts.db.read() as tx:
        begin = moment(since).astimezone(UTC)
        end = moment(until).astimezone(UTC) if until else made.parts.now()
        with progress("Comparing") as bar:
            calls = carriers_calls(made.carrier, begin, end, made.parts.terms.clock_offset)
            listed = _counted(calls, recorded(tx, begin, end), bar)
            result = compare(tx, listed, begin, end, made.parts.terms.keys.numbers)
    if as_json:
        show(asdict(result))
    else:
        for one in result.mismatches:
            click.echo(f"{one.kind}: {london(one.at)}, {one.sid}: {one.sentence}")
        click.echo(
            f"{result.carrier:,} calls at the carrier, {result.ledger:,} here; {len(result.mismatches):,} differences."
        )
    if result.mismatches:
        raise SystemExit(1)


def _counted(
    calls: Iterator[CarrierCall], total: int, bar: Callable[[int, int], None]
) -> Iterator[CarrierCall]:
    """The calls, with a progress bar told of each."""
    for done, call in enumerate(calls, 1):
        bar(done, total)
        yield call
