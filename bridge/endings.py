"""Who ended a conversation, as far as it can be known: volunteer, contact or the service itself.

A room's end says that somebody has left it and not who. What tells is whether the contact's leg was still there when
the carrier was asked to end it: after the room it lasts some seconds more, unless the contact has hung up.
"""

from datetime import datetime, timedelta
from typing import Final, Literal, TypeAlias

from sqlalchemy import bindparam, select

from bridge import twiml
from bridge.desk import Desk
from store.models import Order

Who: TypeAlias = Literal["volunteer", "contact", "service"]
LINGERS: Final = timedelta(seconds=twiml.LINGERS)
_ASKED: Final = (
    select(Order.kind, Order.due_at, Order.tries, Order.result)
    .where(Order.attempt_id == bindparam("attempt"), Order.kind.in_(("end_leg", "cancel_leg")))
    .order_by(Order.id)
)


def who(desk: Desk, attempt_id: str, at: datetime, *, service: bool) -> Who | None:
    """Who ended a contact's leg that was answered and ended at `at` (UTC); None: that is not known.

    `service`: an end that was asked for was the service's own wish (a machine, an abandoned call).
    """
    asked = desk.tx.execute(_ASKED, {"attempt": attempt_id}).all()
    if any(one.kind == "end_leg" and one.result == "done" for one in asked):
        return "service" if service else "volunteer"
    if any(one.kind == "cancel_leg" for one in asked):
        return None  # It was answered at the moment in which it was given up.
    gone_before = all(_too_early(at, one.due_at, one.tries) or _refused(one.result) for one in asked)
    return "contact" if gone_before else None


def _too_early(at: datetime, due: datetime, tries: int) -> bool:
    """The leg ended before the carrier was asked, and before it would have run out by itself."""
    return at < due or (tries == 0 and at - due < LINGERS)


def _refused(result: str | None) -> bool:
    """The carrier, or the news of the leg's end, was first: there was nothing left to end."""
    return result is not None and result != "given up"
