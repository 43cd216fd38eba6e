"""The carrier refuses, stumbles or says nothing: a call is dialled once or not at all, and found when in doubt."""

from dataclasses import replace

import pytest

from tests.telephone.calls import (
    ANN,
    MARY,
    heard_by_contacts,
    in_order,
    legs_to,
    no_callbacks,
    offered,
    rung,
    talking,
    weather,
)
from tests.telephone.evening import Evening


def creations(evening: Evening) -> int:
    """How often the carrier was asked to place a call."""
    return sum(one.method == "POST" and one.path.endswith("/Calls.json") for one in evening.carrier.requests)


def test_a_dial_that_is_turned_away_for_now_is_made_again_and_decided_again(evening: Evening) -> None:
    ann = offered(evening)
    weather(evening, rest_429=1.0)
    ann.presses("1")
    evening.passes(3)
    assert legs_to(evening, MARY) == []
    weather(evening)
    evening.passes(2)
    assert evening.telephone(MARY).rings
    assert len(evening.ledger("dial:started")) == creations(evening) > 2
    in_order(evening)


def test_a_dial_that_is_turned_away_too_long_is_given_up_and_told(evening: Evening) -> None:
    ann = offered(evening)
    weather(evening, rest_429=1.0)
    ann.presses("1")
    evening.passes(41)
    weather(evening)
    evening.passes(2)
    ann.hears("That number did not connect.", "Saved. One call.")
    assert legs_to(evening, MARY) == []
    assert evening.outcomes() == ["failed"]


def test_a_carrier_that_cannot_be_reached_has_not_dialled(evening: Evening) -> None:
    ann = offered(evening)
    carrier = evening.carrier
    carrier.config = replace(carrier.config, bind=carrier.url.removeprefix("http://"))
    carrier.stop()
    ann.receiver.press("1")
    evening.passes(2)
    assert evening.attempts()[0]["state"] == "intended"
    carrier.start()
    evening.passes(2)
    assert evening.telephone(MARY).rings
    assert len(legs_to(evening, MARY)) == 1


@pytest.mark.parametrize("trouble", ["rest_500", "rest_dropped_before"])
def test_a_dial_that_failed_without_a_word_is_never_made_again(evening: Evening, trouble: str) -> None:
    ann = offered(evening)
    weather(evening, **{trouble: 1.0})
    ann.presses("1")
    weather(evening)
    evening.passes(45)
    ann.hears("Saved. One call.")
    assert creations(evening) == 1
    assert legs_to(evening, MARY) == []
    assert evening.outcomes() == ["failed"]
    assert [one["live"] for one in evening.attempts()] == [False]


def test_a_dial_whose_answer_is_lost_is_told_of_by_its_callbacks(evening: Evening) -> None:
    ann = offered(evening)
    weather(evening, rest_dropped_after=1.0)
    ann.presses("1")
    weather(evening)
    evening.passes(3)
    mary = evening.telephone(MARY).answers()
    assert mary.talks_with == ["volunteer", "contact"]
    evening.passes(60)
    mary.hangs_up()
    ann.hears("Did you speak to Mary Hughes?")
    assert creations(evening) == 1
    in_order(evening)


def test_a_dial_of_which_nothing_is_heard_is_looked_for_and_found(evening: Evening) -> None:
    ann = offered(evening)
    weather(evening, rest_dropped_after=1.0, callbacks_lost=1.0)
    ann.presses("1")
    no_callbacks(evening)
    evening.passes(3)
    assert [one["leg_sid"] for one in evening.attempts()] == [legs_to(evening, MARY)[0].sid]
    assert len(evening.ledger("dial:found")) == 1
    assert creations(evening) == 1
    evening.passes(40)
    ann.hears("No answer.")


def test_a_found_call_that_nobody_waits_for_is_ended(evening: Evening) -> None:
    ann = offered(evening)
    weather(evening, rest_dropped_after=1.0, callbacks_lost=1.0)
    ann.presses("1")
    weather(evening)
    ann.hangs_up()
    evening.passes(5)
    assert [leg.status for leg in legs_to(evening, MARY)] == ["canceled"]
    assert heard_by_contacts(evening) == []


