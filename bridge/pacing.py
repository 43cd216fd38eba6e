"""Pacing: calls start no faster than the account's rate, for all workers together.

Twilio queues calls beyond the rate, and they then ring late, after the policy was asked: so we wait here, and ask
the policy after the wait.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from store.models import Pacing


def take_turn(tx: Connection, now: datetime, per_second: float) -> datetime:
    """The moment at which the caller may dial; the next caller's is later by one call's share of a second."""
    row = tx.execute(select(Pacing.next_at).where(Pacing.id == 1).with_for_update()).first()
    turn = max(now, row.next_at) if row else now
    after = turn + timedelta(seconds=1 / per_second)
    if row is None:
        tx.execute(insert(Pacing).values(id=1, next_at=after))
    else:
        tx.execute(update(Pacing).where(Pacing.id == 1).values(next_at=after))
    return turn
