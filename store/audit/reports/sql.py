"""The few expressions that the two databases spell differently."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, Float, cast, func


def seconds(tx: Connection, begin: Any, end: Any) -> ColumnElement[float]:  # noqa: ANN401 (columns of times)
    """How many seconds lie between two times, to a millisecond."""
    if tx.dialect.name == "sqlite":
        return cast((func.julianday(end) - func.julianday(begin)) * 86400.0, Float)
    return cast(func.extract("epoch", end - begin), Float)


def clock_time(tx: Connection, at: Any) -> ColumnElement[str]:  # noqa: ANN401 (a column of times)
    """The time of day in UTC, as HH:MM:SS."""
    if tx.dialect.name == "sqlite":
        return func.strftime("%H:%M:%S", at)
    return func.to_char(at, "HH24:MI:SS")


def day(tx: Connection, at: Any) -> ColumnElement[str]:  # noqa: ANN401 (a column of times)
    """The day in UTC, as YYYY-MM-DD: London's, for any time at which calls are allowed."""
    if tx.dialect.name == "sqlite":
        return func.strftime("%Y-%m-%d", at)
    return func.to_char(at, "YYYY-MM-DD")
