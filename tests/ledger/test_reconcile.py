"""The calls on record against the carrier's own list: they agree after an evening, and what is not so is named."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, update

from store.audit.reconcile import MARGIN, CarrierCall, Reconciled, reconcile
from store.ledger import Kind, append
from store.models import Leg, Number
from store.numbers import suppression
from tests.telephone.calls import MARY
from tests.telephone.evening import Evening


def at_the_carrier(evening: Evening) -> list[CarrierCall]:
    now = evening.now()
    return list(evening.service.carrier.calls(now - timedelta(hours=1) - MARGIN, now + MARGIN))


def compared(evening: Evening, listed: list[CarrierCall]) -> Reconciled:
    with evening.service.parts.db.read() as tx:
        since, until = evening.now() - timedelta(hours=1), evening.now() + timedelta(seconds=1)
        return reconcile(tx, listed, since, until, evening.service.parts.terms.keys.numbers)


def kinds(evening: Evening, listed: list[CarrierCall]) -> list[str]:
    return [one.kind for one in compared(evening, listed).mismatches]


def contact_leg(listed: list[CarrierCall]) -> CarrierCall:
    (leg,) = [call for call in listed if call.direction == "outbound-api"]
    return leg


def test_after_an_evening_both_sides_agree(called: Evening) -> None:
    result = compared(called, at_the_carrier(called))
    assert (result.carrier, result.ledger, result.mismatches) == (2, 2, [])


def with_leg(evening: Evening, sid: str, role: str) -> None:
    """A leg in the tables, and no entry."""
    with evening.service.parts.db.write() as tx:
        leg = {"sid": sid, "role": role, "status": "completed", "created_at": evening.now()}
        tx.execute(insert(Leg), leg)


def test_a_call_that_was_never_logged_is_found_though_somebody_made_a_row_for_it(called: Evening) -> None:
    listed = at_the_carrier(called)
    unlogged = replace(contact_leg(listed), sid="CAunlogged")
    with_leg(called, "CAunlogged", "volunteer")
    found = [(one.kind, one.sid) for one in compared(called, [*listed, unlogged]).mismatches]
    assert found == [("only at the carrier", "CAunlogged"), ("not in the ledger", "CAunlogged")]


def test_the_ledger_tells_of_a_call_whose_row_is_gone(called: Evening) -> None:
    with called.service.parts.db.write() as tx:
        tx.execute(delete(Leg))
    assert kinds(called, at_the_carrier(called)) == []


def test_a_call_that_the_carrier_never_had_is_found(called: Evening) -> None:
    listed = at_the_carrier(called)
    assert kinds(called, [one for one in listed if one != contact_leg(listed)]) == ["only here"]


def test_a_duration_that_differs_is_found_and_a_second_is_not(called: Evening) -> None:
    listed = at_the_carrier(called)
    leg = contact_leg(listed)
    assert leg.seconds is not None
    for there, found in ((leg.seconds + 1, []), (leg.seconds + 2, ["duration"]), (None, ["duration"])):
        changed = [replace(one, seconds=there) if one == leg else one for one in listed]
        assert kinds(called, changed) == found


def test_a_call_that_nobody_answered_here_and_somebody_at_the_carrier_is_found(called: Evening) -> None:
    unanswered = {"role": "contact", "sid": "CAother", "status": "no-answer", "seconds": None}
    with called.service.parts.db.write() as tx:
        append(tx, Kind.LEG_STATUS, called.now(), data=unanswered | {"status": "ringing"})
        append(tx, Kind.LEG_ENDED, called.now(), data=unanswered)
    listed = at_the_carrier(called)
    same = replace(contact_leg(listed), sid="CAother", status="no-answer", seconds=None)
    assert kinds(called, [*listed, same]) == []
    answered = replace(same, status="completed", seconds=20)
    assert kinds(called, [*listed, answered]) == ["status", "duration"]


def test_a_volunteers_number_is_compared_with_that_of_their_line(called: Evening) -> None:
    listed = at_the_carrier(called)
    other = [replace(one, caller=MARY) if one != contact_leg(listed) else one for one in listed]
    assert kinds(called, other) == ["number"]


@pytest.mark.parametrize("erased", [True, False])
def test_a_number_whose_digits_are_gone_is_known_by_its_hash(called: Evening, *, erased: bool) -> None:
    listed, keys = at_the_carrier(called), called.service.parts.terms.keys
    gone = {"e164": None} | ({"hmac": suppression(MARY, keys.numbers)} if erased else {})
    with called.service.parts.db.write() as tx:
        tx.execute(update(Number).where(Number.e164 == MARY).values(gone))
    assert kinds(called, listed) == []
    leg = contact_leg(listed)
    changed = replace(leg, to="+441632960099", caller="+441632960099")
    assert kinds(called, [changed if one == leg else one for one in listed]) == ["number", "caller number"]


def test_numbers_that_differ_are_found_and_not_shown(called: Evening) -> None:
    listed = at_the_carrier(called)
    other = "+441632960099"
    changed = [replace(one, to=other, caller=other) if one == contact_leg(listed) else one for one in listed]
    result = compared(called, changed)
    assert [one.kind for one in result.mismatches] == ["number", "caller number"]
    assert other.removeprefix("+44") not in repr(result)
    assert other not in repr(changed)
