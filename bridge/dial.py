"""The moment of dialling: decide again with fresh facts, spend a permit, commit, dial, write down what came of it.

Nothing dials a contact but `dial_contact`, and it takes a spent permit. When in doubt whether the carrier acted, it
is looked for there, never dialled again.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, TypeVar, assert_never

from sqlalchemy import select

from bridge import heard, legs, outbox, twiml
from bridge.carrier import STATUS_EVENTS, Carrier, Done, NotNow, Rejected, Result, Unsure
from bridge.decisions import About, ask
from bridge.desk import Desk, lock_session
from bridge.facts import contact_facts
from bridge.outbox import Claimed
from bridge.parts import Parts
from bridge.permits import SpentPermit, make_and_spend
from bridge.play import ROOM_GRACE, play
from bridge.wire import LegStatus
from ivr.events import ContactEnded, Refused
from policy import DialContact, Facts, decide
from store import campaigns, numbers
from store.ledger import Kind
from store.models import Attempt, Leg, Number

T = TypeVar("T")

GIVE_UP: Final = timedelta(seconds=40)
"""How long after the dial an unsure call is looked for; past it the volunteer has long been told."""
LOOK_EVERY: Final = timedelta(seconds=2)
TRY_AGAIN: Final = timedelta(seconds=1)
SECOND: Final = timedelta(seconds=1)


def dial_contact(carrier: Carrier, parts: Parts, permit: SpentPermit) -> Result:
    """Ring the contact, into the attempt's room, with asynchronous machine detection. The only way to do so."""
    if parts.now() >= permit.expires_at:
        return NotNow()
    addresses, terms = parts.addresses, parts.terms
    detection = (
        {
            "machine_detection": "Enable",
            "async_amd": "true",
            "async_amd_status_callback": addresses.status(f"machine/{permit.attempt_id}"),
            "async_amd_status_callback_method": "POST",
            "machine_detection_speech_threshold": terms.speech_threshold_ms,
            "machine_detection_speech_end_threshold": terms.speech_end_threshold_ms,
        }
        if terms.machine_detection
        else {}
    )
    return carrier.create_call(
        to=permit.e164,
        from_=permit.caller_id,
        twiml=twiml.contact_room(permit.attempt_id, addresses),
        timeout=terms.ring_timeout,
        status_callback=addresses.status(f"leg/{permit.attempt_id}"),
        status_callback_event=STATUS_EVENTS,
        status_callback_method="POST",
        **detection,
    )


def carry_out(parts: Parts, carrier: Carrier, order: Claimed) -> set[str]:
    """Carry out one `dial` order; return the queues to wake."""
    permit, wake = _at_desk(parts, order, lambda desk: _decide(desk, order))
    if permit is None:
        return wake
    if isinstance(permit, datetime):
        return wake | _look(parts, carrier, order, permit)
    result = dial_contact(carrier, parts, permit)
    _, more = _at_desk(parts, order, lambda desk: _settle(desk, order, result))
    return wake | more


def _decide(desk: Desk, order: Claimed) -> SpentPermit | datetime | None:
    """The permit to dial by; or since when to look for a call that may have been placed; or None: all is done."""
    attempt = desk.attempt(_id(order))
    if attempt["dialled_at"] is not None and attempt["leg_sid"] is None:
        return attempt["dialled_at"]  # type: ignore[no-any-return]  # a column of a row mapping
    if attempt["dialled_at"] is not None:
        _adopt(desk, order, attempt["leg_sid"], Kind.DIAL_FOUND)  # its callbacks told of it first
        return None
    if attempt["state"] != "intended" or not legs.volunteer_is_there(desk, attempt["id"]):
        _drop(desk, order)
        return None
    if not desk.row["given"]:
        _await_volunteer(desk, order)
        return None
    numbers.lock(desk.tx, attempt["number_id"], desk.now)
    campaigns.keep_as_it_is(desk.tx, attempt["campaign_id"])
    desk.now = desk.parts.now()  # the locks may have been waited for
    facts = contact_facts(desk.tx, desk.parts, attempt["contact_id"], desk.now, attempt=attempt["id"])
    about = About(attempt["campaign_id"], desk.id, attempt["id"], attempt["contact_id"], desk.volunteer)
    decision, entry = ask(desk.tx, desk.parts, DialContact(), facts, desk.now, about)
    if decision.reason is not None:
        desk.change_attempt(attempt["id"], state="ended", live=False, ended_at=desk.now, finished_at=desk.now)
        outbox.finish(desk.tx, order.id, desk.now, "refused")
        play(desk, Refused(decision.reason.value, attempt["id"]), replying=False)
        return None
    permit = make_and_spend(desk.tx, attempt["id"], entry, desk.now, _expiry(desk, facts))
    desk.row["deadline_at"] = desk.now + timedelta(seconds=desk.parts.terms.ring_timeout) + ROOM_GRACE
    desk.log(
        Kind.DIAL_STARTED, attempt=attempt["id"], contact=attempt["contact_id"], data={"permit": permit.id},
        personal={"number": permit.e164, "caller_id": permit.caller_id},
    )  # fmt: skip
    return permit


def _expiry(desk: Desk, facts: Facts) -> datetime:
    """When the permit ends: after seconds, or on the second from which the policy would refuse (20:45:00)."""
    rules, latest = desk.parts.rules(), desk.now + desk.parts.terms.permit
    second = desk.now.replace(microsecond=0) + SECOND
    while second < latest and decide(DialContact(), facts, rules, second).permitted:
        second += SECOND
    return min(second, latest)


