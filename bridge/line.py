"""The handlers of a line: each is one transaction, the session's row locked, and wakes the workers after it.

A voice request gets TwiML back; a callback gets nothing but thanks.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Final

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.exc import IntegrityError

from bridge import arriving, deliveries, heard, legs, outbox, second, sign_in, twiml, words
from bridge.desk import Checked, Desk, lock_session
from bridge.parts import Addresses, Parts
from bridge.play import play
from bridge.wire import Delivery, LegStatus, Ring, RoomEvent, Turn, Verdict
from ivr.events import Arrived, Digits, Event, LeftRoom, Silence
from ivr.speak import hold as hold_words
from policy.numbers import normalise
from store.ledger import Kind, append
from store.models import Attempt

LATE: Final = timedelta(seconds=2)
RENEWED_AFTER: Final = timedelta(minutes=1)
"""The session's claims are kept for longer by the first key after so long: a key writes little else."""
_OF_ATTEMPT: Final = select(Attempt.session_id).where(Attempt.id == bindparam("attempt"))


class Line:
    """What the carrier's requests are answered by."""

    def __init__(self, parts: Parts) -> None:
        """`parts`: what the bridge stands on."""
        self._parts = parts

    @property
    def addresses(self) -> Addresses:
        """Where the carrier finds us."""
        return self._parts.addresses

    # --- voice requests: each is answered with TwiML -----------------------------------------------

    def ring_in(self, delivery: Delivery, ring: Ring) -> str:
        """Somebody rings one of the service's numbers: a volunteer, or a person whom we rang."""
        try:
            return self._ring_in(delivery, ring)
        except IntegrityError:  # the same call, told of again at the same moment, was first
            return self._ring_in(delivery, ring)

    def _ring_in(self, delivery: Delivery, ring: Ring) -> str:
        with self._transaction() as (tx, wake):
            desk = lock_session(tx, self._parts, self._parts.now(), leg_sid=ring.sid)
            if desk is None:
                desk = arriving.session(tx, self._parts, ring)
                self._taken(desk, delivery, "ring_in")
                arrival = arriving.arrival(desk, ring)
                desk.log(Kind.SESSION_STARTED, data={"direction": arrival.direction})
                play(desk, arrival, replying=True)
            return self._given(desk, wake)

    def ring_out(self, delivery: Delivery, session_id: str, sid: str) -> str:
        """Our call to a volunteer was answered, by whomever."""
        with self._transaction() as (tx, wake):
            desk = lock_session(tx, self._parts, self._parts.now(), id=session_id)
            if desk is None or desk.ended or desk.row["leg_sid"] not in (None, sid):
                return twiml.gone()
            if not desk.row["reply"]:
                desk.row["leg_sid"] = sid
                self._taken(desk, delivery, "ring_out")
                desk.log(Kind.SESSION_STARTED, data={"direction": "out"})
                language = sign_in.language_of(tx, desk.row["expected_id"])
                is_open = sign_in.lines_open(self._parts, delivery.at)
                play(desk, Arrived("out", known=True, open=is_open, language=language), replying=True)
            return self._given(desk, wake)

    def turn(self, delivery: Delivery, turn: Turn) -> str:
        """Keys, a silence, or the end of a stay in a room. For a turn that is past nothing changes."""
        checked = sign_in.check_first(self._parts, turn.sid, turn.keys)
        with self._transaction() as (tx, wake):
            desk = lock_session(tx, self._parts, self._parts.now(), leg_sid=turn.sid)
            if desk is None or desk.ended:
                return twiml.gone()
            before = deliveries.reply_given(tx, delivery)
            if before is not None:
                self._repeated(desk, delivery, "turn")
                return before
            if turn.turn == desk.row["turn"]:
                self._take_turn(desk, delivery, turn, checked)
            elif turn.keys and turn.turn == desk.row["overtaken_turn"]:
                self._taken(desk, delivery, "turn")
                second.key(desk, turn.keys)
            reply = self._given(desk, wake)
            deliveries.keep(tx, delivery, reply)
            return reply

    def present(self, delivery: Delivery, sid: str) -> str:
        """The present turn's reply, for a leg that was moved here."""
        with self._transaction() as (tx, wake):
            desk = lock_session(tx, self._parts, self._parts.now(), leg_sid=sid)
            if desk is None or desk.ended:
                return twiml.gone()
            self._taken(desk, delivery, "present")
            if desk.row["in_room"] and not desk.row["given"]:
                # A call asked for on the page waits until the volunteer is on the way into the room.
                outbox.make_due(tx, f"dial:{desk.row['attempt_id']}", desk.now)
                wake.add("dials")
            return self._given(desk, wake)

    def hold(self, delivery: Delivery, turn: str, sid: str) -> str:
        """Another stretch of hold music, with how it stands. A deadline that has passed is looked at now."""
        with self._transaction() as (tx, wake):
            desk = lock_session(tx, self._parts, self._parts.now(), turn=turn)
            if desk is None:
                self._bring_back(tx, sid, wake)
                return twiml.hold((), turn, 0, self._parts)
            if desk.row["deadline_at"] is not None and desk.row["deadline_at"] < delivery.at:
                wake.add("urgent")
            # Each fetch has the same form, so that only the carrier's mark tells a repeated one.
            marked = Delivery(f"hold:{delivery.token or delivery.key}", delivery.token, delivery.at)
            before = deliveries.reply_given(tx, marked) if delivery.token else None
            if before is not None:
                self._repeated(desk, delivery, "hold")
                return before
            self._taken(desk, delivery, "hold")
            fetch = desk.row["hold_fetches"]
            spoken = words.spoken(desk, hold_words(desk.flow, desk.state, fetch))
            desk.row["hold_fetches"] = fetch + 1
            desk.save()
            reply = twiml.hold(spoken, turn, fetch, self._parts, words.music(desk))
            if delivery.token:
                deliveries.keep(tx, marked, reply)
            return reply

    # --- callbacks: nothing is said -------------------------------------------------------------------

    def volunteer_status(self, delivery: Delivery, status: LegStatus) -> None:
        """A volunteer's leg, or that of somebody who rings us back, has got somewhere."""
        with self._transaction() as (tx, wake):
            desk = lock_session(tx, self._parts, self._parts.now(), leg_sid=status.sid)
            if desk is None:
                append(
                    tx, Kind.LEG_UNKNOWN, self._parts.now(), data={"sid": status.sid, "status": status.status}
                )
                return
            self._taken(desk, delivery, "status")
            heard.volunteer_leg(desk, self._timed(delivery, status))
            self._close(desk, wake)

    def ring_out_status(self, delivery: Delivery, session_id: str, status: LegStatus) -> None:
        """Our call to a volunteer has got somewhere; it may end without ever having been answered."""
        with self._transaction() as (tx, wake):
            desk = lock_session(tx, self._parts, self._parts.now(), id=session_id)
            if desk is None:
                return
            desk.row["leg_sid"] = desk.row["leg_sid"] or status.sid
            self._taken(desk, delivery, "status")
            heard.volunteer_leg(desk, self._timed(delivery, status))
            self._close(desk, wake)

    def contact_status(self, delivery: Delivery, attempt_id: str, status: LegStatus) -> None:
        """A contact's leg has got somewhere."""
        timed = self._timed(delivery, status)
        self._of_attempt(
            delivery, attempt_id, "status", lambda desk: legs.contact_status(desk, attempt_id, timed)
        )

    def verdict(self, delivery: Delivery, attempt_id: str, verdict: Verdict) -> None:
        """Machine detection has spoken."""
        self._of_attempt(
            delivery, attempt_id, "machine", lambda desk: legs.verdict(desk, attempt_id, verdict)
        )

    def room(self, delivery: Delivery, attempt_id: str, event: RoomEvent) -> None:
        """Something happened in an attempt's room."""
        self._of_attempt(
            delivery, attempt_id, event.event, lambda desk: legs.room_event(desk, attempt_id, event)
        )

    # --- shared -----------------------------------------------------------------------------------------

    @contextmanager
    def _transaction(self) -> Iterator[tuple[Connection, set[str]]]:
        wake: set[str] = set()
        with self._parts.db.write() as tx:
            yield tx, wake
        for queue in sorted(wake):
            self._parts.queue.wake(queue)

    def _timed(self, delivery: Delivery, status: LegStatus) -> LegStatus:
        """With the time of a late status by this service's clock. The carrier's are whole seconds: else it is now."""
        at = status.at and status.at + self._parts.terms.clock_offset
        return replace(status, at=at if at and LATE < delivery.at - at < deliveries.KEPT_FOR else None)

    def _of_attempt(
        self, delivery: Delivery, attempt_id: str, what: str, happened: Callable[[Desk], legs.Events]
    ) -> None:
        with self._transaction() as (tx, wake):
            session = tx.scalar(_OF_ATTEMPT, {"attempt": attempt_id})
            if session is None:
                append(tx, Kind.LEG_UNKNOWN, self._parts.now())
                return
            desk = lock_session(tx, self._parts, self._parts.now(), id=session)
            if desk is None:
                return
            if deliveries.reply_given(tx, delivery) is not None:
                self._repeated(desk, delivery, what, attempt_id)
                return
            deliveries.keep(tx, delivery, "")
            self._taken(desk, delivery, what, attempt_id)
            heard.hear(desk, happened(desk))
            self._close(desk, wake)

    def _take_turn(self, desk: Desk, delivery: Delivery, turn: Turn, checked: Checked | None) -> None:
        self._taken(desk, delivery, "turn")
        desk.checked = checked
        self._keep_claims(desk)
        if turn.left_room:
            event: Event = LeftRoom()
        else:
            event = _keyed(turn.keys) if turn.keys else Silence()
        play(desk, event, replying=True)

    def _keep_claims(self, desk: Desk) -> None:
        lasts, kept = self._parts.terms.claim, desk.row["claimed_until"]
        until = desk.now + lasts
        if kept is not None and kept < until - min(RENEWED_AFTER, lasts / 4):
            self._parts.calling_list.renew(desk.tx, desk.id, until)

    def _given(self, desk: Desk, wake: set[str]) -> str:
        """The present turn's reply; the leg has it now."""
        desk.row["given"] = True
        self._close(desk, wake)
        return str(desk.row["reply"])

    def _bring_back(self, tx: Connection, sid: str, wake: set[str]) -> None:
        """A leg that waits in the room of a turn that is past would wait for ever: it is moved to the present one.

        Not where the present turn is a room: a move would end what is said there.
        """
        desk = lock_session(tx, self._parts, self._parts.now(), leg_sid=sid)
        if desk is None or desk.ended or desk.row["in_room"]:
            return
        desk.row["given"] = False
        desk.order("move", f"back:{desk.row['turn']}", session=desk.id)
        self._close(desk, wake)

    @staticmethod
    def _close(desk: Desk, wake: set[str]) -> None:
        desk.save()
        wake |= desk.wake

    @staticmethod
    def _taken(desk: Desk, delivery: Delivery, what: str, attempt: str | None = None) -> None:
        """Keys are not recorded here: they might be a PIN. What they meant is, where it is saved."""
        desk.log(Kind.WEBHOOK_TAKEN, attempt=attempt, data={"what": what, "delivery": delivery.key})

    @staticmethod
    def _repeated(desk: Desk, delivery: Delivery, what: str, attempt: str | None = None) -> None:
        desk.log(Kind.WEBHOOK_REPEATED, attempt=attempt, data={"what": what, "delivery": delivery.key})


def _keyed(keys: str) -> Digits:
    """The keys; whether they are a telephone number, for whoever was asked for one, is the policy's to know."""
    return Digits(keys, number=normalise(keys.removesuffix("#")) is not None)
