"""Deliveries seen: a webhook that comes twice leaves the same state and gets the same reply. Kept 24 hours.

The carrier marks the attempts of one delivery with a token (Twilio's `I-Twilio-Idempotency-Token`, which no page
promises), so the form itself counts as well: the same form at the same path is the same delivery.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, bindparam, delete, insert, or_, select

from bridge.wire import Delivery
from store.models import Delivery as Row

KEPT_FOR: Final = timedelta(hours=24)

_SAME: Final = select(Row.reply).where(Row.key == bindparam("key")).limit(1)
_SAME_MARK: Final = (
    select(Row.reply).where(or_(Row.key == bindparam("key"), Row.token == bindparam("token"))).limit(1)
)
_KEEP: Final = insert(Row)


def reply_given(tx: Connection, delivery: Delivery) -> str | None:
    """The reply that this delivery was given, or None: it is new."""
    marked = {"key": delivery.key, "token": delivery.token}
    return tx.scalar(_SAME if delivery.token is None else _SAME_MARK, marked)


def keep(tx: Connection, delivery: Delivery, reply: str) -> None:
    """Keep the reply for when the delivery comes again."""
    tx.execute(_KEEP, {"key": delivery.key, "token": delivery.token, "reply": reply, "at": delivery.at})


def forget_old(tx: Connection, now: datetime) -> None:
    """Forget deliveries of more than 24 hours ago."""
    tx.execute(delete(Row).where(Row.at < now - KEPT_FOR))
