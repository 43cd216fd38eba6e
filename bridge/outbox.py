"""Orders to the carrier: written with the state change that wants them, claimed by lease, done after the commit."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy import Connection, bindparam, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from store.ledger import Kind, append
from store.models import Attempt, Order

OrderKind = Literal["dial", "ring_volunteer", "move", "inform", "cancel_leg", "end_leg", "look", "tone"]
QUEUE_OF: Final[dict[str, str]] = {
    "dial": "dials",
    "ring_volunteer": "dials",
    "move": "urgent",
    "inform": "urgent",
    "cancel_leg": "urgent",
    "end_leg": "urgent",
    "look": "urgent",
    "tone": "urgent",
}
"""Hang-ups and moves never queue behind dials that wait for their turn."""
_NEW: Final = {
    "sqlite": sqlite.insert(Order).on_conflict_do_nothing(index_elements=["key"]).returning(Order.id),
    "postgresql": postgresql.insert(Order).on_conflict_do_nothing(index_elements=["key"]).returning(Order.id),
}
_ABOUT: Final = select(Attempt.campaign_id, Attempt.contact_id, Attempt.volunteer_id).where(
    Attempt.id == bindparam("attempt")
)
_DUE: Final = (
    select(Order)
    .where(
        Order.queue == bindparam("queue"),
        Order.done_at.is_(None),
        Order.due_at <= bindparam("now"),
        or_(Order.lease_until.is_(None), Order.lease_until < bindparam("now")),
    )
    .order_by(Order.due_at, Order.id)
    .limit(1)
)
_TAKE: Final = _DUE.with_for_update(skip_locked=True)
_CHANGE: Final = update(Order).where(Order.id == bindparam("order"))
_MAKE_DUE: Final = update(Order).where(
    Order.key == bindparam("of"), Order.done_at.is_(None), Order.lease_until.is_(None)
)


@dataclass(frozen=True, slots=True)
class Claimed:
    """An order that this worker has leased."""

    id: int
    kind: str
    session_id: str | None
    attempt_id: str | None
    volunteer_id: int | None
    leg_sid: str | None
    created_at: datetime
    tries: int


def put(
    tx: Connection,
    kind: OrderKind,
    key: str,
    now: datetime,
    *,
    session: str | None = None,
    attempt: str | None = None,
    volunteer: int | None = None,
    leg: str | None = None,
    due: datetime | None = None,
) -> str:
    """Write an order, once for its `key`, also where two want it at once; return the queue to wake."""
    order = {
        "key": key,
        "kind": kind,
        "queue": QUEUE_OF[kind],
        "session_id": session,
        "attempt_id": attempt,
        "volunteer_id": volunteer,
        "leg_sid": leg,
        "created_at": now,
        "due_at": due or now,
        "tries": 0,
    }
    new = tx.execute(_NEW[tx.dialect.name], order).first()
    if new is not None and attempt is not None and kind in ("end_leg", "cancel_leg"):
        _end_asked(tx, kind, now, session, attempt)
    return QUEUE_OF[kind]


def _end_asked(tx: Connection, kind: OrderKind, now: datetime, session: str | None, attempt: str) -> None:
    row = tx.execute(_ABOUT, {"attempt": attempt}).one()
    append(
        tx, Kind.LEG_END_ASKED, now, campaign=row.campaign_id, session=session, attempt=attempt,
        contact=row.contact_id, volunteer=row.volunteer_id, data={"order": kind},
    )  # fmt: skip


def claim(tx: Connection, queue: str, now: datetime, lease: timedelta) -> Claimed | None:
    """Lease the queue's longest-due open order, or None. A lease that ran out may be taken by any worker."""
    row = tx.execute(_TAKE, {"queue": queue, "now": now}).first()
    if row is None:
        return None
    tx.execute(_CHANGE, {"order": row.id, "lease_until": now + lease, "tries": row.tries + 1})
    return Claimed(
        row.id,
        row.kind,
        row.session_id,
        row.attempt_id,
        row.volunteer_id,
        row.leg_sid,
        row.created_at,
        row.tries + 1,
    )


def finish(tx: Connection, order_id: int, now: datetime, result: str) -> None:
    """The order is done with. `result`: done, dropped, refused, or the carrier's code."""
    tx.execute(_CHANGE, {"order": order_id, "done_at": now, "result": result, "lease_until": None})


def put_off(tx: Connection, order_id: int, until: datetime) -> None:
    """Try the order again at `until`."""
    tx.execute(_CHANGE, {"order": order_id, "due_at": until, "lease_until": None})


def make_due(tx: Connection, key: str, at: datetime) -> None:
    """The order of this key, if nobody has taken it yet, is due at that time."""
    tx.execute(_MAKE_DUE, {"of": key, "due_at": at})


def is_due(tx: Connection, queue: str, now: datetime) -> bool:
    """Whether there is an order to claim. Asked before `claim`, which has to write."""
    return tx.execute(_DUE, {"queue": queue, "now": now}).first() is not None


def try_anew(tx: Connection, order_id: int, until: datetime) -> None:
    """Try the order again at `until` as if for the first time: the carrier certainly did nothing."""
    tx.execute(_CHANGE, {"order": order_id, "due_at": until, "lease_until": None, "tries": 0})
