"""What becomes of the legs: the contact's status, machine detection, the volunteer's going, abandoned calls.

Each function takes what the carrier said (or was asked), changes the rows that say how the call stands, and returns
the event that the call flow is to hear, if it is news. Only a step forward is news: the carrier repeats itself, and
keeps no order.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias

from sqlalchemy import Connection, bindparam, insert, select, update

from bridge import abandon, endings, outbox
from bridge.desk import Desk
from bridge.wire import ENDED, RANK, LegStatus, RoomEvent, Verdict
from ivr.events import ContactAnswered, ContactEnded, ContactRinging, Event, MachineHeard
from store.ledger import Kind
from store.models import Attempt, Leg

VERDICT_CUTS_FOR: Final = timedelta(seconds=6)
"""A verdict later than this after the answer no longer cuts the call: two people may be talking."""
JOINS_WITHIN: Final = timedelta(seconds=5)
"""After the answer both are in the room at once; without news of it, the volunteer's leg may have dropped unheard."""
TONE_AFTER: Final = timedelta(minutes=9)
TALKING: Final = timedelta(minutes=10)
"""How long a conversation goes on before the carrier is asked whether it still does."""
_LEG: Final = select(Leg.status).where(Leg.sid == bindparam("leg"))
_NEW_LEG: Final = insert(Leg)
_CHANGE_LEG: Final = update(Leg).where(Leg.sid == bindparam("leg"))
_COMPLETE_LEG: Final = _CHANGE_LEG.where(Leg.seconds.is_(None))
_RINGING: Final = select(Attempt.id, Attempt.session_id).where(
    Attempt.number_id == bindparam("number"),
    Attempt.live,
    Attempt.state.in_(("dialling", "placed", "ringing")),
)
Events: TypeAlias = tuple[Event, ...]
ANSWERED: Final = RANK["in-progress"]
MACHINES: Final = ("machine_start", "fax")


def note(
    desk: Desk,
    role: str,
    status: LegStatus,
    attempt: str | None = None,
    hung_up_by: endings.Who | None = None,
) -> bool:
    """Write a leg's status down, and say whether it is news. `hung_up_by`: who ended it, where that is known."""
    known = desk.tx.execute(_LEG, {"leg": status.sid}).first()
    if known is not None and RANK[status.status] <= RANK[known.status]:
        _complete(desk, status)
        return False
    values: dict[str, Any] = {"status": status.status}
    if RANK[status.status] == ANSWERED:
        values["answered_at"] = desk.now
    if status.status in ENDED:
        values |= {"ended_at": desk.now, "seconds": status.seconds, "sip_code": status.sip_code}
    if known is None:
        ids = {"sid": status.sid, "role": role, "session_id": desk.id, "attempt_id": attempt}
        desk.tx.execute(_NEW_LEG, {**ids, "created_at": desk.now, **values})
    else:
        desk.tx.execute(_CHANGE_LEG, {"leg": status.sid, **values})
    kind = Kind.LEG_ENDED if status.status in ENDED else Kind.LEG_STATUS
    data = {"role": role, "sid": status.sid, "status": status.status, "seconds": status.seconds}
    desk.log(kind, attempt=attempt, data=data | ({"hung_up_by": hung_up_by} if hung_up_by else {}))
    return True


def _complete(desk: Desk, status: LegStatus) -> None:
    """How long a leg lasted may be told after it is known to have ended."""
    if status.status in ENDED and status.seconds is not None:
        told = {"seconds": status.seconds, "sip_code": status.sip_code}
        desk.tx.execute(_COMPLETE_LEG, {"leg": status.sid, **told})


def contact_status(desk: Desk, attempt_id: str, status: LegStatus) -> Events:
    """The contact's leg has got somewhere."""
    ender = _ender(desk, attempt_id, status)
    if not note(desk, "contact", status, attempt_id, ender):
        return ()
    row = desk.attempt(attempt_id)
    if row["leg_sid"] is None:
        desk.change_attempt(attempt_id, leg_sid=status.sid)
    if status.status in ENDED:
        return _ended(desk, attempt_id, status, ender)
    if row["state"] == "ended":
        unwanted(desk, attempt_id, status.sid)
    if status.status == "in-progress":
        return answered(desk, attempt_id, status.at)
    state = "ringing" if status.status == "ringing" else "placed"
    if row["state"] in ("intended", "dialling", "placed"):
        desk.change_attempt(
            attempt_id, state=state, **({"ringing_at": desk.now} if state == "ringing" else {})
        )
    return (ContactRinging(attempt_id),) if state == "ringing" else ()


