"""The outbox: leased, never done twice, hang-ups ahead of dials, and what a dead worker leaves is taken up."""

import os
import signal
import threading
from datetime import timedelta

import pytest
from redis import Redis
from sqlalchemy import select, update

from bridge import outbox, pacing
from bridge.outbox import Claimed
from bridge.parts import Parts
from bridge.worker import Worker
from rehearsal.process import Steps, Wait
from scheduler.jobs import RqQueue, listen
from store.models import Order, Session
from tests.telephone.calls import MARY, TOM, legs_to, no_callbacks, offered, rung, talking, weather
from tests.telephone.evening import Evening


class Killed(BaseException):
    """The worker's process ended here."""


def dies_at(evening: Evening, where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next worker's process ends before or after it asks the carrier to place a call."""
    carrier = evening.service.carrier
    create = carrier.create_call

    def killed(**parameters: object) -> None:
        monkeypatch.setattr(carrier, "create_call", create)
        if where == "after":
            create(**parameters)
        raise Killed

    monkeypatch.setattr(carrier, "create_call", killed)


def press_and_die(evening: Evening, where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ann = offered(evening)
    ann.receiver.press("1")
    dies_at(evening, where, monkeypatch)
    with pytest.raises(Killed):
        evening.service.sweep.worker.drain("dials")


def test_a_dial_whose_worker_died_after_asking_is_found_and_not_made_again(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    press_and_die(evening, "after", monkeypatch)
    no_callbacks(evening)
    evening.passes(31)
    assert len(legs_to(evening, MARY)) == 1
    assert evening.attempts()[0]["leg_sid"] == legs_to(evening, MARY)[0].sid
    assert len(evening.ledger("dial:started")) == 1


def test_a_dial_whose_worker_died_before_asking_is_looked_for_and_not_made(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    press_and_die(evening, "before", monkeypatch)
    evening.passes(75)
    assert legs_to(evening, MARY) == []
    assert evening.outcomes() == ["failed"]
    assert evening.attempts()[0]["live"] is False


def test_a_lease_that_runs_keeps_others_off_and_holds_up_no_other_order(evening: Evening) -> None:
    ann = offered(evening)
    ann.receiver.press("1")
    parts = evening.service.parts
    with parts.db.write() as tx:
        first = outbox.claim(tx, "dials", parts.now(), parts.terms.lease)
        outbox.put(tx, "ring_volunteer", "another", parts.now(), volunteer=1)
        second = outbox.claim(tx, "dials", parts.now(), parts.terms.lease)
        third = outbox.claim(tx, "dials", parts.now(), parts.terms.lease)
    assert (kind_of(first), kind_of(second), third) == ("dial", "ring_volunteer", None)
    with parts.db.write() as tx:
        tx.execute(update(Order).where(Order.key == "another").values(lease_until=None))
    with parts.db.read() as tx:
        assert outbox.is_due(tx, "dials", parts.now())


def kind_of(order: Claimed | None) -> str | None:
    return None if order is None else order.kind


def test_hang_ups_do_not_wait_behind_dials_that_wait_for_their_turn(evening: Evening) -> None:
    ann = rung(evening)
    parts = evening.service.parts
    waiting = threading.Event()
    go_on = threading.Event()

    def sleeps(_seconds: float) -> None:
        waiting.set()
        go_on.wait(10)

    with parts.db.write() as tx:
        pacing.take_turn(tx, parts.now() + timedelta(seconds=30), 1)
        outbox.put(tx, "ring_volunteer", "paced", parts.now(), volunteer=1)
    paced = threading.Thread(target=Worker(parts, evening.service.carrier, sleeps).drain, args=("dials",))
    paced.start()
    assert waiting.wait(10)
    ann.receiver.press("*")
    evening.service.sweep.worker.drain("urgent")
    assert legs_to(evening, MARY)[0].status == "canceled"
    go_on.set()
    paced.join(10)


def test_all_workers_share_one_pacing(evening: Evening) -> None:
    parts = evening.service.parts
    turns = []
    barrier = threading.Barrier(4)

    def take() -> None:
        barrier.wait()
        for _ in range(3):
            with parts.db.write() as tx:
                turns.append(pacing.take_turn(tx, parts.now(), 2))

    workers = [threading.Thread(target=take) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(20)
    assert sorted(turns) == [parts.now() + timedelta(seconds=n / 2) for n in range(12)]


def test_two_workers_never_dial_one_order(evening: Evening) -> None:
    ann = offered(evening)
    ann.receiver.press("1")
    workers = [
        threading.Thread(
            target=Worker(evening.service.parts, evening.service.carrier, evening.carrier.advance).drain,
            args=("dials",),
        )
        for _ in range(4)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(20)
    assert len(legs_to(evening, MARY)) == 1


def test_a_redis_that_is_gone_costs_nothing_but_the_wake_up(evening: Evening) -> None:
    parts = evening.service.parts
    with Redis.from_url("redis://127.0.0.1:9/0", socket_connect_timeout=1) as nowhere:
        queue = RqQueue(nowhere)
        for name in ("urgent", "dials"):
            queue.wake(name)
    offered(evening).receiver.press("1")
    with parts.db.read() as tx:
        assert outbox.is_due(tx, "dials", parts.now())
    evening.service.sweep.look("dials")
    assert len(legs_to(evening, MARY)) == 1


def test_a_wake_up_leaves_nothing_behind_and_an_end_waits_for_its_work(redis_url: str) -> None:
    done: list[str] = []

    def work(queue: str) -> int:
        os.kill(os.getpid(), signal.SIGTERM)  # the end is asked for in the middle of it
        done.append(queue)
        return 1

    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        with Redis.from_url(redis_url) as redis:
            RqQueue(redis).wake("dials")
            listen(redis, "dials", work, lambda: done.append("end asked for"))
            left = [key for key in redis.scan_iter() if b"job" in key or b"intermediate" in key]
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    assert (done, left) == (["end asked for", "dials"], [])


def deadline_passed(evening: Evening) -> bool:
    """Whether a session stands past its deadline."""
    with evening.service.parts.db.read() as tx:
        late = select(Session.id).where(Session.ended_at.is_(None), Session.deadline_at < evening.now())
        return tx.execute(late).first() is not None


@pytest.mark.parametrize("seconds", [1, 5, 24])
def test_with_every_callback_lost_nobody_is_left_on_music(evening: Evening, seconds: int) -> None:
    ann = offered(evening)
    no_callbacks(evening)
    ann.presses("1")
    evening.passes(seconds)
    evening.telephone(MARY).is_busy()
    evening.passes(36 - seconds)
    assert not deadline_passed(evening)
    ann.hears("Engaged.", "Saved. One call.")


def test_a_carrier_that_says_nothing_at_all_leaves_nobody_on_music(evening: Evening) -> None:
    ann = offered(evening)
    weather(evening, rest_dropped_before=1.0, callbacks_lost=1.0)
    ann.presses("1")
    evening.passes(50)
    weather(evening, callbacks_lost=1.0)
    evening.passes(3)
    ann.hears("Saved. One call.")


def test_a_call_that_rings_without_end_is_given_up_by_its_deadline(evening: Evening) -> None:
    ann = rung(evening)
    (leg,) = legs_to(evening, MARY)
    with evening.carrier.acting():
        leg.play_through(nothing())
    evening.passes(37)
    ann.hears("Sorry, we lost that call.", "Saved. One call.")
    assert leg.status == "canceled"


def nothing() -> Steps[None]:
    """Nothing becomes of a call."""
    yield Wait(None)


def test_a_volunteer_whose_ringing_was_cut_short_by_a_dead_worker_is_rung_once(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered(evening).presses("*").presses("4").hears("We will ring you in a moment.")
    evening.carrier.advance(11)
    dies_at(evening, "after", monkeypatch)
    with pytest.raises(Killed):
        evening.service.sweep.worker.drain("dials")
    evening.passes(40)
    assert len([leg for leg in evening.carrier.calls() if leg.direction == "outbound-api"]) == 1


def test_a_mended_session_is_mended_once(evening: Evening) -> None:
    talking(evening)
    no_callbacks(evening)
    evening.telephone(MARY).hangs_up()
    evening.passes(200)
    assert len(evening.ledger("session:mended")) <= 2
    assert legs_to(evening, TOM) == []


def test_an_order_that_nobody_knows_is_put_away(evening: Evening) -> None:
    parts: Parts = evening.service.parts
    with parts.db.write() as tx:
        outbox.put(tx, "move", "odd", parts.now())
        tx.execute(update(Order).values(kind="odd"))
    evening.settles()
    with parts.db.read() as tx:
        assert tx.scalar(select(Order.result)) == "unknown kind: odd"
