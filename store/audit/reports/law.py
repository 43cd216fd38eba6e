"""Reports of what must not happen: each should find nothing."""

from datetime import datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import Connection, func, or_, select

from policy.limits import EARLIEST, LATEST, REGISTER_DAYS
from store.audit.reports.sql import clock_time, seconds
from store.audit.reports.table import FOREVER, Period, Table, many
from store.audit.words import LONDON
from store.ledger import Kind
from store.models import Attempt, Entry, OptOut, Register

ALWAYS_INSIDE: Final = ("09:00:00", "19:45:00")
"""Times of day in UTC that are within the hours in summer and winter alike: no need to look at them singly."""
STARTED: Final = Kind.DIAL_STARTED.value


def outside_hours(tx: Connection, period: Period) -> Table:
    """Dials outside 09:00:00 to 20:45:00, London's time."""
    asked = clock_time(tx, Entry.at)
    query = select(Entry.id, Entry.at, Entry.campaign_id, Entry.attempt_id).where(
        *_started(period), or_(asked < ALWAYS_INSIDE[0], asked >= ALWAYS_INSIDE[1])
    )
    rows = [tuple(row) for row in tx.execute(query) if not EARLIEST <= _local(row.at) < LATEST]
    total = tx.scalar(select(func.count()).select_from(Entry).where(*_started(period))) or 0
    return Table(
        f"{many(len(rows), 'dial')} of {total:,} outside {EARLIEST:%H:%M} to {LATEST:%H:%M}, London.",
        "entries dial:started of the ledger, by their time in Europe/London",
        ("entry", "at", "campaign", "attempt"),
        tuple(rows),
    )


def after_opt_out(tx: Connection, period: Period) -> Table:
    """Dials of a number after it opted out."""
    query = (
        select(Attempt.id, Attempt.campaign_id, Attempt.dialled_at, func.min(OptOut.at))
        .join(OptOut, OptOut.number_id == Attempt.number_id)
        .where(*_dialled(period), Attempt.dialled_at > OptOut.at)
        .group_by(Attempt.id, Attempt.campaign_id, Attempt.dialled_at)
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
    rows: list[tuple[Any, ...]] = []
    for kind in ("tps", "ctps"):
        rows += _of_register(tx, period, kind)
    bad = sum(row[-1] for row in rows)
    return Table(
        f"{many(bad, 'dial')} with a register that was missing or older than {REGISTER_DAYS} days.",
        "entries dial:started of the ledger, by which register was in force then; days are London's",
        ("register", "produced on", "in force from", "to", "dials", "stale"),
        tuple(rows),
    )


def _of_register(tx: Connection, period: Period, kind: str) -> list[tuple[Any, ...]]:
    found = tx.execute(select(Register).where(Register.register == kind).order_by(Register.imported_at)).all()
    first = found[0].imported_at if found else FOREVER
    before = _dials(tx, period, period.since, first)
    rows: list[tuple[Any, ...]] = [(kind, None, None, None, before, before)] if before else []
    for one in found:
        until = one.replaced_at or FOREVER
        last = datetime.combine(one.produced_on + timedelta(days=REGISTER_DAYS + 1), time(), LONDON)
        dials = _dials(tx, period, one.imported_at, until)
        stale = _dials(tx, period, max(one.imported_at, last), until)
        rows.append((kind, one.produced_on, one.imported_at, one.replaced_at, dials, stale))
    return rows


def _dials(tx: Connection, period: Period, since: datetime, until: datetime) -> int:
    within = (Entry.at >= since, Entry.at < until)
    return tx.scalar(select(func.count()).select_from(Entry).where(*_started(period), *within)) or 0


def _started(period: Period) -> tuple[Any, ...]:
    seen = period.sight.of_campaign(Entry.campaign_id)
    return (Entry.kind == STARTED, Entry.at >= period.since, Entry.at < period.until, *seen)


def _dialled(period: Period) -> tuple[Any, ...]:
    seen = period.sight.of_campaign(Attempt.campaign_id)
    return (Attempt.dialled_at >= period.since, Attempt.dialled_at < period.until, *seen)


def _local(at: datetime) -> time:
    return at.astimezone(LONDON).time()
