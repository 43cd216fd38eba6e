"""Whether the times by which calls are counted are the sealed ones: the row of a call can be changed, an entry not."""

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Connection, and_, exists, func, or_, select, text

from store.audit.reports.table import EVER, Period, Table, many
from store.models import Attempt, Entry
from store.models.ledger import STARTED

_STARTED: Final = text(f"ledger_entries.{STARTED}")
WHOLE: Final = timedelta(days=1)
"""After the oldest call on record: before that, some are past their time and gone, and others are not yet."""


def dial_times(tx: Connection, period: Period) -> Table:
    """Calls whose time of dialling is not the sealed one: must be none."""
    rows = [*_changed(tx, period), *_gone(tx, period)]
    return Table(
        f"{many(len(rows), 'dial')} whose time is not the sealed one.",
        "all attempts that were dialled, held against the entries dial:started of the ledger, and these against them; "
        "the other reports of calls count from the attempts",
        ("attempt", "campaign", "dialled at", "sealed at"),
        tuple(rows),
    )


def _changed(tx: Connection, period: Period) -> list[tuple[Any, ...]]:
    """Calls that were not started when they are said to be: both sides are read from indexes alone."""
    sealed = exists().where(Entry.attempt_id == Attempt.id, Entry.at == Attempt.dialled_at, _STARTED)
    query = select(Attempt.id, Attempt.campaign_id, Attempt.dialled_at)
    query = query.where(
        Attempt.dialled_at.is_not(None), ~sealed, *period.sight.of_campaign(Attempt.campaign_id)
    )
    last = select(func.max(Entry.at)).where(_STARTED)
    return [
        (*row, tx.scalar(last.where(Entry.attempt_id == row.id)))
        for row in tx.execute(query.order_by(Attempt.dialled_at, Attempt.id)).all()
    ]


def _gone(tx: Connection, period: Period) -> list[tuple[Any, ...]]:
    """Dials whose call is gone, or is said not to have been dialled: looked for only where calls are fewer."""
    oldest = (tx.scalar(select(func.min(Attempt.dialled_at))) or EVER) + WHOLE
    started = select(func.count()).select_from(Entry).where(_STARTED, Entry.at >= oldest)
    dialled = select(func.count()).select_from(Attempt).where(Attempt.dialled_at >= oldest)
    if tx.scalar(started) == tx.scalar(dialled):
        return []
    hidden = and_(Attempt.dialled_at.is_(None), Attempt.leg_sid.is_not(None))
    query = (
        select(Entry.attempt_id, Entry.campaign_id, Attempt.dialled_at, Entry.at)
        .outerjoin(Attempt, Attempt.id == Entry.attempt_id)
        .where(_STARTED, Entry.at >= oldest, or_(Attempt.id.is_(None), hidden))
        .where(*period.sight.of_campaign(Entry.campaign_id))
    )
    return [tuple(row) for row in tx.execute(query.order_by(Entry.at, Entry.id))]
