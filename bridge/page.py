"""A volunteer's page: its acts go through the same session, flow and policy as the keypad's, under the same lock.

An act names the turn that it was shown for: for a turn that is past nothing changes. A save names what it was shown
for each question; what the keypad has said meanwhile was first, and the page's word is kept beside it.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Connection, select

from bridge import outbox, ring, second
from bridge.desk import Desk, lock_session
from bridge.page_saving import Form, also, set_right, weighed
from bridge.parts import Parts
from bridge.play import play
from ivr.codec import to_json
from ivr.events import Digits, Event, LeftRoom
from ivr.flow import Offer, Ring
from ivr.page import PageEvent, Wanted
from ivr.state import State
from policy import Decision
from store import throttles
from store.ledger import Kind, append
from store.models import Attempt, Order, Session, Volunteer
from store.pins import verify

MOVE_FIRST: Final = timedelta(seconds=1)
"""How long a call asked for on the page is put off, unless the volunteer's leg is in the room before."""


class NotYoursError(LookupError):
    """The attempt is not this volunteer's, or there is none."""


class Page:
    """What volunteers do on their pages."""

    def __init__(self, parts: Parts) -> None:
        """`parts`: what the bridge stands on."""
        self.parts = parts

    def sign_in(self, code: str, pin: str) -> int | None:
        """The volunteer of this number and PIN, for the page alone; None: no match, or too many tries."""
        parts = self.parts
        with parts.db.read() as tx:
            row = tx.execute(
                select(Volunteer.id, Volunteer.pin_hash).where(Volunteer.code == code, Volunteer.active)
            ).first()
        right = verify(row.pin_hash if row else None, pin, parts.terms.keys.pins)
        scopes = [throttles.of_volunteer(row.id)] if row else []
        with parts.db.write() as tx:
            now = parts.now()
            locked = throttles.too_many(tx, scopes, now, door=throttles.PAGE)
            if row is None or not right or locked:
                if not locked:
                    throttles.count(tx, scopes, now, door=throttles.PAGE)
                append(tx, Kind.PAGE_SIGN_IN_FAILED, now, data={"throttled": locked})
                return None
            append(tx, Kind.PAGE_SIGNED_IN, now, volunteer=row.id)
        return int(row.id)

    def connect(self, volunteer: int) -> Decision | None:
        """Have the service ring the volunteer; the policy's refusal, or None: it rings, or there is a line already."""
        with self._transaction() as (tx, wake):
            if open_session(tx, volunteer) is not None or being_rung(tx, volunteer):
                return None
            decision = ring.may_ring(tx, self.parts, volunteer)
            if not decision.permitted:
                return decision
            wake.add(ring.order(tx, self.parts, volunteer))
            return None

    def want(self, volunteer: int, campaign: str, ward: int | None) -> bool:
        """Offer the next contact of a campaign, or of one ward; False: there is no line, or it is in a call."""
        wanted = Wanted(campaign, None if ward is None else str(ward))

        def choose(desk: Desk) -> PageEvent:
            desk.row["overtaken_turn"] = desk.row["overtaken_state"] = None
            return wanted

        return self._act(volunteer, None, "want", choose)

    def call(self, volunteer: int, turn: str) -> bool:
        """Ring the contact who is offered."""
        return self._act(volunteer, turn, "call", lambda desk: Digits("1") if _offers(desk) else None)

    def skip(self, volunteer: int, turn: str) -> bool:
        """Pass over the contact who is offered."""
        return self._act(volunteer, turn, "skip", lambda desk: Digits("#") if _offers(desk) else None)

    def end_call(self, volunteer: int, turn: str) -> bool:
        """End the call, as star does."""
        return self._act(volunteer, turn, "end", lambda desk: LeftRoom() if _rings(desk) else None)

    def save(self, volunteer: int, form: Form) -> list[str]:
        """Save what is known of a call. What came second is returned: ids of questions, and `outcome`.

        NotYoursError where the attempt is not this volunteer's.
        """
        with self._transaction() as (tx, wake):
            desk, attempt = self._desk_of(tx, volunteer, form)
            before = str(desk.row["turn"]), to_json(desk.state)
            event, late = weighed(desk, attempt, form)
            desk.log(Kind.PAGE_TAKEN, attempt=form.attempt, data={"what": "save"})
            if not desk.ended and _holds(desk.state, form.attempt):
                self._renew(desk)
                play(desk, event, replying=False)
                second.remember(desk, *before)
            else:
                set_right(desk, attempt, event)
            also(desk, attempt, form)
            told = [name for name, keep in late if keep()]
            desk.save()
            wake.update(desk.wake)
            return told

    # --- shared ---------------------------------------------------------------------------------------

    def _act(
        self,
        volunteer: int,
        turn: str | None,
        what: str,
        event_at: Callable[[Desk], Event | PageEvent | None],
    ) -> bool:
        """Play an event on the volunteer's line; False where there is none, or not the turn it was shown for."""
        with self._transaction() as (tx, wake):
            desk = self._line_of(tx, volunteer)
            event = None if desk is None or turn not in (None, desk.row["turn"]) else event_at(desk)
            if desk is None or event is None:
                return False
            before = desk.row["turn"]
            desk.log(Kind.PAGE_TAKEN, data={"what": what})
            self._renew(desk)
            play(desk, event, replying=False)
            if desk.row["in_room"]:
                outbox.make_due(tx, f"dial:{desk.row['attempt_id']}", desk.now + MOVE_FIRST)
            desk.save()
            wake.update(desk.wake)
            return bool(desk.row["turn"] != before)

    def _line_of(self, tx: Connection, volunteer: int) -> Desk | None:
        """The line on which the volunteer has signed in with their PIN."""
        session = open_session(tx, volunteer)
        desk = None if session is None else lock_session(tx, self.parts, self.parts.now(), id=session)
        if desk is None or desk.ended:
            return None
        desk.channel = "page"
        return desk

    def _desk_of(self, tx: Connection, volunteer: int, form: Form) -> tuple[Desk, Mapping[Any, Any]]:
        """The line that holds the attempt, or else the session that it was made in."""
        attempt = tx.execute(select(Attempt).where(Attempt.id == form.attempt)).mappings().first()
        if attempt is None or attempt["volunteer_id"] != volunteer:
            raise NotYoursError(form.attempt)
        desk = self._line_of(tx, volunteer)
        if desk is None or not _holds(desk.state, form.attempt):
            desk = lock_session(tx, self.parts, self.parts.now(), id=attempt["session_id"])
        assert desk is not None  # noqa: S101 (an attempt has its session)
        desk.channel = "page"
        return desk, desk.attempt(form.attempt)

    def _renew(self, desk: Desk) -> None:
        self.parts.calling_list.renew(desk.tx, desk.id, desk.now + self.parts.terms.claim)

    @contextmanager
    def _transaction(self) -> Iterator[tuple[Connection, set[str]]]:
        wake: set[str] = set()
        with self.parts.db.write() as tx:
            yield tx, wake
        for queue in sorted(wake):
            self.parts.queue.wake(queue)


