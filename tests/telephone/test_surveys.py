"""The questions: each kind answered, skipped, gone back to and repeated; and the others of the household."""

from typing import Any

from store.models import Answer
from tests.telephone.evening import Evening
from tests.telephone.sheet import (
    COUNCIL,
    INTENTION,
    LIKELY,
    MATTERS,
    NO,
    PASS_ON,
    POSTAL,
    SAVED,
    SPOKE,
    YES,
    keys,
    surveying,
    talked,
)

MEMBERS = "If they gave answers: for Tom, press 1. For nobody listed, press hash."
CODES = (
    "1, Harbour Party. 2, Hill Party. 3, undecided. 4, Vale Party. 5, another party. "
    "6, won't vote. 7, won't say."
)


def answers(evening: Evening, contact: int = 1) -> dict[str, Any]:
    """The answers of a contact that are in force."""
    rows = evening.rows(Answer)
    return {
        row["question"]: row["value"]
        for row in rows
        if row["contact_id"] == contact and row["superseded_at"] is None
    }


def test_a_whole_survey_with_each_answer_said_back(evening: Evening) -> None:
    ann = surveying(evening)
    ann.presses("7").hears_just(f"Seven. {LIKELY}")
    ann.presses("9").hears_just(f"Nine. {INTENTION}")
    ann.presses("3").hears_just(f"Three, undecided. {MATTERS}")
    ann.presses("1").hears_just("One, buses. Another, or hash.")
    ann.presses("4").hears_just("Four, health. Another, or hash.")
    ann.presses("#").hears_just(POSTAL)
    ann.presses("1").hears_just(f"Yes. {PASS_ON}")
    keys(ann, "2", "1").hears_just(SAVED)
    ann.presses("9").hears_just("Thank you. One call, one survey completed. Goodbye.")
    assert answers(evening) == {
        "council": "7",
        "likely_to_vote": "9",
        "voting_intention": "3",
        "issues": "1,4",
        "postal_vote": "yes",
    }
    assert evening.outcomes() == ["survey_complete"]
    given = evening.ledger("answer:given")
    assert {entry["data"]["question"] for entry in given} == set(answers(evening))
    assert "undecided" not in str(given), "values are kept as commitments"


def test_hash_skips_star_goes_back_and_0_repeats(evening: Evening) -> None:
    ann = surveying(evening)
    ann.presses("0").hears_just(COUNCIL)
    ann.presses("#").hears_just(LIKELY)
    ann.presses("*").hears_just(COUNCIL)
    ann.presses("*").hears_just(YES)
    ann.presses("1").hears_just(COUNCIL)
    ann.presses("5").hears_just(f"Five. {LIKELY}")
    ann.presses("*").hears_just(COUNCIL)
    ann.presses("6").hears_just(f"Six. {LIKELY}")
    keys(ann, "#").hears_just(INTENTION)
    ann.presses("0").hears_just(f"{CODES} {INTENTION}")
    ann.presses("#").hears_just(MATTERS)
    ann.presses("0").hears_just(f"1, buses. 2, housing. 3, the sea wall. 4, health. 5, schools. {MATTERS}")
    ann.presses("#").hears_just(POSTAL)
    ann.presses("0").hears_just(POSTAL)
    ann.presses("2").hears_just(f"No. {PASS_ON}")
    keys(ann, "2", "1").hears_just(SAVED)
    assert answers(evening) == {"council": "6", "postal_vote": "no"}
    assert evening.outcomes() == ["survey_partial"]
    old = [row["value"] for row in evening.rows(Answer) if row["superseded_at"] is not None]
    assert old == ["5"], "the old answer stays on record"


def test_a_code_that_is_not_on_the_sheet_is_asked_for_again(evening: Evening) -> None:
    ann = surveying(evening)
    keys(ann, "#", "#").hears_just(INTENTION)
    ann.presses("9").hears_just(f"Sorry. {INTENTION}")
    ann.presses("8").hears_just("Sorry. Enter the code from your sheet.")
    ann.presses("2").hears_just(f"Two, Hill Party. {MATTERS}")


def test_after_a_survey_the_others_of_the_household_may_answer_too(evening: Evening) -> None:
    ann = surveying(evening, household=True)
    keys(ann, "5", "5", "1", "1", "#", "1").hears_just(f"Yes. {MEMBERS}")
    ann.presses("1").hears_just(COUNCIL)
    ann.presses("*").hears_just(MEMBERS)
    ann.presses("1").hears_just(COUNCIL)
    keys(ann, "3", "#", "#", "#", "#").hears_just(PASS_ON)
    keys(ann, "2", "1").hears_just(SAVED)
    assert answers(evening)["council"] == "5"
    assert answers(evening, 2) == {"council": "3"}
    assert evening.outcomes() == ["survey_complete"], "Mary's own survey is whole; Tom's is not hers"


def test_someone_else_answered_and_gave_answers(evening: Evening) -> None:
    ann = talked(evening, household=True).hears(SPOKE)
    ann.presses("2").hears_just(NO)
    ann.presses("2").hears_just(MEMBERS)
    ann.presses("1").hears_just(COUNCIL)
    keys(ann, "8", "#", "#", "#", "#").hears_just(PASS_ON)
    keys(ann, "2", "1").hears_just(SAVED)
    assert answers(evening) == {}
    assert answers(evening, 2) == {"council": "8"}
    assert evening.outcomes() == ["someone_else"]


def test_someone_else_answered_and_gave_none(evening: Evening) -> None:
    ann = talked(evening, household=True).hears(SPOKE)
    keys(ann, "2", "2").hears_just(MEMBERS)
    ann.presses("#").hears_just(SAVED)
    assert evening.outcomes() == ["someone_else"]
