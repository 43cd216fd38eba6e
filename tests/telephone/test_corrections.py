"""Correcting the last call: what was keyed is read back, kept or changed, and the old value stays on record."""

from store.models import Answer, Outcome
from tests.telephone.evening import Evening
from tests.telephone.sheet import CLOSING, KEEP, PASS_ON, SAVED, SPOKE, YES, keys, surveying, talked

ANSWER = f"{KEEP} enter the new answer."
OUTCOME = f"{KEEP} press 1."


def test_an_answer_is_corrected_and_the_old_one_stays_on_record(evening: Evening) -> None:
    ann = surveying(evening)
    keys(ann, "7", "9", "3", "1", "#", "1", "2", "1").hears_just(SAVED)
    ann.presses("2").hears_just(f"Survey completed. {OUTCOME}")
    ann.presses("#").hears_just(f"Question 1, seven. {ANSWER}")
    ann.presses("*").hears_just(f"Survey completed. {OUTCOME}")
    ann.presses("#").hears_just(f"Question 1, seven. {ANSWER}")
    ann.presses("2").hears_just(f"Two. Question 2, nine. {ANSWER}")
    ann.presses("#").hears_just(f"Question 3, three, undecided. {ANSWER}")
    ann.presses("#").hears_just(f"Question 4, one, buses. {ANSWER}")
    ann.presses("3").hears_just("Three, the sea wall. Another, or hash.")
    ann.presses("#").hears_just(f"Question 5, yes. {ANSWER}")
    ann.presses("#").hears_just(SAVED)
    rows = [(row["question"], row["value"], row["superseded_at"] is None) for row in evening.rows(Answer)]
    assert rows[:2] == [("council", "7", False), ("likely_to_vote", "9", True)]
    assert rows[-2:] == [("council", "2", True), ("issues", "3", True)]
    corrected = evening.ledger("answer:corrected")
    assert [entry["data"]["question"] for entry in corrected] == ["council", "issues"]
    ann.presses("9").hears_just("Thank you. One call, one survey completed. Goodbye.")


def test_an_outcome_is_corrected_and_the_old_one_stays_on_record(evening: Evening) -> None:
    ann = talked(evening).hears(SPOKE)
    keys(ann, "2", "3").hears_just(SAVED)
    ann.presses("2").hears_just(f"Wrong number. {OUTCOME}")
    ann.presses("1").hears_just(SPOKE)
    ann.presses("1").hears_just(YES)
    ann.presses("3").hears_just(CLOSING)
    ann.presses("1").hears_just(SAVED)
    assert evening.outcomes() == ["declined"]
    outcomes = [(row["outcome"], row["superseded_at"] is None) for row in evening.rows(Outcome)]
    assert outcomes == [("wrong_number", False), ("answered", False), ("declined", True)]
    assert len(evening.ledger("outcome:corrected")) == 2


def test_a_correction_that_is_thought_better_of_changes_nothing(evening: Evening) -> None:
    ann = talked(evening).hears(SPOKE)
    keys(ann, "2", "3", "2").hears_just(f"Wrong number. {OUTCOME}")
    ann.presses("*").hears_just(SAVED)
    assert evening.outcomes() == ["wrong_number"]
    assert len(evening.rows(Outcome)) == 1


def test_a_survey_that_was_missed_is_keyed_after_all(evening: Evening) -> None:
    ann = talked(evening).hears(SPOKE)
    keys(ann, "1", "3", "1", "2").hears_just(f"They declined. {OUTCOME}")
    keys(ann, "1", "1", "1").hears("Question 1 of 5.")
    keys(ann, "4", "#", "#", "#", "#").hears_just(PASS_ON)
    keys(ann, "2", "1").hears_just(SAVED)
    assert evening.outcomes() == ["survey_partial"]


def test_the_last_call_can_be_corrected_on_another_call_that_day(evening: Evening) -> None:
    ann = surveying(evening)
    keys(ann, "7", "#", "#", "#", "#", "2", "1").hears_just(SAVED)
    ann.presses("9").hears("Goodbye.")
    later = evening.now().replace(hour=21)
    evening.becomes(later)
    again = evening.rings_in().hears("Lines open from nine until quarter to nine in the evening.")
    again.presses("4826").hears_just(
        "To correct your call to Mary Hughes, press 2. For no more calls to Mary Hughes, press 3. "
        "To finish, press 9."
    )
    again.presses("2").hears_just(f"Survey part done. {OUTCOME}")
    again.presses("#").hears_just(f"Question 1, seven. {ANSWER}")
    again.presses("8").hears(f"Eight. Question 2, no answer. {ANSWER}")
    keys(again, "#", "#", "#", "#").hears_just(
        "Saved. No calls. To correct your call to Mary Hughes, press 2. "
        "For no more calls to Mary Hughes, press 3. To finish, press 9."
    )
    assert [row["value"] for row in evening.rows(Answer)] == ["7", "8"]