def open_session(tx: Connection, volunteer: int) -> str | None:
    """The volunteer's line that is up, signed in with the PIN; the newest, if there are two."""
    return tx.scalar(
        select(Session.id)
        .where(Session.volunteer_id == volunteer, Session.ended_at.is_(None))
        .order_by(Session.started_at.desc())
        .limit(1)
    )


def being_rung(tx: Connection, volunteer: int) -> bool:
    """Whether the service rings this volunteer, or is about to."""
    ordered = select(Order.id).where(
        Order.queue == "dials",
        Order.done_at.is_(None),
        Order.kind == "ring_volunteer",
        Order.volunteer_id == volunteer,
    )
    rung = select(Session.id).where(
        Session.expected_id == volunteer, Session.direction == "out", Session.ended_at.is_(None)
    )
    return tx.execute(ordered.limit(1)).first() is not None or tx.execute(rung.limit(1)).first() is not None


def _offers(desk: Desk) -> bool:
    step, call = desk.flow.steps.get(desk.state.step), desk.state.call
    return isinstance(step, Offer) and call is not None and call.phase == "offered"


def _rings(desk: Desk) -> bool:
    return isinstance(desk.flow.steps.get(desk.state.step), Ring)


def _holds(state: State, attempt: str) -> bool:
    """Whether the line is at this attempt, or it was the one before."""
    return any(call is not None and call.attempt == attempt for call in (state.call, state.last))
