"""What is keyed of a call: its outcome, the survey, the household, and corrections."""

from dataclasses import replace

import pytest

from ivr.effects import (
    ClosingRead,
    Finished,
    OptOut,
    PassOn,
    SaveAnswer,
    SaveOutcome,
)
from ivr.events import Offered
from tests.ivr.line import ANN, BREAK, MARY, NEXT, SPOKE, TOLD, TOM, Line, voter_id

YES = (
    "For survey answers, press 1. For a call back, press 2. If they declined, press 3. "
    "For no more calls, press 4."
)
NO = (
    "For an answering machine or call screening, press 1. If someone else answered, press 2. "
    "For a wrong number, press 3. For no more calls, press 4."
)
CLOSING = "Did you read the closing statement? Yes, press 1. No, press 2."
PASS_ON = "Would they like someone to ring about anything? Yes, press 1. No, press 2."
OPT_OUT = "No more calls to Ann Reed. To confirm, press 1. To go back, press star."
HOUSEHOLD = "The whole household? Yes, press 1. No, press 2."
FIRST = "Question 1 of 5. How well does the council look after Saltmouth? Very badly, 1, to very well, 9."
SECOND = "Question 2 of 5. How likely are they to vote? Certain not to, 1, to certain to, 9."
THIRD = "Question 3 of 5. Voting intention. Enter the code from your sheet."
FOURTH = "Question 4 of 5. What matters to them? Enter a code from your sheet."
FIFTH = "Question 5 of 5. A postal vote form? Yes, press 1. No, press 2."
SAVED = f"Saved. One call. {NEXT}"


def surveying(*others: object) -> Line:
    line = Line()
    line.talked(Offered(ANN, tuple(others)))  # type: ignore[arg-type]  # people
    line.key("1")
    assert line.key("1") == FIRST
    return line


def test_yes_is_saved_at_once() -> None:
    line = Line()
    line.talked()
    assert line.key("1") == YES
    assert line.outcomes == ["answered"]


def test_no_leads_to_why_not_and_star_back() -> None:
    line = Line()
    line.talked()
    assert line.key("2") == NO
    assert line.key("*") == SPOKE


@pytest.mark.parametrize(("key", "outcome"), [("1", "machine"), ("2", "someone_else"), ("3", "wrong_number")])
def test_nobody_spoken_to_is_saved_as_what_it_was(key: str, outcome: str) -> None:
    line = Line()
    line.talked()
    line.key("2")
    assert line.key(key) == SAVED
    assert line.records == [SaveOutcome("a1", outcome), Finished("a1")]


def test_a_refusal_to_talk_is_saved_and_the_closing_statement_asked_for() -> None:
    line = Line()
    line.talked()
    line.key("1")
    assert line.key("3") == CLOSING
    assert line.outcomes == ["declined"]
    assert line.key("2") == SAVED
    assert line.records == [ClosingRead("a1", read=False), Finished("a1")]


@pytest.mark.parametrize("spoke", ["1", "2"])
def test_no_more_calls_is_confirmed_by_a_key(spoke: str) -> None:
    line = Line()
    line.talked()
    line.key(spoke)
    assert line.key("4") == OPT_OUT
    assert line.records == []
    assert line.key("1") == SAVED
    assert line.records == [OptOut("a1", ANN, "contact"), SaveOutcome("a1", "opted_out"), Finished("a1")]


def test_silence_confirms_no_more_calls_for_the_contact_alone() -> None:
    line = Line()
    line.talked(Offered(ANN, (TOM,)))
    line.press("14")
    assert line.wait() == HOUSEHOLD
    assert line.records == [OptOut("a1", ANN, "contact"), SaveOutcome("a1", "opted_out")]
    assert line.wait() == SAVED
    assert line.records == [Finished("a1")]


def test_no_more_calls_to_the_whole_household() -> None:
    line = Line()
    line.talked(Offered(ANN, (TOM,)))
    line.press("141")
    line.key("1")
    assert line.records == [OptOut("a1", ANN, "household"), Finished("a1")]


@pytest.mark.parametrize(("spoke", "heard"), [("1", YES), ("2", SPOKE)])
def test_star_takes_no_more_calls_back(spoke: str, heard: str) -> None:
    line = Line()
    line.talked()
    line.press(spoke + "4")
    assert line.key("*") == heard
    assert line.records == []


def test_each_answer_is_saved_and_said_back_before_the_next_question() -> None:
    line = surveying()
    assert line.key("7") == f"Seven. {SECOND}"
    assert line.records == [SaveAnswer("a1", ANN, "council", "7"), SaveOutcome("a1", "survey_partial")]
    assert line.key("9") == f"Nine. {THIRD}"
    assert line.key("3") == f"Three, undecided. {FOURTH}"
    assert line.key("1") == "One, buses. Another, or hash."
    assert line.key("4") == "Four, health. Another, or hash."
    assert line.answers == [("ann", "issues", "1,4")]
    assert line.key("#") == FIFTH
    assert line.key("1") == f"Yes. {PASS_ON}"
    assert line.outcomes == ["survey_complete"]
    assert line.key("2") == CLOSING
    assert line.key("1") == SAVED
    assert line.records == [ClosingRead("a1", read=True), Finished("a1")]
    assert "one survey completed" in line.key("9")


