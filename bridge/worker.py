"""The worker: carries out the outbox's orders, a queue at a time, and mends the sessions whose deadline has passed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final, Literal, assert_never

from sqlalchemy import select, update

from bridge import dial, mend, outbox, pacing, ring, twiml
from bridge.carrier import Carrier, Done, NotNow, Rejected, Result, Seen, Unsure
from bridge.outbox import Claimed
from bridge.parts import Parts
from store.models import Attempt, Session

GIVE_UP: Final = timedelta(minutes=2)
"""How long a hang-up or a move is tried: the legs have ended by themselves long before, or the sweep asks."""
TRY_AGAIN: Final = timedelta(seconds=1)
PACED: Final = ("dial", "ring_volunteer")
"""Orders that start a call."""


class Worker:
    """Does what the outbox orders. Several may work at once, in as many processes as wanted."""

    def __init__(self, parts: Parts, carrier: Carrier, sleep: Callable[[float], None]) -> None:
        """`sleep`: waits so many seconds, for a turn in the pacing."""
        self._parts = parts
        self._carrier = carrier
        self._sleep = sleep
        self._over = False

    def stop(self) -> None:
        """Begin no other order. The one in hand is finished; the rest are left to whoever works next."""
        self._over = True

    def drain(self, queue: str) -> int:
        """Carry out what is due in the queue, until nothing is or `stop`; return how many orders that was."""
        done = 0
        while not self._over and (order := self._claim(queue)) is not None:
            for woken in sorted(self._carry_out(order) - {queue}):
                self._parts.queue.wake(woken)
            done += 1
        return done

    def _claim(self, queue: str) -> Claimed | None:
        """The next order, when its turn has come. A turn in the pacing is taken with the claim: one commit less."""
        parts = self._parts
        with parts.db.read() as tx:
            if not outbox.is_due(tx, queue, parts.now()):
                return None
        with parts.db.write() as tx:
            now = turn = parts.now()
            order = outbox.claim(tx, queue, now, parts.terms.lease)
            if order is not None and order.kind in PACED:
                turn = pacing.take_turn(tx, now, parts.terms.calls_per_second)
        if turn > now:
            self._sleep((turn - now).total_seconds())
        return order

    def _carry_out(self, order: Claimed) -> set[str]:
        match order.kind:
            case "dial":
                return dial.carry_out(self._parts, self._carrier, order)
            case "ring_volunteer":
                return ring.carry_out(self._parts, self._carrier, order)
            case "move":
                self._move(order)
            case "inform":
                self._inform(order)
            case "cancel_leg":
                return self._end(order, "canceled")
            case "look":
                return self._look(order)
            case "tone":
                self._tone(order)
            case "end_leg":
                return self._end(order, "completed")
            case unknown:
                self._finish(order, f"unknown kind: {unknown}")
        return set()

    def _move(self, order: Claimed) -> None:
        """Send the volunteer's leg to the present turn, unless it has fetched it by itself meanwhile."""
        with self._parts.db.read() as tx:
            row = tx.execute(
                select(Session.leg_sid, Session.given, Session.ended_at).where(Session.id == order.session_id)
            ).one()
        if row.given or row.ended_at is not None or row.leg_sid is None:
            self._finish(order, "dropped")
            return
        result = self._carrier.move(row.leg_sid, self._parts.addresses.twiml("present"))
        if isinstance(result, Rejected):
            # Most likely the volunteer's line has just dropped: the carrier is asked without waiting for the news.
            with self._parts.db.write() as tx:
                tx.execute(
                    update(Session)
                    .where(Session.id == order.session_id)
                    .values(deadline_at=self._parts.now())
                )
        self._settle(order, result)

    def _inform(self, order: Claimed) -> None:
        """Send a contact whom the volunteer left at the answer to the message, while the leg lasts."""
        sid, live = self._leg(order)
        if sid is None or not live:
            self._finish(order, "dropped")
        else:
            self._settle(order, self._carrier.move(sid, self._parts.addresses.twiml("abandoned")))

    def _tone(self, order: Claimed) -> None:
        """Tell a volunteer who has talked for nine minutes, softly. A tone that cannot be played is no matter."""
        with self._parts.db.read() as tx:
            row = tx.execute(
                select(Session.leg_sid, Session.in_room, Session.attempt_id, Session.ended_at).where(
                    Session.id == order.session_id
                )
            ).one()
        if row.ended_at is not None or not row.in_room or row.attempt_id != order.attempt_id:
            self._finish(order, "dropped")
            return
        url = self._parts.addresses.twiml("tone")
        self._carrier.announce(str(order.attempt_id), row.leg_sid, url)
        self._finish(order, "done")

    def _end(self, order: Claimed, status: Literal["completed", "canceled"]) -> set[str]:
        """Hang up, or cancel a call that still rings. A leg whose id is not known yet is waited for."""
        sid, live = (order.leg_sid, True) if order.leg_sid else self._leg(order)
        if not live:
            self._finish(order, "dropped")
        elif sid is None:
            self._put_off(order)
        else:
            result = self._carrier.end(sid, status)
            self._settle(order, result)
            if status == "canceled" and isinstance(result, Done):
                return self._cancelled(order, Seen(sid, result.status))
        return set()

    def _cancelled(self, order: Claimed, seen: Seen) -> set[str]:
        """The carrier's answer says whether the cancel was in time, or the contact had answered before.

        Then the leg is looked at once more, when it has outlasted a room that the volunteer took along: whoever is
        still there was alone in it.
        """
        if seen.status != "in-progress":
            return self._hear(order, seen)
        with self._parts.db.write() as tx:
            due = self._parts.now() + timedelta(seconds=twiml.LINGERS + 1)
            outbox.put(
                tx, "look", f"look:{seen.sid}", self._parts.now(),
                session=order.session_id, attempt=order.attempt_id, leg=seen.sid, due=due,
            )  # fmt: skip
        return set()

    def _look(self, order: Claimed) -> set[str]:
        """How the leg stands, where no callback may ever tell."""
        seen = self._carrier.look(str(order.leg_sid))
        if seen is None:
            self._put_off(order)
            return set()
        self._finish(order, "done")
        return self._hear(order, seen)

    def _hear(self, order: Claimed, seen: Seen) -> set[str]:
        assert order.session_id is not None  # noqa: S101 (an order about a contact's leg names its session and attempt)
        assert order.attempt_id is not None  # noqa: S101 (the same)
        return mend.hear(self._parts, order.session_id, {order.attempt_id: seen})

    def _leg(self, order: Claimed) -> tuple[str | None, bool]:
        """The leg of the order's attempt, and whether it may still be there."""
        with self._parts.db.read() as tx:
            row = tx.execute(
                select(Attempt.leg_sid, Attempt.live).where(Attempt.id == order.attempt_id)
            ).one()
        return row.leg_sid, row.live

    def _settle(self, order: Claimed, result: Result) -> None:
        match result:
            case Done():
                self._finish(order, "done")
            case Rejected(code):
                self._finish(order, str(code))
            case NotNow() | Unsure():
                self._put_off(order)
            case _:
                assert_never(result)

    def _put_off(self, order: Claimed) -> None:
        now = self._parts.now()
        if now - order.created_at > GIVE_UP:
            self._finish(order, "given up")
            return
        with self._parts.db.write() as tx:
            outbox.put_off(tx, order.id, now + TRY_AGAIN)

    def _finish(self, order: Claimed, result: str) -> None:
        with self._parts.db.write() as tx:
            outbox.finish(tx, order.id, self._parts.now(), result)