def answered(desk: Desk, attempt_id: str, at: datetime | None = None) -> Events:
    """The contact's leg was answered: with a volunteer there a conversation, without one an abandoned call.

    `at`: when, if that was not just now. A volunteer who has left the room since may have been there then.
    """
    row, since = desk.attempt(attempt_id), at or desk.now
    if row["answered_at"] is not None:
        return ()
    desk.change_attempt(attempt_id, state="answered", answered_at=since)
    desk.log(Kind.CALL_ANSWERED, attempt=attempt_id, contact=row["contact_id"])
    if volunteer_is_there(desk, attempt_id):
        desk.look_again_in(JOINS_WITHIN)
        return (ContactAnswered(attempt_id),)
    if row["answered_by"] in MACHINES:
        end_contact(desk, attempt_id)  # The volunteer was told so before we knew that it was answered.
        return ()
    left = min((at for at in (row["finished_at"], desk.row["ended_at"]) if at), default=since)
    if row["joined_at"] or left - since > abandon.NOBODY_SPOKE:
        # They talked, and the volunteer left before we knew: what was kept then says that nobody answered.
        if row["outcome"] in (None, "cancelled", "failed"):
            abandon.dropped(desk, attempt_id)
        end_contact(desk, attempt_id)
    else:
        abandon.abandon(desk, attempt_id)
    return ()


def room_event(desk: Desk, attempt_id: str, event: RoomEvent) -> Events:
    """The room started: both are in it. Answered, then, whatever the status callbacks have said so far."""
    row = desk.attempt(attempt_id)
    if event.event != "start" or row["joined_at"] is not None or row["state"] == "ended":
        return ()
    desk.change_attempt(attempt_id, joined_at=desk.now)
    news = answered(desk, attempt_id)
    if volunteer_is_there(desk, attempt_id):
        desk.look_again_in(TALKING)
        due = desk.now + TONE_AFTER
        desk.order("tone", f"tone:{attempt_id}", session=desk.id, attempt=attempt_id, due=due)
    since = row["answered_at"] or desk.now
    wait = int((desk.now - since) / timedelta(milliseconds=1))
    desk.log(Kind.CALL_JOINED, attempt=attempt_id, data={"ms_since_answer": wait})
    return news


def verdict(desk: Desk, attempt_id: str, heard: Verdict) -> Events:
    """Machine detection has spoken. A machine or fax is cut off at once, unless two people may be talking by now."""
    row = desk.attempt(attempt_id)
    if row["answered_by"] is not None:
        return ()
    machine = heard.answered_by in MACHINES
    late = machine and row["abandoned_at"] is None and _is_late(row, heard, desk.now)
    desk.change_attempt(
        attempt_id, answered_by="unknown" if late else heard.answered_by, detection_ms=heard.after_ms
    )
    desk.log(
        Kind.MACHINE_HEARD,
        attempt=attempt_id,
        data={"answered_by": heard.answered_by, "after_ms": heard.after_ms, "too_late": late},
    )
    if not machine or late or row["state"] == "ended":
        return ()
    abandon.refuse_to_stay(desk, attempt_id)
    if not volunteer_is_there(desk, attempt_id):
        abandon.was_a_machine(desk, attempt_id)
        return ()
    return (MachineHeard(attempt_id, "fax" if heard.answered_by == "fax" else "machine"),)


