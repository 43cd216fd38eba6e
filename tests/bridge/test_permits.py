"""A dial and an opt-out of the same number at one moment: whichever is first, nobody is rung after opting out."""

import threading

import pytest
from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from bridge import legs, outbox
from bridge.desk import lock_session
from store import optouts
from store.models import Attempt, Claim, Contact
from tests.telephone.calls import MARY, legs_to, offered, set_up
from tests.telephone.evening import Evening

BLOCKED = 0.3
"""Seconds after which a thread that should wait is taken to be waiting."""


def keyed_elsewhere(evening: Evening, tx: Connection) -> None:
    """An opt-out of Mary's number, as another line's transaction makes it."""
    attempt = evening.attempts()[0]
    optouts.add(tx, attempt["number_id"], evening.now(), source="ring_back")
    desk = lock_session(tx, evening.service.parts, evening.now(), id=attempt["session_id"])
    assert desk is not None
    legs.end_ringing(desk, attempt["number_id"], but=None)


def test_an_opt_out_that_is_first_stops_the_dial_that_waits_for_it(evening: Evening) -> None:
    ann = offered(evening)
    ann.receiver.press("1")
    number = evening.attempts()[0]["number_id"]
    dials = threading.Thread(target=evening.service.sweep.worker.drain, args=("dials",))
    with evening.service.parts.db.write() as tx:
        optouts.add(tx, number, evening.now(), source="ring_back")
        dials.start()
        dials.join(BLOCKED)
        assert dials.is_alive()
        assert legs_to(evening, MARY) == []
    dials.join(20)
    assert legs_to(evening, MARY) == []
    ann.hears("We can't call Mary Hughes just now.")
    (attempt,) = evening.attempts()
    assert (attempt["dialled_at"], attempt["live"]) == (None, False)


def test_a_dial_that_is_first_is_ended_by_the_opt_out_that_waited_for_it(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = offered(evening)
    ann.receiver.press("1")
    create = evening.service.carrier.create_call
    opted_out = threading.Event()

    def opt_out() -> None:
        with evening.service.parts.db.write() as tx:
            keyed_elsewhere(evening, tx)
        opted_out.set()

    def slowly(**parameters: object) -> object:
        """The permit is spent; the opt-out comes before the carrier has answered."""
        threading.Thread(target=opt_out).start()
        assert opted_out.wait(20)
        return create(**parameters)

    monkeypatch.setattr(evening.service.carrier, "create_call", slowly)
    evening.settles()
    evening.passes(2)
    assert [leg.status for leg in legs_to(evening, MARY)] == ["canceled"]
    assert legs_to(evening, MARY)[0].answered_at is None
    ann.hears("Stopped.")


def test_two_opt_outs_and_a_dial_that_cross_never_wait_for_each_other(evening: Evening) -> None:
    """Another line's order about this session's leg does not wait for this session's row."""
    ann = offered(evening)
    ann.receiver.press("1")
    parts = evening.service.parts
    attempt = evening.attempts()[0]
    orders = threading.Thread(target=order_elsewhere, args=(evening, attempt["session_id"]))
    if parts.db.lock is not None:  # SQLite has one writer: nobody waits for a row
        orders.run()
        return
    with parts.db.write() as tx:
        assert lock_session(tx, parts, evening.now(), id=attempt["session_id"]) is not None
        orders.start()
        orders.join(20)
        assert not orders.is_alive()


def order_elsewhere(evening: Evening, session: str) -> None:
    with evening.service.parts.db.write() as tx:
        outbox.put(tx, "cancel_leg", "elsewhere", evening.now(), session=session)


# --- what the database refuses by itself, in the service's own rows (its guards alone: tests of the store) ---


def test_a_household_is_claimed_once(evening: Evening) -> None:
    set_up(evening, household="one")
    ann = evening.rings_in()
    ann.presses("4826").presses("1").hears("Next, Mary Hughes")
    with evening.service.parts.db.read() as tx:
        claim = dict(tx.execute(select(Claim.__table__)).mappings().one())
        tom = tx.execute(select(Contact.id, Contact.number_id).where(Contact.first_name == "Tom")).one()
    again = claim | {"id": 99, "contact_id": tom.id, "number_id": tom.number_id}
    with pytest.raises(IntegrityError), evening.service.parts.db.write() as tx:
        tx.execute(insert(Claim), again)


def test_no_second_live_attempt_to_a_number_is_kept(evening: Evening) -> None:
    offered(evening).presses("1")
    with evening.service.parts.db.read() as tx:
        row = dict(tx.execute(select(Attempt.__table__)).mappings().one())
    again = row | {"id": "b", "permit_id": None, "leg_sid": None, "dialled_at": None, "state": "intended"}
    with pytest.raises(IntegrityError), evening.service.parts.db.write() as tx:
        tx.execute(insert(Attempt), again)