def test_a_question_is_skipped_with_hash_and_the_survey_is_part_done() -> None:
    line = surveying()
    assert line.key("#") == SECOND
    line.press("5###")
    assert line.state.call
    assert line.state.call.outcome == "survey_partial"


def test_a_survey_without_a_single_answer_stays_a_conversation() -> None:
    line = surveying()
    assert line.press("#####") == PASS_ON
    assert line.state.call
    assert line.state.call.outcome == "answered"


def test_star_goes_to_the_question_before_and_the_new_answer_counts() -> None:
    line = surveying()
    line.key("7")
    assert line.key("*") == FIRST
    line.key("8")
    assert line.answers == [("ann", "council", "8")]
    assert line.state.call
    assert line.state.call.answers == (("council", "8"),)


def test_star_at_the_first_question_leads_back_to_the_outcome() -> None:
    assert surveying().key("*") == YES


def test_0_repeats_a_scale_and_reads_the_list_of_a_choice() -> None:
    line = surveying()
    assert line.key("0") == FIRST
    line.press("##")
    heard = line.key("0")
    assert heard.startswith("1, Harbour Party. 2, Hill Party. 3, undecided.")
    assert heard.endswith(THIRD)


def test_a_code_that_is_not_on_the_sheet_is_an_error() -> None:
    line = surveying()
    line.press("##")
    assert line.key("9") == f"Sorry. {THIRD}"
    assert line.key("8") == "Sorry. Enter the code from your sheet."
    assert line.wait() == f"{TOLD} {BREAK}"
    assert line.key("1") == THIRD


def test_a_code_keyed_twice_counts_once() -> None:
    line = surveying()
    line.press("###11")
    assert line.answers == [("ann", "issues", "1")]


def test_going_back_to_several_answers_begins_them_anew() -> None:
    line = surveying()
    line.press("###12#")
    assert line.key("*") == FOURTH
    line.key("5")
    assert line.answers == [("ann", "issues", "5")]


def test_the_others_of_the_household_are_offered_after_a_survey() -> None:
    line = surveying(TOM, MARY)
    heard = line.press("#####")
    assert heard == (
        "If they gave answers: For Tom Reed, press 1. For Mary Reed, press 2. For nobody listed, press hash."
    )
    assert line.key("2") == FIRST
    line.key("6")
    assert line.answers == [("mary", "council", "6")]
    assert "For Mary" not in line.press("####")
    assert line.key("#") == PASS_ON
    assert line.key("1") == CLOSING
    assert line.records == [PassOn("a1", MARY)]


def test_nobody_of_a_household_is_asked_twice() -> None:
    line = surveying(TOM, MARY)
    line.press("#####1")
    assert "For Mary Reed, press 1. For nobody" in line.press("#####")
    line.press("1")
    assert line.press("#####") == PASS_ON


def test_someone_else_who_answered_gives_answers_of_their_own() -> None:
    line = Line()
    line.talked(Offered(ANN, (TOM,)))
    line.key("2")
    assert line.key("2") == "If they gave answers: For Tom Reed, press 1. For nobody listed, press hash."
    assert line.key("1") == FIRST
    line.press("75")
    line.press("311")
    assert line.press("#1") == f"Yes. {PASS_ON}"
    assert line.outcomes == [], "the contact themselves was not reached"
    line.press("21")
    assert "one survey completed" in line.key("9")


def test_nobody_listed_gave_answers() -> None:
    line = Line()
    line.talked(Offered(ANN, (TOM,)))
    line.press("22")
    assert line.key("#") == SAVED


def test_a_call_is_corrected_outcome_first_and_then_each_answer() -> None:
    line = surveying()
    line.press("7####")
    line.press("21")
    keep = "To keep it, press hash. To change it,"
    assert line.key("2") == f"Survey part done. {keep} press 1."
    assert line.key("#") == f"Question 1, seven. {keep} enter the new answer."
    assert line.key("8") == f"Eight. Question 2, no answer. {keep} enter the new answer."
    assert line.answers == [("ann", "council", "8")]
    assert line.key("*") == f"Question 1, eight. {keep} enter the new answer."
    assert line.press("####") == f"Question 5, no answer. {keep} enter the new answer."
    assert line.key("#") == f"Saved. One call. {NEXT}"


def test_a_corrected_outcome_is_saved_and_the_call_is_not_counted_twice() -> None:
    line = Line()
    line.called().ends("no_answer")
    assert line.key("2") == "No answer. To keep it, press hash. To change it, press 1."
    assert line.key("1") == SPOKE
    line.press("13")
    assert line.key("2") == f"Saved. One call. {NEXT}"
    line.key("2")
    assert line.key("#") == f"Saved. One call. {NEXT}"


def test_a_survey_that_a_correction_completes_counts() -> None:
    line = surveying()
    line.press("753#1")
    line.press("21")
    line.press("2###")
    line.press("#2")
    assert line.outcomes == ["survey_complete"]
    assert line.state.surveys == 1


def test_a_flow_without_questions_goes_straight_on() -> None:
    line = Line(flow=replace(voter_id(), questions=()))
    line.talked()
    line.key("1")
    assert line.key("1") == PASS_ON