def end_contact(desk: Desk, attempt_id: str) -> None:
    """End the contact's leg, or see that it is never dialled. What has been answered is hung up, else cancelled."""
    row = desk.attempt(attempt_id)
    if row["state"] == "ended" or row["abandoned_at"] is not None:
        return  # The message of an abandoned call is heard to its end.
    if row["state"] == "intended":
        desk.change_attempt(attempt_id, state="ended", live=False, fate="cancelled", ended_at=desk.now)
        return
    kind: outbox.OrderKind = "end_leg" if row["state"] == "answered" else "cancel_leg"
    desk.order(kind, f"{kind}:{attempt_id}", session=desk.id, attempt=attempt_id)


def end_ringing(desk: Desk, number_id: int, *, but: str | None) -> None:
    """An opt-out ends what rings at the number, whoever rings it. What waits to be dialled is decided again then."""
    desk.wake |= cancel_ringing(desk.tx, number_id, desk.now, but=but)


def cancel_ringing(tx: Connection, number_id: int, now: datetime, *, but: str | None = None) -> set[str]:
    """The same for whoever has no session at hand: the queues to wake after the commit."""
    rows = tx.execute(_RINGING, {"number": number_id}).all()
    return {
        outbox.put(tx, "cancel_leg", f"cancel_leg:{row.id}", now, session=row.session_id, attempt=row.id)
        for row in rows
        if row.id != but
    }


def volunteer_is_there(desk: Desk, attempt_id: str) -> bool:
    """Whether the volunteer's leg is in this attempt's room, or on its way in."""
    return not desk.ended and bool(desk.row["in_room"]) and desk.row["attempt_id"] == attempt_id


def left_alone(desk: Desk, attempt_id: str, at: datetime) -> None:
    """The volunteer's line dropped at this time: a contact to whom nobody can have spoken yet was left alone."""
    row = desk.attempt(attempt_id)
    if row["state"] != "answered" or row["outcome"] is not None:
        return
    if at - row["answered_at"] <= abandon.NOBODY_SPOKE:
        abandon.abandon(desk, attempt_id, inform=at >= row["answered_at"])


def cut_off(desk: Desk, attempt_id: str) -> None:
    """The volunteer's line dropped: a conversation without an outcome was cut off."""
    row = desk.attempt(attempt_id)
    if row["answered_at"] is not None and row["finished_at"] is None and row["outcome"] is None:
        abandon.dropped(desk, attempt_id)


def _ender(desk: Desk, attempt_id: str, status: LegStatus) -> endings.Who | None:
    if status.status != "completed":
        return None
    row = desk.attempt(attempt_id)
    ours = row["answered_by"] in MACHINES or row["abandoned_at"] is not None
    return endings.who(desk, attempt_id, status.at or desk.now, service=ours)


def _ended(desk: Desk, attempt_id: str, status: LegStatus, ender: endings.Who | None) -> Events:
    row, fate = desk.attempt(attempt_id), ENDED[status.status]
    if row["state"] == "ended":
        desk.change_attempt(attempt_id, live=False)
        return ()
    news: Events = ()
    if fate == "completed":
        # If the callback that told of the answer was lost, the leg's length says when it was.
        ended_at = status.at or desk.now
        news = answered(desk, attempt_id, ended_at - timedelta(seconds=status.seconds or 0))
    desk.change_attempt(attempt_id, state="ended", live=False, fate=fate, hung_up_by=ender, ended_at=desk.now)
    if desk.attempt(attempt_id)["abandoned_at"] is not None:
        return ()
    return (*news, ContactEnded(attempt_id, fate))


def unwanted(desk: Desk, attempt_id: str, sid: str) -> None:
    """A leg of an attempt given up for lost: end it while it rings. Once answered, it is an abandoned call."""
    row = desk.attempt(attempt_id)
    others = select(Attempt.id).where(Attempt.number_id == row["number_id"], Attempt.live)
    if desk.tx.execute(others.limit(1)).first() is None:
        desk.change_attempt(attempt_id, live=True)
    desk.order("cancel_leg", f"lost:{sid}", session=desk.id, attempt=attempt_id, leg=sid)


def _is_late(row: Mapping[Any, Any], heard: Verdict, now: datetime) -> bool:
    if heard.after_ms is not None and timedelta(milliseconds=heard.after_ms) > VERDICT_CUTS_FOR:
        return True
    return row["answered_at"] is not None and now - row["answered_at"] > VERDICT_CUTS_FOR
