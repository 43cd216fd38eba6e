"""Reports of how calls went: repeats, rings, joins, abandoned calls, refusals, numbers presented."""

from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    String,
    TextClause,
    and_,
    func,
    literal_column,
    or_,
    select,
    text,
    union_all,
)
from sqlalchemy.orm import aliased

from policy import Reason
from store.audit.reports.sql import again, day, seconds
from store.audit.reports.table import Period, Table, many
from store.models import Attempt, Entry
from store.models.ledger import REASON, REFUSED

HOUR: Final = 3600
SHORT_RING: Final = 15
SLOW_JOIN: Final = 2
LONGEST: Final = 72
"""Hours within which a second dial is a repeat: those that must lie after an abandoned call."""


def repeats(tx: Connection, period: Period) -> Table:
    """Dials of one number within 24 and 72 hours of the one before, by how that one ended."""
    each, dial, before = again(tx, LONGEST), aliased(Attempt), aliased(Attempt)
    gap = seconds(tx, each.c.earlier, each.c.at)
    query = (
        select(before.outcome, func.count().filter(gap < 24 * HOUR), func.count(), func.min(gap) / HOUR)
        .join_from(each, dial, and_(dial.number_id == each.c.number_id, dial.dialled_at == each.c.at))
        .join(before, and_(before.number_id == each.c.number_id, before.dialled_at == each.c.earlier))
        .where(
            each.c.at >= period.since,
            each.c.at < period.until,
            *period.sight.of_campaign(dial.campaign_id),
        )
        .group_by(before.outcome)
        .order_by(before.outcome)
    )
    rows: tuple[tuple[Any, ...], ...] = tuple(tuple(row) for row in tx.execute(query))
    too_soon = {"machine": 1, "abandoned": 2}
    forbidden = sum(row[too_soon[row[0]]] for row in rows if row[0] in too_soon)
    return Table(
        f"{many(sum(row[2] for row in rows), 'repeat')} within 72 hours; {forbidden:,} of them too soon after a "
        "machine (24 h) or an abandoned call (72 h).",
        "attempts that were dialled, each held against the one before it to the same number in any campaign",
        ("outcome before", "within 24 h", "within 72 h", "shortest, hours"),
        rows,
    )


def short_rings(tx: Connection, period: Period) -> Table:
    """Calls that rang for less than 15 seconds and were not answered, by who ended them."""
    rang = seconds(tx, Attempt.ringing_at, Attempt.ended_at)
    counts = (func.count().filter(rang < SHORT_RING), func.count())
    unanswered = (Attempt.answered_at.is_(None), Attempt.ended_at.is_not(None))
    rows = _grouped(tx, period, Attempt.ringing_at, Attempt.fate, counts, *unanswered)
    short = tuple(row for row in rows if row[2])
    own = sum(row[2] for row in short if row[1] == "no_answer")
    return Table(
        f"{many(sum(row[2] for row in short), 'ring')} under {SHORT_RING} s, of which {own:,} were given up by the "
        "service itself; the others by the volunteer's star or the contact's telephone.",
        "attempts that rang and were not answered, from ringing to their end",
        ("campaign", "ended as", "under 15 s", "of unanswered"),
        short,
        "under 15 s",
    )


def slow_joins(tx: Connection, period: Period) -> Table:
    """How long from the contact's answer to the volunteer's voice."""
    waited = seconds(tx, Attempt.answered_at, Attempt.joined_at)
    counts = (func.count().filter(waited > SLOW_JOIN), func.count(), func.avg(waited), func.max(waited))
    answered = Attempt.answered_at
    rows = _grouped(tx, period, answered, day(tx, answered), counts, Attempt.joined_at.is_not(None))
    return Table(
        f"{many(sum(row[2] for row in rows), 'join')} over {SLOW_JOIN} s of {sum(row[3] for row in rows):,}.",
        "attempts that were answered and joined, from the one moment to the other",
        ("campaign", "day", "over 2 s", "joins", "mean s", "longest s"),
        rows,
        "over 2 s",
    )


