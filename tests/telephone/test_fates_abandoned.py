"""A contact who answers with no volunteer there: told within two seconds who rang, and left alone for 72 hours."""

from datetime import timedelta

import pytest

from bridge.twiml import ABANDONED_SECONDS
from tests.telephone.calls import (
    ANN,
    MARY,
    TOM,
    heard_by_contacts,
    legs_to,
    no_callbacks,
    rung,
    talking,
    weather,
)
from tests.telephone.evening import Evening
from tests.telephone.handset import Telephone

MESSAGE = (
    "This is Harbour Party. We rang you, and nobody is free to speak to you now. We are sorry. "
    "If you would like no more calls from us, ring this number back and press 1. Goodbye."
)


def message_lines(mary: Telephone) -> list[tuple[float, str]]:
    """What was said to Mary, each with the seconds since she answered."""
    lines = mary.receiver.lines()
    answered = next(line.t for line in lines if line.verb == "answered")
    return [(line.t - answered, line.text) for line in lines if line.who == "line" and line.text]


def is_abandoned(evening: Evening) -> None:
    """Mary's call is on record as abandoned, and her leg is over."""
    (attempt,) = evening.attempts()
    assert (attempt["outcome"], attempt["abandoned_at"] is not None) == ("abandoned", True)
    assert len(evening.ledger("call:abandoned")) == 1
    assert legs_to(evening, MARY)[0].over
    assert attempt["live"] is False


def the_answer_wins_the_race(evening: Evening, how: str) -> Telephone:
    """Ann leaves while it rings, and Mary answers before the cancel has come through."""
    ann = rung(evening)
    evening.passes(3)
    if how == "star":
        ann.receiver.press("*")
    else:
        ann.receiver.hang_up()
    mary = Telephone(evening, evening.carrier.handset(MARY))
    mary.receiver.answer()
    evening.settles()
    return mary


@pytest.mark.parametrize("how", ["star", "line dropped"])
def test_a_contact_who_answers_after_the_volunteer_left_is_told_who_rang(evening: Evening, how: str) -> None:
    mary = the_answer_wins_the_race(evening, how)
    evening.passes(ABANDONED_SECONDS + 2)
    ((after, words),) = message_lines(mary)
    assert words == MESSAGE
    assert after <= 2
    is_abandoned(evening)


def test_a_volunteer_who_drops_as_the_contact_answers_leaves_the_message(evening: Evening) -> None:
    ann, mary = talking(evening)
    evening.passes(0.5)
    ann.hangs_up()
    evening.passes(ABANDONED_SECONDS + 2)
    ((after, words),) = message_lines(mary)
    assert words == MESSAGE
    assert after <= 2
    is_abandoned(evening)


def test_a_volunteer_who_drops_later_leaves_no_message(evening: Evening) -> None:
    ann, mary = talking(evening)
    evening.passes(2.5)
    ann.hangs_up()
    evening.passes(ABANDONED_SECONDS + 2)
    assert message_lines(mary) == []
    assert evening.outcomes() == ["dropped"]


def test_a_volunteer_whose_line_dropped_unheard_is_found_out_when_nobody_joins(evening: Evening) -> None:
    ann = rung(evening)
    evening.passes(3)
    no_callbacks(evening)
    ann.hangs_up()
    weather(evening)
    mary = evening.telephone(MARY).answers()
    evening.passes(ABANDONED_SECONDS + 10)
    ((after, words),) = message_lines(mary)
    assert (words, after <= 2) == (MESSAGE, True)
    is_abandoned(evening)


def test_an_abandoned_call_is_told_of_though_every_callback_is_lost(evening: Evening) -> None:
    ann = rung(evening)
    evening.passes(3)
    no_callbacks(evening)
    ann.receiver.press("*")
    mary = Telephone(evening, evening.carrier.handset(MARY))
    mary.receiver.answer()
    evening.settles()
    evening.passes(ABANDONED_SECONDS + 5)
    assert [words for _, words in message_lines(mary)] == [MESSAGE]
    evening.passes(200)
    is_abandoned(evening)


def test_a_star_pressed_after_a_talk_of_which_no_news_had_come_is_no_abandoned_call(evening: Evening) -> None:
    ann = rung(evening)
    weather(evening, seed=1, callbacks_delayed=1.0, delay_up_to=60.0)
    evening.telephone(MARY).receiver.answer()
    evening.carrier.advance(5)
    ann.receiver.press("*")
    evening.passes(70)
    assert evening.outcomes() == ["dropped"]
    assert evening.attempts()[0]["abandoned_at"] is None
    assert heard_by_contacts(evening) == []


def test_the_number_is_left_alone_for_72_hours(evening: Evening) -> None:
    the_answer_wins_the_race(evening, "line dropped")
    evening.passes(ABANDONED_SECONDS + 2)
    first = evening.attempts()[0]["dialled_at"]
    for hours, name in ((71, "Tom Reed"), (73, "Mary Hughes")):
        evening.becomes(first + timedelta(hours=hours))
        ann = evening.rings_in(ANN)
        ann.presses("4826").presses("1").hears(f"Next, {name}")
        ann.presses("#")
        ann.hangs_up()
        evening.becomes(evening.now() + timedelta(minutes=20))


def test_past_three_in_a_hundred_abandoned_the_campaign_stops(evening: Evening) -> None:
    the_answer_wins_the_race(evening, "line dropped")
    evening.passes(ABANDONED_SECONDS + 2)
    ann = evening.rings_in(ANN)
    ann.presses("4826").presses("1").hears("This campaign is paused. A co-ordinator is looking into it.")
    assert legs_to(evening, TOM) == []


def test_a_fault_of_the_service_after_the_answer_plays_nothing_to_the_contact(evening: Evening) -> None:
    """Nothing is fetched between the answer and the voice, nor after the room: there is nothing to fail."""
    ann = rung(evening)
    mary = evening.telephone(MARY)
    evening.goes_down()
    mary.receiver.answer()
    evening.carrier.advance(20)
    assert mary.talks_with == ["volunteer", "contact"]
    ann.receiver.hang_up()
    evening.carrier.advance(10)
    assert not mary.is_live
    assert message_lines(mary) == []
