"""How faults are told to staff: the words at fault, questions counted from one, and a remedy that can be followed."""

import pytest

from ivr.examine import examine
from ivr.load import Problem, load, read
from ivr.warn import warn
from tests.ivr.test_broken_flows import GOOD, laid

PARTY = '[[questions]]\nid = "party"\nkind = "choice"\nen = "Which?"\ncy = "Pa un?"\n'


def told(text: str) -> list[str]:
    return [str(one) for one in examine(text, "small.toml").of("error")]


def test_the_words_at_fault_are_told_where_nothing_else_names_them() -> None:
    problem = Problem(
        "small.toml", 3, "steps.campaign.keys.1.en", "Press 1 to start.", "turn it round.", "warning"
    )
    assert str(problem) == (
        "small.toml:3: warning: steps.campaign.keys.1.en: turn it round. (“Press 1 to start.”)"
    )


def test_words_that_the_message_or_the_place_holds_are_not_said_again() -> None:
    assert (
        str(Problem("small.toml", 3, "steps.trap", "trap", "no way out."))
        == "small.toml:3: steps.trap: no way out."
    )
    assert "(“" not in str(Problem("small.toml", 3, "roles.help", "halp", 'there is no step "halp".'))


def test_long_words_are_cut_short() -> None:
    assert len(str(Problem("small.toml", 3, "", "very " * 90, "too long."))) < 200


def test_questions_are_counted_from_one() -> None:
    (fault,) = told(laid(GOOD, PARTY.replace('"choice"', '"choise"')))
    assert fault.startswith(
        'small.toml:21: question 2, kind: there is no "choise" here. Did you mean "choice"?'
    )


def test_a_list_of_options_is_told_how_a_table_of_them_looks_and_that_can_be_followed() -> None:
    (fault,) = told(laid(GOOD, f'{PARTY}options = ["Harbour", "Hill"]'))
    assert '[questions.options], and under it 1 = { en = "…", cy = "…" }.' in fault
    followed = load(laid(GOOD, f'{PARTY}[questions.options]\n1 = {{ en = "Harbour", cy = "Harbwr" }}'))
    assert followed.questions[1].options == {"1": {"en": "Harbour", "cy": "Harbwr"}}


def test_a_heading_is_told_as_it_is_written() -> None:
    (fault,) = told(laid(GOOD, f'{PARTY}options = "Harbour"'))
    assert 'this has to be a table, [questions.options], such as options = { en = "…" }.' in fault
    assert "[title]" in told(GOOD.replace('{ en = "Small", cy = "Bach" }', '"Small"'))[0]


def test_an_earlier_question_without_an_id_is_not_offered_by_it() -> None:
    faults = told(
        laid(GOOD.replace('id = "mood"\n', ""), f'{PARTY.replace("choice", "yes_no")}when = {{ mod = "1" }}')
    )
    assert not any("Known: ." in one for one in faults)


def test_an_empty_flow_is_told_what_to_add_and_no_list_of_all_sentences() -> None:
    faults = told("")
    assert any("the script has no introduction: add [script.introduction]" in one for one in faults)
    assert max(map(len, faults)) < 200


def test_of_many_names_the_nearest_few_are_told() -> None:
    (fault,) = told(laid(GOOD, '[steps.script]\nsay = ["xyzzy", "script.closing"]'))
    assert fault.count(",") < 8
    assert "more." in fault


@pytest.mark.parametrize(
    ("patch", "message"),
    [
        ("[steps.campaign]\nwait = 3600", "this has to be 60 or less"),
        ("[steps.break]\nturns = 100000", "this has to be 60 or less"),
        (
            f'{PARTY}options = {{ 1 = {{ en = "Hill", cy = "A" }}, 2 = {{ en = "hill", cy = "B" }} }}',
            "codes 1 and 2 have one label",
        ),
    ],
)
def test_what_nobody_could_use_is_a_fault(patch: str, message: str) -> None:
    (fault,) = told(laid(GOOD, patch))
    assert message in fault


def test_a_call_that_is_too_long_is_told_by_a_few_of_its_questions_at_what_takes_longest() -> None:
    asked = "".join(
        f'[[questions]]\nid = "q{n}"\nkind = "yes_no"\nen = "Question {n}?"\ncy = "Cwestiwn {n}?"\n'
        for n in range(99)
    ).replace("Question 7?", "And now we come to question seven?")
    made = read(laid(GOOD, asked))
    (warned,) = made.problems(warn(made.flow))
    assert "(en; 100 questions)" in warned.message
    assert (
        "The longest way: mood (10 s), q0 (9 s), q1 (9 s), q2 (9 s), q3 (9 s) and 95 more. The script"
        in warned.message
    )
    assert (warned.words, warned.where) == ("And now we come to question seven?", "question 9, en")
