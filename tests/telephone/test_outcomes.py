"""After the call: what came of it, keyed in the outcome menus, in both directions of each."""

import pytest

from store.models import FollowUp, OptOut, Outcome
from tests.telephone.evening import Evening
from tests.telephone.sheet import (
    CLOSING,
    HOUSEHOLD,
    NEXT,
    NO,
    OPT_OUT,
    PASS_ON,
    SAVED,
    SPOKE,
    YES,
    keys,
    surveying,
    talked,
)


def closings(evening: Evening) -> list[bool | None]:
    """Whether the closing statement was read, of each attempt."""
    return [attempt["closing_read"] for attempt in evening.attempts()]


@pytest.mark.parametrize(("key", "outcome"), [("1", "machine"), ("2", "someone_else"), ("3", "wrong_number")])
def test_nobody_was_spoken_to(evening: Evening, key: str, outcome: str) -> None:
    ann = talked(evening).hears(SPOKE)
    ann.presses("2").hears_just(NO)
    ann.presses("*").hears_just(SPOKE)
    ann.presses("2").hears_just(NO)
    ann.presses(key).hears_just(SAVED)
    assert evening.outcomes() == [outcome]
    assert evening.attempts()[0]["finished_at"] is not None
    assert [entry["data"]["outcome"] for entry in evening.ledger("outcome:set")] == [outcome]


def test_they_declined_and_the_closing_statement_was_read(evening: Evening) -> None:
    ann = talked(evening).hears(SPOKE)
    ann.presses("1").hears_just(YES)
    ann.presses("*").hears_just(SPOKE)
    ann.presses("1").hears_just(YES)
    ann.presses("3").hears_just(CLOSING)
    ann.presses("1").hears_just(SAVED)
    assert evening.outcomes() == ["declined"]
    assert closings(evening) == [True]
    assert [row["outcome"] for row in evening.rows(Outcome)] == ["answered", "declined"]
    assert [entry["data"] for entry in evening.ledger("closing:read")] == [{"read": True}]


def test_a_call_back_is_wanted_and_the_closing_statement_was_not_read(evening: Evening) -> None:
    ann = talked(evening).hears(SPOKE)
    ann.presses("1").hears_just(YES)
    # Wednesday, six in the evening.
    ann.presses("2").hears_just("Later today, press 1. Tomorrow, press 2. Another day, press 3.")
    ann.presses("1").hears_just("Evening, 3.")
    ann.presses("*").hears("Tomorrow, press 2.")
    ann.presses("2").hears_just("Morning, press 1. Afternoon, 2. Evening, 3.")
    ann.presses("2").hears_just("Tomorrow afternoon. To confirm, press 1.")
    ann.presses("1").hears_just(CLOSING)
    ann.presses("2").hears_just(SAVED)
    assert evening.outcomes() == ["call_back"]
    assert [entry["data"] for entry in evening.ledger("call_back:agreed")] == [
        {"day": "2026-11-19", "part": "afternoon"}
    ]
    assert closings(evening) == [False]


def test_no_more_calls_is_confirmed_by_a_key(evening: Evening) -> None:
    ann = talked(evening).hears(SPOKE)
    ann.presses("1").hears_just(YES)
    ann.presses("4").hears_just(OPT_OUT)
    ann.presses("*").hears_just(YES)
    assert evening.rows(OptOut) == []
    ann.presses("4").hears_just(OPT_OUT)
    ann.presses("1").hears_just(SAVED)
    assert len(evening.rows(OptOut)) == 1
    assert evening.outcomes() == ["opted_out"]
    assert len(evening.ledger("optout:made")) == 1


def test_no_more_calls_for_the_contact_alone(evening: Evening) -> None:
    ann = talked(evening, household=True).hears(SPOKE)
    ann.presses("2").hears_just(NO)
    ann.presses("4").hears_just(OPT_OUT)
    ann.presses("*").hears_just(SPOKE)
    keys(ann, "2", "4").hears_just(OPT_OUT)
    ann.presses("1").hears_just(HOUSEHOLD)
    ann.presses("2").hears_just(SAVED)
    assert len(evening.rows(OptOut)) == 1


def test_no_more_calls_for_the_whole_household(evening: Evening) -> None:
    ann = talked(evening, household=True).hears(SPOKE)
    keys(ann, "1", "4", "1").hears_just(HOUSEHOLD)
    ann.presses("1").hears_just(SAVED)
    assert len({row["number_id"] for row in evening.rows(OptOut)}) == 2
    assert [len(entry["data"]["contacts"]) for entry in evening.ledger("optout:household")] == [2]


def test_silence_confirms_no_more_calls_for_the_contact_alone(evening: Evening) -> None:
    ann = talked(evening, household=True).hears(SPOKE)
    keys(ann, "1", "4").hears_just(OPT_OUT)
    ann.says_nothing(8.5).hears_just(HOUSEHOLD)
    ann.says_nothing(8.5).hears_just(SAVED)
    assert len(evening.rows(OptOut)) == 1


def test_a_line_that_drops_before_the_confirmation_has_confirmed(evening: Evening) -> None:
    ann = talked(evening).hears(SPOKE)
    keys(ann, "1", "4").hears_just(OPT_OUT)
    ann.hangs_up()
    assert len(evening.rows(OptOut)) == 1
    assert evening.outcomes() == ["opted_out"]


def test_they_would_like_somebody_to_ring(evening: Evening) -> None:
    ann = surveying(evening)
    keys(ann, "#", "#", "#", "#", "#").hears_just(PASS_ON)
    ann.presses("1").hears_just(CLOSING)
    ann.presses("1").hears_just(SAVED)
    assert [(row["kind"], row["contact_id"]) for row in evening.rows(FollowUp)] == [("pass_on", 1)]
    assert evening.outcomes() == ["answered"]


def test_they_would_not(evening: Evening) -> None:
    ann = surveying(evening)
    keys(ann, "#", "#", "#", "#", "#").hears_just(PASS_ON)
    ann.presses("2").hears_just(CLOSING)
    ann.presses("2").hears_just(SAVED)
    assert evening.rows(FollowUp) == []


def test_after_a_call_there_is_the_next_a_correction_a_break_or_the_end(evening: Evening) -> None:
    ann = talked(evening).hears(SPOKE)
    keys(ann, "2", "3").hears_just(SAVED)
    ann.presses("2").hears("Wrong number. To keep it, press hash.")
    ann.presses("#").hears_just(SAVED)
    ann.presses("3").hears("You're on a break.")
    ann.presses("1").hears("There is nobody to call just now.")
    ann.presses("9").hears_just("Thank you. One call, no surveys completed. Goodbye.")
    assert not ann.is_live


def test_silence_after_a_call_is_a_break(evening: Evening) -> None:
    ann = talked(evening).hears(SPOKE)
    keys(ann, "2", "3").hears("Saved. One call.", NEXT)
    ann.says_nothing(8.5).hears("You're on a break. When you are ready, press 1.")
    assert ann.is_live
