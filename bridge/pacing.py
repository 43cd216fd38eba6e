"""Pacing: calls start no faster than the account's rate, for all workers together.

Twilio queues calls beyond the rate, and they then ring late, after the policy was asked: so we wait here, and ask
the policy after the wait.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from store.models import Pacing

_FIRST: Final = {
    "sqlite": sqlite.insert(Pacing).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(Pacing).on_conflict_do_nothing(),
}
"""The one row, where there is none yet: of two workers who begin at once, neither fails."""
_FREE: Final = select(Pacing.next_at).where(Pacing.id == 1).with_for_update()
_TAKEN: Final = update(Pacing).where(Pacing.id == 1)


def take_turn(tx: Connection, now: datetime, per_second: float) -> datetime:
    """The moment at which the caller may dial; the next caller's is later by one call's share of a second."""
    tx.execute(_FIRST[tx.dialect.name], {"id": 1, "next_at": now})
    free = tx.execute(_FREE).scalar_one()
    turn = max(now, free)
    tx.execute(_TAKEN, {"next_at": turn + timedelta(seconds=1 / per_second)})
    return turn
