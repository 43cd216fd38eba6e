"""Which signed heads have left the host, by which way, and since when a way fails: rows, so that any worker goes on.

Each way has a turn that one worker takes at a time (a lease), so that two never hand on the same head at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from store.models import Entry, HeadDelivery, SealedEntry, TreeHead
from store.sealing.proof import Head

MOST: Final = 1000
"""Heads that go at once: a way that is new, or was long away, gets the others at the next looks."""

_FIRST: Final = {
    "sqlite": sqlite.insert(HeadDelivery).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(HeadDelivery).on_conflict_do_nothing(),
}


@dataclass(frozen=True, slots=True)
class Failing:
    """A way by which no head gets through. `error`: the error's type."""

    way: str
    since: datetime
    error: str


def waiting(tx: Connection, way: str, now: datetime, *, newest: bool) -> list[Head]:
    """The heads that are to go this way now, oldest first, or the newest alone; none where it is not time yet."""
    row = tx.execute(select(HeadDelivery.size, HeadDelivery.next_at).where(HeadDelivery.way == way)).first()
    if row is not None and row.next_at > now:
        return []
    query = select(TreeHead.__table__).where(TreeHead.size > (row.size if row else 0))
    ordered = (
        query.order_by(TreeHead.size.desc()).limit(1) if newest else query.order_by(TreeHead.size).limit(MOST)
    )
    return [Head.of(dict(found)) for found in tx.execute(ordered).mappings()]


def take_turn(tx: Connection, way: str, now: datetime, until: datetime) -> bool:
    """Whether it is this worker's turn. Until `until` no other's, unless `handed_on` or `failed` ends it sooner."""
    tx.execute(_FIRST[tx.dialect.name], {"way": way, "size": 0, "next_at": now})
    mine = update(HeadDelivery).where(HeadDelivery.way == way, HeadDelivery.next_at <= now)
    return tx.execute(mine.values(next_at=until)).rowcount == 1


def handed_on(tx: Connection, way: str, head: Head, now: datetime, next_at: datetime) -> None:
    """Note that all heads up to this one got through; the next go at `next_at` or later."""
    values = {"size": head.size, "at": now, "next_at": next_at, "failing_since": None, "error": None}
    tx.execute(update(HeadDelivery).where(HeadDelivery.way == way).values(values))


def failed(tx: Connection, way: str, error: str, now: datetime, again_at: datetime) -> None:
    """Note that a head did not get through, and when it is tried again."""
    since = func.coalesce(HeadDelivery.failing_since, now)
    values = {"failing_since": since, "error": error, "next_at": again_at}
    tx.execute(update(HeadDelivery).where(HeadDelivery.way == way).values(values))


def failing(tx: Connection) -> list[Failing]:
    """The ways by which no head gets through at present."""
    query = select(HeadDelivery.way, HeadDelivery.failing_since, HeadDelivery.error).order_by(
        HeadDelivery.way
    )
    return [Failing(way, since, error or "") for way, since, error in tx.execute(query) if since is not None]


def known(tx: Connection) -> Sequence[str]:
    """The ways by which a head ever went, or was to go."""
    return tx.execute(select(HeadDelivery.way).order_by(HeadDelivery.way)).scalars().all()


def unsealed_since(tx: Connection) -> datetime | None:
    """When the oldest entry after the sealed ones was written; None where all is sealed."""
    newest = select(func.coalesce(func.max(SealedEntry.entry_id), 0)).scalar_subquery()
    return tx.scalar(select(Entry.at).where(Entry.id > newest).order_by(Entry.id).limit(1))
