"""What was lost is mended here: each state has a deadline, and past it the carrier is asked how the legs stand.

Everything found is played as if the callback that never came had come: the same functions, the same dedupe.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from sqlalchemy import select

from bridge import heard, legs
from bridge.carrier import Carrier, Seen
from bridge.desk import Desk, lock_session
from bridge.parts import Parts
from bridge.play import ROOM_GRACE
from bridge.wire import ENDED, RANK, LegStatus
from ivr.events import Silent
from store.ledger import Kind
from store.models import Attempt, Session

LOOK_AGAIN: Final = timedelta(minutes=3)
LOOK_SOON: Final = timedelta(seconds=10)
AT_ONCE: Final = 50
MESSAGE_OVER: Final = timedelta(seconds=30)
LEG_OVERDUE: Final = timedelta(minutes=3)
"""An attempt in whose room no volunteer is any more is asked after when it has been live this long."""


def overdue(parts: Parts) -> list[str]:
    """The sessions to look at: past their deadline, or ended with a leg that is not known to have ended."""
    now = parts.now()
    with parts.db.read() as tx:
        late = tx.execute(
            select(Session.id)
            .where(Session.ended_at.is_(None), Session.deadline_at < now)
            .order_by(Session.deadline_at)
            .limit(AT_ONCE)
        ).all()
        orphans = tx.execute(
            select(Attempt.session_id)
            .join(Session, Session.id == Attempt.session_id)
            .where(Attempt.live, ~Session.in_room | (Session.attempt_id != Attempt.id))
            .where(Attempt.intended_at < now - LEG_OVERDUE)
            .limit(AT_ONCE)
        ).all()
    return [row[0] for row in (*late, *orphans)]


def mend(parts: Parts, carrier: Carrier, session_id: str) -> set[str]:
    """Ask the carrier after the session's legs, and play what it says; return the queues to wake."""
    with parts.db.read() as tx:
        row = tx.execute(select(Session).where(Session.id == session_id)).one()
        live = tx.execute(
            select(Attempt.id, Attempt.leg_sid).where(Attempt.session_id == session_id, Attempt.live)
        ).all()
    own = carrier.look(row.leg_sid) if row.leg_sid is not None and row.ended_at is None else None
    seen = {one.id: carrier.look(one.leg_sid) if one.leg_sid is not None else None for one in live}
    with parts.db.write() as tx:
        desk = lock_session(tx, parts, parts.now(), id=session_id)
        if desk is None:
            return set()
        _play(desk, own, seen)
        desk.save()
        return desk.wake


def hear(parts: Parts, session_id: str, seen: Mapping[str, Seen]) -> set[str]:
    """Play what the carrier said of contacts' legs, by attempt; return the queues to wake."""
    with parts.db.write() as tx:
        desk = lock_session(tx, parts, parts.now(), id=session_id)
        if desk is None:
            return set()
        _hear(desk, seen)
        desk.save()
        return desk.wake


def _play(desk: Desk, own: Seen | None, seen: Mapping[str, Seen | None]) -> None:
    desk.log(
        Kind.SESSION_MENDED,
        data={"volunteer": own and own.status, "legs": [s and s.status for s in seen.values()]},
    )
    _extend(desk)
    # The volunteer's going first: a contact who is alone in the room was left there by it.
    if own is not None and own.status in ENDED:
        heard.volunteer_leg(desk, _status(desk, own))
    elif desk.row["leg_sid"] is None and not desk.ended:
        # A volunteer whom we rang, and of whose leg we never heard.
        desk.row["ended_at"], desk.row["deadline_at"] = desk.now, None
    known = {attempt: leg for attempt, leg in seen.items() if leg is not None}
    _hear(desk, known)
    for attempt_id in known:
        _end_orphan(desk, attempt_id)
    _give_up_ringing(desk, seen)


def _hear(desk: Desk, seen: Mapping[str, Seen]) -> None:
    for attempt_id, leg in seen.items():
        if leg.status in RANK:
            heard.hear(desk, legs.contact_status(desk, attempt_id, _status(desk, leg)))


def _end_orphan(desk: Desk, attempt_id: str) -> None:
    """A contact's leg that goes on with no volunteer, its message long over, is ended, whatever became of the order."""
    row = desk.attempt(attempt_id)
    if not row["live"] or row["leg_sid"] is None or legs.volunteer_is_there(desk, attempt_id):
        return
    if row["abandoned_at"] is None or desk.now - row["abandoned_at"] > MESSAGE_OVER:
        key = f"orphan:{attempt_id}:{desk.now:%H%M}"
        desk.order("end_leg", key, session=desk.id, attempt=attempt_id)


def _give_up_ringing(desk: Desk, seen: Mapping[str, Seen | None]) -> None:
    """The volunteer still hears hold music past every deadline: say so, and let them go on.

    Where the carrier cannot be asked after a leg that it took, the two may be talking: star is offered instead.
    """
    attempt_id = desk.row["attempt_id"]
    if desk.ended or not desk.row["in_room"] or attempt_id is None:
        return
    row = desk.attempt(attempt_id)
    waited = desk.now - (row["dialled_at"] or row["intended_at"])
    known = row["leg_sid"] is None or seen.get(attempt_id) is not None
    longest = timedelta(seconds=desk.parts.terms.ring_timeout) + ROOM_GRACE
    if known and row["answered_at"] is None and waited > longest:
        heard.hear(desk, (Silent(),))


def _extend(desk: Desk) -> None:
    if not desk.ended:
        ringing = desk.row["in_room"] and desk.attempt(desk.row["attempt_id"])["answered_at"] is None
        desk.look_again_in(LOOK_SOON if ringing else LOOK_AGAIN)
    else:
        desk.row["deadline_at"] = None


def _status(desk: Desk, seen: Seen) -> LegStatus:
    at = seen.ended_at and seen.ended_at + desk.parts.terms.clock_offset
    return LegStatus(seen.sid, seen.status, None, seen.seconds, None, at)
