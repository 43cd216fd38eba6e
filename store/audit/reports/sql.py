"""The few expressions that the two databases spell differently, each the cheapest over a million rows."""

from datetime import datetime, time
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Date,
    Float,
    String,
    Time,
    cast,
    func,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import aliased

from store.models import Attempt


def seconds(tx: Connection, begin: Any, end: Any) -> ColumnElement[float]:  # noqa: ANN401 (columns of times)
    """How many seconds lie between two times, to a millisecond."""
    if tx.dialect.name == "sqlite":
        days = func.julianday(end) - func.julianday(begin)
        return cast(func.round(days * 86400.0, 3), Float)  # a day's fraction is exact to 0.04 ms
    return cast(func.extract("epoch", end - begin), Float)


def again(tx: Connection, hours: int) -> CTE:
    """Dials of a number within so many hours of its last one: `number_id`, `at`, and `earlier`, when that was.

    From one index alone: on SQLite each is a look into a stretch of it, on PostgreSQL it is read once.
    """
    dial, before = aliased(Attempt), aliased(Attempt)
    if tx.dialect.name == "sqlite":
        since = func.datetime(dial.dialled_at, f"-{hours + 1} hours", type_=String)
        last: ColumnElement[datetime | None] = (
            select(func.max(before.dialled_at))
            .where(
                before.number_id == dial.number_id,
                before.dialled_at < dial.dialled_at,
                type_coerce(before.dialled_at, String) >= since,
            )
            .correlate(dial)
            .scalar_subquery()
        )
    else:
        last = func.lag(dial.dialled_at).over(partition_by=dial.number_id, order_by=dial.dialled_at)
    each = (
        select(dial.number_id, dial.dialled_at.label("at"), last.label("earlier"))
        .where(dial.dialled_at.is_not(None))
        .subquery()
    )
    within = (each.c.earlier.is_not(None), seconds(tx, each.c.earlier, each.c.at) < hours * 3600)
    return select(each).where(*within).cte().prefix_with("MATERIALIZED")


def outside_clock(tx: Connection, at: Any, begin: time, end: time) -> ColumnElement[bool]:  # noqa: ANN401 (as above)
    """Whether the time of day, in UTC, is before the one or not before the other."""
    if tx.dialect.name == "sqlite":
        shown = func.substr(
            cast(at, String), len("2026-05-04 ") + 1
        )  # to the microsecond: never the bare end
        return ~shown.between(begin.isoformat(), end.isoformat())
    clock = cast(at, Time)
    return or_(clock < begin, clock >= end)


def day(tx: Connection, at: Any) -> ColumnElement[str]:  # noqa: ANN401 (a column of times)
    """The day in UTC, as YYYY-MM-DD: London's, for any time at which calls are allowed."""
    if tx.dialect.name == "sqlite":
        return func.substr(cast(at, String), 1, len("2026-05-04"))
    return cast(cast(at, Date), String)
