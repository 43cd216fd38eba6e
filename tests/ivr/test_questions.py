"""Questions that depend on an answer, numbers, and help, as they are heard."""

import pytest

from ivr.effects import SaveAnswer
from ivr.load import FlowError, load
from tests.ivr.line import Line

HEAD = """
id = "small"
title.en = "Small"
languages = ["en"]
script.introduction.en = "I am ringing for {organisation}."
script.closing.en = "Thank you. We keep your answers."
"""
BRANCHES = (
    HEAD
    + """
[[questions]]
id = "intention"
kind = "choice"
en = "Voting intention."
help.en = "Read the list as it stands."
options.1.en = "Harbour Party"
options.3.en = "undecided"
[[questions]]
id = "lean"
kind = "yes_no"
en = "Do they lean to a party?"
when = { intention = "undecided" }
[[questions]]
id = "age"
kind = "number"
en = "How old are they?"
most = 120
"""
)


def surveyed(flow: str = BRANCHES) -> Line:
    """A line that is asked the first question."""
    line = Line(load(flow))
    line.talked()
    line.press("11")
    return line


def test_a_question_is_asked_where_an_earlier_answer_calls_for_it() -> None:
    line = surveyed()
    assert line.key("3").startswith("Three, undecided. Question 2 of 3. Do they lean to a party?")


def test_a_question_is_passed_over_where_nothing_calls_for_it() -> None:
    line = surveyed()
    assert line.key("1").startswith("One, Harbour Party. Question 2 of 2. How old are they?")
    assert line.key("*").startswith("Question 1 of 2.")


def test_a_survey_is_complete_without_the_questions_that_were_not_asked() -> None:
    line = surveyed()
    line.key("1")
    line.key("42#")
    assert line.outcomes == ["survey_complete"]


def test_an_answer_that_is_changed_takes_back_what_depended_on_it() -> None:
    line = surveyed()
    line.press("31**")
    line.key("1")
    assert [one for one in line.answers if one[1] == "lean"] == [("ann", "lean", None)]
    assert SaveAnswer("a1", line.state.call.contact, "lean", None) in line.effects  # type: ignore[union-attr]


@pytest.mark.parametrize(("keys", "kept"), [("42#", "42"), ("007", "7"), ("0#", "0"), ("120", "120")])
def test_a_number_ends_with_hash_or_with_its_last_figure(keys: str, kept: str) -> None:
    line = surveyed()
    line.key("1")
    line.key(keys)
    assert line.answers == [("ann", "age", kept)]


@pytest.mark.parametrize("keys", ["121", "1*", "#1"])
def test_what_is_no_number_in_bounds_is_asked_again(keys: str) -> None:
    line = surveyed()
    line.key("1")
    assert line.key(keys).startswith("Sorry. Question 2 of 2. How old are they?")


def test_a_number_is_skipped_with_hash_alone() -> None:
    line = surveyed()
    line.key("1")
    assert line.key("#").startswith("Would they like someone to ring")


def test_help_is_said_before_the_list() -> None:
    assert (
        surveyed()
        .key("0")
        .startswith("Read the list as it stands. 1, Harbour Party. 3, undecided. Question 1")
    )


def test_a_flow_may_speak_one_language_alone() -> None:
    assert load(BRANCHES).languages == ("en",)


@pytest.mark.parametrize(
    ("when", "message"),
    [
        ('{ intenton = "1" }', 'no question before this one is called "intenton". Did you mean "intention"?'),
        ('{ lean = "yes" }', 'no question before this one is called "lean"'),
        ('{ intention = "undecide" }', '"undecide" is no answer to "intention". Did you mean "undecided"?'),
        ("{ intention = [1, 4] }", '"4" is no answer to "intention"'),
        ('{ intention = "1", lean = "yes" }', "when names one earlier question"),
    ],
)
def test_a_condition_that_cannot_hold_is_refused(when: str, message: str) -> None:
    text = BRANCHES.replace('{ intention = "undecided" }', when)
    with pytest.raises(FlowError) as refused:
        load(text)
    assert any(message in one.message for one in refused.value.problems), str(refused.value)
    line = text.splitlines().index(f"when = {when}") + 1
    assert line in {one.line for one in refused.value.problems}
