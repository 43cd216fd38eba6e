"""Ringing a volunteer who asked for it: hours, numbers, the stop switch; never the registers or the list."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from policy import Facts, Listing, Moment, NumberClass, NumberKind, Reason, RingVolunteer, decide
from tests.policy.good import FACTS, NOW, RULES

VOLUNTEER = Facts(
    stopped=False,
    number=FACTS.number,
    caller_id=FACTS.caller_id,
    live_attempt=False,
    clock_skew_seconds=0.0,
)


def test_a_volunteer_is_rung_without_any_fact_about_contacts() -> None:
    assert decide(RingVolunteer(), VOLUNTEER, RULES, NOW).permitted


def test_a_volunteer_who_is_on_the_register_or_opted_out_of_campaign_calls_is_still_rung() -> None:
    listed = Listing(NOW.date(), listed=True)
    facts = replace(VOLUNTEER, tps=listed, opted_out=Moment(NOW))
    assert decide(RingVolunteer(), facts, RULES, NOW).permitted


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"stopped": True}, Reason.STOPPED),
        ({"number": NumberClass(NumberKind.PREMIUM, drama=True)}, Reason.NUMBER_NOT_DIALABLE),
        ({"number": NumberClass(NumberKind.MOBILE, drama=False)}, Reason.NUMBER_NOT_DIALABLE),
        ({"caller_id": None}, Reason.CALLER_ID_MISSING),
        ({"live_attempt": True}, Reason.LIVE_ATTEMPT),
        ({"live_attempt": None}, Reason.FACT_MISSING),
        ({"clock_skew_seconds": 2.0}, Reason.CLOCK_UNSURE),
    ],
)
def test_what_stops_any_call_stops_this_one(changes: dict[str, Any], reason: Reason) -> None:
    assert decide(RingVolunteer(), replace(VOLUNTEER, **changes), RULES, NOW).reason is reason


def test_a_volunteer_is_not_rung_at_night() -> None:
    assert decide(RingVolunteer(), VOLUNTEER, RULES, NOW + timedelta(hours=9)).reason is Reason.OUTSIDE_HOURS