def abandoned(tx: Connection, period: Period) -> Table:
    """Abandoned calls and machines that were people, by campaign and day: Ofcom's rate."""
    lost = or_(Attempt.abandoned_at.is_not(None), Attempt.false_positive)
    counts = (
        func.count().filter(Attempt.abandoned_at.is_not(None)),
        func.count().filter(and_(Attempt.false_positive, Attempt.abandoned_at.is_(None))),
        func.count().filter(and_(Attempt.joined_at.is_not(None), ~lost)),
    )
    found = _grouped(tx, period, Attempt.answered_at, day(tx, Attempt.answered_at), counts)
    rows = tuple((*row, _rate(row[2] + row[3], row[4])) for row in found)
    over = sum(1 for row in rows if row[5] > 3)  # noqa: PLR2004 (Ofcom's 3 in 100)
    return Table(
        f"{many(sum(row[2] for row in rows), 'abandoned call')}; {many(over, 'campaign day')} over 3 in 100.",
        "answered attempts, each once: (abandoned + machines that were people) ÷ (those + passed to a volunteer)",
        ("campaign", "day", "abandoned", "machine wrongly", "passed on", "rate %"),
        rows,
        "rate %",
    )


def refusals(tx: Connection, period: Period) -> Table:
    """Refusals by their reason."""
    rows = _by_reason(tx, period)
    return Table(
        f"{many(sum(row[1] for row in rows), 'refusal')}.",
        "entries decision:refused of the ledger; one contact may be refused at the offer and at the dial",
        ("reason", "refusals"),
        rows,
        "refusals",
    )


def _by_reason(tx: Connection, period: Period) -> tuple[tuple[str, int], ...]:
    """From the index, a known reason at a time; where there is one that is not known, all are read."""
    refused: tuple[ColumnElement[bool] | TextClause, ...] = (
        text(REFUSED),
        Entry.at >= period.since,
        Entry.at < period.until,
        *period.sight.of_campaign(Entry.campaign_id),
    )
    reason: ColumnElement[str] = literal_column(f"({REASON})", String)
    each = [
        select(literal_column(f"'{one.value}'", String), func.count())
        .select_from(Entry)
        .where(reason == literal_column(f"'{one.value}'"), *refused)
        for one in Reason
    ]
    counted = [(row[0], row[1]) for row in tx.execute(union_all(*each)) if row[1]]
    if sum(count for _, count in counted) != tx.scalar(
        select(func.count()).select_from(Entry).where(*refused)
    ):
        query = select(reason, func.count()).where(*refused).group_by(reason)
        counted = [(row[0], row[1]) for row in tx.execute(query)]
    return tuple(sorted(counted, key=lambda one: (-one[1], one[0])))


def caller_ids(tx: Connection, period: Period) -> Table:
    """Which numbers were presented."""
    rows = _grouped(tx, period, Attempt.dialled_at, Attempt.caller_id, (func.count(),))
    return Table(
        f"{many(len({row[1] for row in rows}), 'number')} presented.",
        "attempts that were dialled; the numbers are the organisation's own",
        ("campaign", "presented", "dials"),
        rows,
        "dials",
    )


def _grouped(
    tx: Connection,
    period: Period,
    at: Any,  # noqa: ANN401 (a column)
    by: Any,  # noqa: ANN401 (a column)
    counts: tuple[Any, ...],
    *where: ColumnElement[bool],
) -> tuple[tuple[Any, ...], ...]:
    """Counts of attempts by campaign and something else. `at`: the moment of theirs that is in the period."""
    seen = period.sight.of_campaign(Attempt.campaign_id)
    query = (
        select(Attempt.campaign_id, by, *counts)
        .where(at >= period.since, at < period.until, *seen, *where)
        .group_by(Attempt.campaign_id, by)
        .order_by(Attempt.campaign_id, by)
    )
    return tuple(tuple(row) for row in tx.execute(query))


def _rate(lost: int, passed: int) -> float:
    return 100 * lost / (lost + passed) if lost + passed else 0.0
