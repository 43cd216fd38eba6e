"""The calls on record against the carrier's own list: they agree after an evening, and what is not so is named."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import delete, insert, update

from store.audit.reconcile import MARGIN, CarrierCall, Reconciled, reconcile
from store.models import Leg
from tests.telephone.evening import Evening


def at_the_carrier(evening: Evening) -> list[CarrierCall]:
    now = evening.now()
    return list(evening.service.carrier.calls(now - timedelta(hours=1) - MARGIN, now + MARGIN))


def compared(evening: Evening, listed: list[CarrierCall]) -> Reconciled:
    with evening.service.parts.db.read() as tx:
        return reconcile(tx, listed, evening.now() - timedelta(hours=1), evening.now() + timedelta(seconds=1))


def kinds(evening: Evening, listed: list[CarrierCall]) -> list[str]:
    return [one.kind for one in compared(evening, listed).mismatches]


def contact_leg(listed: list[CarrierCall]) -> CarrierCall:
    (leg,) = [call for call in listed if call.direction == "outbound-api"]
    return leg


def test_after_an_evening_both_sides_agree(called: Evening) -> None:
    result = compared(called, at_the_carrier(called))
    assert (result.carrier, result.ledger, result.mismatches) == (2, 2, [])


def test_a_call_that_was_never_logged_is_found(called: Evening) -> None:
    with called.service.parts.db.write() as tx:
        tx.execute(delete(Leg).where(Leg.role == "contact"))
    (found,) = compared(called, at_the_carrier(called)).mismatches
    assert (found.kind, found.sid) == ("only at the carrier", contact_leg(at_the_carrier(called)).sid)


def test_a_call_that_the_carrier_never_had_is_found(called: Evening) -> None:
    with called.service.parts.db.write() as tx:
        leg = {"sid": "CAnone", "role": "contact", "status": "completed", "created_at": called.now()}
        tx.execute(insert(Leg), leg)
    assert kinds(called, at_the_carrier(called)) == ["only here"]


def test_a_duration_that_differs_is_found_and_a_second_is_not(called: Evening) -> None:
    listed = at_the_carrier(called)
    seconds = contact_leg(listed).seconds
    assert seconds is not None
    for here, found in ((seconds + 1, []), (seconds + 2, ["duration"])):
        with called.service.parts.db.write() as tx:
            tx.execute(update(Leg).where(Leg.role == "contact").values(seconds=here))
        assert kinds(called, listed) == found


def test_numbers_that_differ_are_found_and_not_shown(called: Evening) -> None:
    listed = at_the_carrier(called)
    other = "+441632960099"
    changed = [replace(one, to=other, caller=other) if one == contact_leg(listed) else one for one in listed]
    result = compared(called, changed)
    assert [one.kind for one in result.mismatches] == ["number", "caller number"]
    assert other.removeprefix("+44") not in repr(result)
    assert other not in repr(changed)
