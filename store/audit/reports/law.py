"""Reports of what must not happen: each should find nothing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import Connection, func, select

from policy.limits import EARLIEST, LATEST, REGISTER_DAYS
from store.audit.reports.sql import outside_clock, seconds
from store.audit.reports.table import FOREVER, Period, Table, many
from store.audit.words import LONDON
from store.ledger import Kind
from store.models import Attempt, Entry, OptOut, Register
from store.registers import KINDS

ALWAYS_INSIDE: Final = (time(9), time(19, 45))
"""Times of day in UTC that are within the hours in summer and winter alike: no need to look at them singly."""
AT_ONCE: Final = 500
STARTED: Final = Kind.DIAL_STARTED.value


def outside_hours(tx: Connection, period: Period) -> Table:
    """Dials outside 09:00:00 to 20:45:00, London's time."""
    when = select(Entry.at).where(*_started(period), outside_clock(tx, Entry.at, *ALWAYS_INSIDE)).distinct()
    outside = [at for at in tx.scalars(when.order_by(Entry.at)) if not EARLIEST <= _local(at) < LATEST]
    rows = [
        row for first in range(0, len(outside), AT_ONCE) for row in _at(tx, period, outside[first:][:AT_ONCE])
    ]
    total = _count_started(tx, period)
    return Table(
        f"{many(len(rows), 'dial')} of {total:,} outside {EARLIEST:%H:%M} to {LATEST:%H:%M}, London.",
        "entries dial:started of the ledger, by their time in Europe/London",
        ("entry", "at", "campaign", "attempt"),
        tuple(rows),
    )


def _at(tx: Connection, period: Period, moments: Sequence[datetime]) -> list[tuple[Any, ...]]:
    """The dials that were started at these moments: the moments are found in the index, and only these are read."""
    query = select(Entry.id, Entry.at, Entry.campaign_id, Entry.attempt_id)
    found = tx.execute(query.where(*_started(period), Entry.at.in_(moments)).order_by(Entry.at, Entry.id))
    return [tuple(row) for row in found]


def after_opt_out(tx: Connection, period: Period) -> Table:
    """Dials of a number after it opted out."""
    first = select(OptOut.number_id, func.min(OptOut.at).label("at")).group_by(OptOut.number_id).subquery()
    query = (
        select(Attempt.id, Attempt.campaign_id, Attempt.dialled_at, first.c.at)
        .join_from(first, Attempt, Attempt.number_id == first.c.number_id)
        .where(*_dialled(period), Attempt.dialled_at > first.c.at)
    )
    rows = tuple(tuple(row) for row in tx.execute(query))
    optouts = tx.scalar(select(func.count()).select_from(OptOut)) or 0
    return Table(
        f"{many(len(rows), 'dial')} of a number after it opted out.",
        f"attempts that were dialled, held against all {many(optouts, 'opt-out')} of the organisation",
        ("attempt", "campaign", "dialled at", "opted out at"),
        rows,
    )


def opt_out_delay(tx: Connection, period: Period) -> Table:
    """How long after an opt-out something still rang at the number."""
    rang = seconds(tx, OptOut.at, Attempt.ended_at)
    seen = period.sight.of_number(OptOut.number_id)
    within = (OptOut.at >= period.since, OptOut.at < period.until, *seen)
    query = (
        select(OptOut.id, OptOut.at, OptOut.source, Attempt.id, rang)
        .join(Attempt, Attempt.number_id == OptOut.number_id)
        .where(
            *within,
            Attempt.dialled_at <= OptOut.at,
            Attempt.ended_at > OptOut.at,
            Attempt.answered_at.is_(None),
        )
    )
    rows: tuple[tuple[Any, ...], ...] = tuple(tuple(row) for row in tx.execute(query))
    total = tx.scalar(select(func.count()).select_from(OptOut).where(*within)) or 0
    longest = max((float(row[4]) for row in rows), default=0.0)
    return Table(
        f"{many(total, 'opt-out')}; at {len(rows):,} of them the number was ringing, for at most {longest:.1f} s more.",
        "opt-outs, held against attempts at the number that were dialled before and ended after, unanswered",
        ("opt-out", "at", "source", "attempt", "seconds"),
        rows,
        "seconds",
    )


def stale_register(tx: Connection, period: Period) -> Table:
    """Dials while a register in force was missing, or older than 28 days."""
    spans = [one for kind in KINDS for one in _in_force(tx, period, kind)]
    dials = _dials(tx, period, [(one[4], one[5]) for one in spans])
    stale = _dials(tx, period, [(one[6], one[5]) for one in spans])
    counted = zip(spans, dials, stale, strict=True)
    rows = [(*one[:4], made, late) for one, made, late in counted if one[1] is not None or made]
    bad = sum(row[-1] for row in rows)
    return Table(
        f"{many(bad, 'dial')} with a register that was missing or older than {REGISTER_DAYS} days.",
        "entries dial:started of the ledger, by which register was in force then; days are London's",
        ("register", "produced on", "in force from", "to", "dials", "stale"),
        tuple(rows),
    )


def _in_force(tx: Connection, period: Period, kind: str) -> list[tuple[Any, ...]]:
    """Each register with the time it was in force, and from when on it was stale; first the time without one."""
    found = tx.execute(select(Register).where(Register.register == kind).order_by(Register.imported_at)).all()
    first = found[0].imported_at if found else FOREVER
    spans: list[tuple[Any, ...]] = [(kind, None, None, None, period.since, first, period.since)]
    for one in found:
        last = datetime.combine(one.produced_on + timedelta(days=REGISTER_DAYS + 1), time(), LONDON)
        until, stale = one.replaced_at or FOREVER, max(one.imported_at, last)
        spans.append((kind, one.produced_on, one.imported_at, one.replaced_at, one.imported_at, until, stale))
    return spans


def _dials(tx: Connection, period: Period, spans: Sequence[tuple[datetime, datetime]]) -> list[int]:
    """The dials in each span, each counted from its own stretch of the index."""
    cut = [
        replace(period, since=max(since, period.since), until=min(until, period.until))
        for since, until in spans
    ]
    return [_count_started(tx, one) for one in cut]


def _count_started(tx: Connection, period: Period) -> int:
    return tx.scalar(select(func.count()).select_from(Entry).where(*_started(period))) or 0


def _started(period: Period) -> tuple[Any, ...]:
    seen = period.sight.of_campaign(Entry.campaign_id)
    return (Entry.kind == STARTED, Entry.at >= period.since, Entry.at < period.until, *seen)


def _dialled(period: Period) -> tuple[Any, ...]:
    seen = period.sight.of_campaign(Attempt.campaign_id)
    return (Attempt.dialled_at >= period.since, Attempt.dialled_at < period.until, *seen)


def _local(at: datetime) -> time:
    return at.astimezone(LONDON).time()
