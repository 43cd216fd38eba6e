"""The few expressions that the two databases spell differently, each the cheapest over a million rows."""

from datetime import time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Date, Float, String, Time, cast, func, literal, or_


def seconds(tx: Connection, begin: Any, end: Any) -> ColumnElement[float]:  # noqa: ANN401 (columns of times)
    """How many seconds lie between two times, to a millisecond."""
    if tx.dialect.name == "sqlite":
        return cast((func.julianday(end) - func.julianday(begin)) * 86400.0, Float)
    return cast(func.extract("epoch", end - begin), Float)


def within(tx: Connection, begin: Any, end: Any, span: timedelta) -> ColumnElement[bool]:  # noqa: ANN401 (as above)
    """Whether so little time lies between the two, to a millisecond: one date function a row on SQLite."""
    if tx.dialect.name == "sqlite":
        back = f"-{span.total_seconds()} seconds"
        return cast(begin, String) > func.strftime("%Y-%m-%d %H:%M:%f", end, back)
    near: ColumnElement[bool] = begin > end - literal(span)
    return near


def outside_clock(tx: Connection, at: Any, begin: time, end: time) -> ColumnElement[bool]:  # noqa: ANN401 (as above)
    """Whether the time of day, in UTC, is before the one or not before the other."""
    if tx.dialect.name == "sqlite":
        shown = func.substr(cast(at, String), len("2026-05-04 ") + 1, len("09:00:00"))
        return or_(shown < begin.isoformat(), shown >= end.isoformat())
    clock = cast(at, Time)
    return or_(clock < begin, clock >= end)


def day(tx: Connection, at: Any) -> ColumnElement[str]:  # noqa: ANN401 (a column of times)
    """The day in UTC, as YYYY-MM-DD: London's, for any time at which calls are allowed."""
    if tx.dialect.name == "sqlite":
        return func.substr(cast(at, String), 1, len("2026-05-04"))
    return cast(cast(at, Date), String)