def test_a_call_given_up_for_lost_that_rings_after_all_is_ended(evening: Evening) -> None:
    ann = offered(evening)
    weather(evening, rest_dropped_after=1.0, callbacks_lost=1.0, callbacks_delayed=0.0)
    ann.presses("1")
    leg = legs_to(evening, MARY)[0]
    weather(evening, rest_500=1.0, callbacks_lost=1.0)
    leg.main.stop() if leg.main else None  # the carrier hears nothing of that telephone either
    evening.passes(50)
    assert evening.outcomes() == ["failed"]
    weather(evening)
    with evening.carrier.acting():
        leg.ring()
    evening.passes(3)
    assert leg.status == "canceled"
    evening.passes(1)
    assert [one["live"] for one in evening.attempts()] == [False]


def test_a_move_that_is_turned_away_is_tried_until_the_volunteer_hears(evening: Evening) -> None:
    ann = rung(evening)
    weather(evening, rest_429=1.0)
    evening.telephone(MARY).is_busy()
    evening.passes(5)
    assert "Engaged." not in " ".join(ann.receiver.heard)
    weather(evening)
    evening.passes(2)
    ann.hears("Engaged.", "Saved. One call.")


@pytest.mark.parametrize("trouble", ["rest_429", "rest_500", "rest_dropped_after", "rest_dropped_before"])
def test_a_hang_up_is_tried_until_the_telephone_is_quiet(evening: Evening, trouble: str) -> None:
    ann = rung(evening)
    evening.passes(3)
    weather(evening, **{trouble: 1.0})
    ann.presses("*").hears("Stopped.")
    evening.passes(2)
    weather(evening)
    evening.passes(2)
    assert legs_to(evening, MARY)[0].status == "canceled"
    assert heard_by_contacts(evening) == []


def test_a_volunteer_who_asks_to_be_rung_is_rung_once_though_the_answer_is_lost(evening: Evening) -> None:
    ann = offered(evening)
    ann.presses("*").presses("4").hears("We will ring you in a moment.")
    weather(evening, rest_dropped_after=1.0)
    evening.passes(12)
    weather(evening)
    evening.passes(30)
    rung_back = [leg for leg in evening.carrier.calls() if leg.to == ANN and leg.direction == "outbound-api"]
    assert len(rung_back) == 1


def test_a_volunteer_whose_ringing_was_unsure_can_still_sign_in(evening: Evening) -> None:
    ann = offered(evening)
    ann.presses("*").presses("4").hears("We will ring you in a moment.")
    weather(evening, rest_dropped_after=1.0)
    evening.passes(12)
    weather(evening)
    ann = evening.telephone(ANN)
    assert ann.rings
    ann.answers().hears("This is Harbour Party. If you are expecting our call, press 1.")
    ann.presses("1").hears("Please enter your four-digit PIN.")


def test_two_people_who_talk_are_not_parted_because_the_carrier_cannot_be_asked(evening: Evening) -> None:
    ann = rung(evening)
    no_callbacks(evening)
    evening.passes(3)
    mary = evening.telephone(MARY).answers()
    weather(evening, rest_500=1.0, callbacks_lost=1.0)
    evening.passes(120)
    weather(evening, callbacks_lost=1.0)
    evening.passes(30)
    assert mary.talks_with == ["volunteer", "contact"]
    ann.presses("*").hears("Did you speak to Mary Hughes?")


def test_a_conversation_of_an_hour_is_left_alone(evening: Evening) -> None:
    ann, mary = talking(evening)
    for _ in range(60):
        evening.carrier.advance(60)
        evening.service.sweep.housekeeping()
        evening.settles()
    assert mary.talks_with == ["volunteer", "contact"]
    mary.hangs_up()
    ann.hears("Did you speak to Mary Hughes?")