def _drop(desk: Desk, order: Claimed) -> None:
    """The attempt was given up before it was dialled."""
    attempt = desk.attempt(_id(order))
    if attempt["state"] == "intended":
        desk.change_attempt(attempt["id"], state="ended", live=False, fate="cancelled", ended_at=desk.now)
        desk.log(Kind.DIAL_DROPPED, attempt=attempt["id"], contact=attempt["contact_id"])
    outbox.finish(desk.tx, order.id, desk.now, "dropped")


def _await_volunteer(desk: Desk, order: Claimed) -> None:
    """A call asked for on the page: the volunteer's leg is still on its way into the room."""
    if desk.now - order.created_at > GIVE_UP:
        _failed(desk, order, "no_volunteer")
    else:
        outbox.put_off(desk.tx, order.id, desk.now + TRY_AGAIN)


def _settle(desk: Desk, order: Claimed, result: Result) -> None:
    match result:
        case Done(sid):
            _adopt(desk, order, sid, Kind.DIAL_PLACED)
        case Rejected(code):
            desk.log(Kind.DIAL_REFUSED, attempt=_id(order), data={"code": code})
            _failed(desk, order, str(code))
        case NotNow():
            _try_again(desk, order)
        case Unsure():
            desk.log(Kind.DIAL_UNSURE, attempt=_id(order))
            outbox.put_off(desk.tx, order.id, desk.now + LOOK_EVERY)
        case _:
            assert_never(result)


def _try_again(desk: Desk, order: Claimed) -> None:
    """The carrier certainly did nothing: the same attempt, deciding again, while the volunteer still waits."""
    if desk.now - order.created_at > GIVE_UP:
        _failed(desk, order, "not_now")
        return
    desk.change_attempt(_id(order), state="intended", dialled_at=None)
    outbox.put_off(desk.tx, order.id, desk.now + TRY_AGAIN)


def _adopt(desk: Desk, order: Claimed, sid: str, kind: Kind) -> None:
    """The leg is this attempt's. If nobody waits for it any more, it is ended."""
    attempt = desk.attempt(_id(order))
    if attempt["leg_sid"] is None:
        desk.change_attempt(attempt["id"], leg_sid=sid)
    if attempt["state"] == "dialling":
        desk.change_attempt(attempt["id"], state="placed")
    legs.note(desk, "contact", LegStatus(sid, "queued", None, None, None), attempt["id"])
    desk.log(kind, attempt=attempt["id"], contact=attempt["contact_id"])
    if attempt["state"] == "ended" and attempt["leg_sid"] is None:
        legs.unwanted(desk, attempt["id"], sid)
    elif attempt["answered_at"] is None and not legs.volunteer_is_there(desk, attempt["id"]):
        legs.end_contact(desk, attempt["id"])
    outbox.finish(desk.tx, order.id, desk.now, "done")


def _failed(desk: Desk, order: Claimed, result: str) -> None:
    attempt = desk.attempt(_id(order))
    outbox.finish(desk.tx, order.id, desk.now, result)
    if attempt["state"] != "ended":
        desk.change_attempt(attempt["id"], state="ended", live=False, fate="failed", ended_at=desk.now)
        heard.hear(desk, (ContactEnded(attempt["id"], "failed"),))


def _look(parts: Parts, carrier: Carrier, order: Claimed, dialled_at: datetime) -> set[str]:
    """Look for a call that may have been placed, by number, caller number and time."""
    with parts.db.read() as tx:
        row = tx.execute(
            select(Number.e164, Attempt.caller_id, Attempt.number_id)
            .join(Attempt, Attempt.number_id == Number.id)
            .where(Attempt.id == order.attempt_id)
        ).one()
        others = (
            select(Leg.sid)
            .join(Attempt, Attempt.id == Leg.attempt_id)
            .where(Attempt.number_id == row.number_id, Attempt.id != order.attempt_id)
        )
        ours = {leg.sid for leg in tx.execute(others)}
    found = carrier.find(row.e164, row.caller_id, dialled_at - parts.terms.clock_offset)
    sids = [seen.sid for seen in found or () if seen.sid not in ours]
    _, wake = _at_desk(parts, order, lambda desk: _looked(desk, order, sids[0] if sids else None, dialled_at))
    return wake


def _looked(desk: Desk, order: Claimed, sid: str | None, dialled_at: datetime) -> None:
    attempt = desk.attempt(_id(order))
    if sid is not None or attempt["leg_sid"] is not None:
        _adopt(desk, order, attempt["leg_sid"] or sid or "", Kind.DIAL_FOUND)
    elif desk.now - dialled_at > GIVE_UP:
        _failed(desk, order, "unsure")
    else:
        outbox.put_off(desk.tx, order.id, desk.now + LOOK_EVERY)


def _at_desk(parts: Parts, order: Claimed, work: Callable[[Desk], T]) -> tuple[T | None, set[str]]:
    """One transaction at the order's session; and the queues that it wants woken."""
    assert order.session_id is not None  # noqa: S101 (a dial order names its session)
    with parts.db.write() as tx:
        desk = lock_session(tx, parts, parts.now(), id=order.session_id)
        if desk is None:
            outbox.finish(tx, order.id, parts.now(), "dropped")
            return None, set()
        done = work(desk)
        desk.save()
        return done, desk.wake


def _id(order: Claimed) -> str:
    assert order.attempt_id is not None  # noqa: S101 (a dial order names its attempt)
    return order.attempt_id
