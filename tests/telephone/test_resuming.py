"""Cut off anywhere, a volunteer rings again and finishes what was not finished; what was keyed is kept."""

import pytest

from store.models import Answer, OptOut
from tests.telephone.calls import ANN, MARY
from tests.telephone.evening import Evening
from tests.telephone.handset import Telephone
from tests.telephone.sheet import (
    CLOSING,
    HOUSEHOLD,
    INTENTION,
    LIKELY,
    NEXT,
    SPOKE,
    YES,
    keys,
    signs_in,
    surveying,
    talked,
)

LEFT = "Your call to Mary Hughes was not finished. To finish it, press 1. To leave it, press 2."
CAMPAIGN = "Saltmouth voters. To start, press 1."


def cut_off(evening: Evening, ann: Telephone) -> Telephone:
    """Ann's line drops; soon afterwards she rings in and is asked about her call."""
    ann.hangs_up()
    evening.passes(1)
    assert evening.attempts()[0]["finished_at"] is None
    return signs_in(evening).hears_just(LEFT)


def test_cut_off_while_they_talk(evening: Evening) -> None:
    evening.volunteer("Ann Price", ANN)
    evening.contact("Mary Hughes", MARY)
    ann = signs_in(evening).presses("1").hears("Next, Mary Hughes").presses("1").hears("Ringing.")
    mary = evening.telephone(MARY).answers()
    evening.passes(20)
    ann.hangs_up()
    assert not mary.is_live
    assert evening.attempts()[0]["hung_up_by"] == "volunteer"
    again = signs_in(evening).hears_just(LEFT)
    assert [entry["attempt_id"] for entry in evening.ledger("session:resumed")] == [
        evening.attempts()[0]["id"]
    ]
    again.presses("1").hears_just(SPOKE)
    keys(again, "1", "3", "1").hears(f"Saved. One call. {NEXT}")
    assert evening.outcomes() == ["declined"]


def test_cut_off_before_the_outcome(evening: Evening) -> None:
    ann = talked(evening).hears(SPOKE)
    again = cut_off(evening, ann)
    again.presses("1").hears("Did you speak to Mary Hughes?")
    keys(again, "2", "1").hears(f"Saved. One call. {NEXT}")
    assert evening.outcomes() == ["machine"]


def test_cut_off_after_yes(evening: Evening) -> None:
    ann = talked(evening).hears(SPOKE)
    ann.presses("1").hears_just(YES)
    again = cut_off(evening, ann)
    again.presses("1").hears_just(YES)


def test_cut_off_in_the_survey_it_goes_on_at_the_first_question_without_an_answer(evening: Evening) -> None:
    ann = surveying(evening)
    ann.presses("7").hears_just(f"Seven. {LIKELY}")
    ann.presses("9").hears_just(f"Nine. {INTENTION}")
    again = cut_off(evening, ann)
    again.presses("1").hears_just(INTENTION)
    keys(again, "3", "#", "1", "2", "1").hears(f"Saved. One call. {NEXT}")
    assert [row["question"] for row in evening.rows(Answer)] == [
        "council",
        "likely_to_vote",
        "voting_intention",
        "postal_vote",
    ]
    assert evening.outcomes() == ["survey_partial"]


def test_cut_off_at_the_closing_statement(evening: Evening) -> None:
    ann = talked(evening).hears(SPOKE)
    keys(ann, "1", "3").hears_just(CLOSING)
    again = cut_off(evening, ann)
    again.presses("1").hears(f"Saved. One call. {NEXT}")
    assert evening.outcomes() == ["declined"]


def test_cut_off_after_an_opt_out_the_household_is_still_asked_about(evening: Evening) -> None:
    ann = talked(evening, household=True).hears(SPOKE)
    keys(ann, "1", "4", "1").hears_just(HOUSEHOLD)
    ann.hangs_up()
    assert len(evening.rows(OptOut)) == 1


def test_a_call_that_is_left_is_not_asked_about_again(evening: Evening) -> None:
    ann = surveying(evening)
    ann.presses("7").hears_just(f"Seven. {LIKELY}")
    again = cut_off(evening, ann)
    again.presses("2").hears(CAMPAIGN)
    assert evening.outcomes() == ["survey_partial"]
    assert [row["value"] for row in evening.rows(Answer)] == ["7"]
    again.hangs_up()
    signs_in(evening).hears(CAMPAIGN).does_not_hear("not finished")


def test_star_leaves_it_for_later(evening: Evening) -> None:
    ann = talked(evening).hears(SPOKE)
    again = cut_off(evening, ann)
    again.presses("*").hears(CAMPAIGN)
    again.hangs_up()
    signs_in(evening).hears_just(LEFT)


@pytest.mark.parametrize("key", ["1", "2"])
def test_after_closing_time_an_unfinished_call_can_be_finished_or_left(evening: Evening, key: str) -> None:
    ann = talked(evening).hears(SPOKE)
    ann.hangs_up()
    evening.becomes(evening.now().replace(hour=21))
    again = evening.rings_in(ANN).hears("Lines open from nine until quarter to nine in the evening.")
    again.presses("4826").hears_just(LEFT)
    again.presses(key)
    if key == "1":
        keys(again, "2", "3").hears("Saved. One call. To correct your call to Mary Hughes, press 2.")
    else:
        again.hears("To finish, press 9.")
    assert evening.outcomes() == ["wrong_number" if key == "1" else "dropped"]
