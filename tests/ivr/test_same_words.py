"""A question's id keeps its meaning: slips of the pen may be mended, and nothing may be turned into its opposite."""

import pytest

from ivr.load import load
from ivr.meanings import reused
from ivr.same_words import same_label, same_question
from tests.ivr.test_broken_flows import GOOD

HOURS = '[[questions]]\nid = "hours"\nkind = "number"\nen = "How many hours?"\ncy = "Sawl awr?"\nmost = 40\n'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Habour Party", "Harbour Party"),
        ("Harbuor", "Harbour"),
        ("Harbou", "Harbour"),
        ("Harbiur", "Harbour"),
        ("bus", "buses"),
        ("call back", "Callback"),
        ("sea wall", "the sea wall"),
        ("won't say", "won’t say"),
    ],
)
def test_a_label_may_be_mended(before: str, after: str) -> None:
    assert same_label(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Harbour Party", "Hill Party"),
        ("undecided", "decided"),
        ("likely", "unlikely"),
        ("likely", "very likely"),
        ("will vote", "won't vote"),
        ("Ward 1", "Ward 2"),
        ("employee", "employer"),
        ("eight", "eighty"),
        ("form", "from"),
        ("A", "B"),
    ],
)
def test_a_label_of_something_else_is_another(before: str, after: str) -> None:
    assert not same_label(before, after, ("one", "eight"))


@pytest.mark.parametrize("after", ["Will they vote today?", "Will they vote or not?", "WILL they vote?"])
def test_a_question_may_be_put_more_clearly(after: str) -> None:
    assert same_question("Will they vote?", after)


@pytest.mark.parametrize(
    "after",
    ["Will they not vote?", "Won’t they vote?", "Will they never vote?", "Who drives them to the poll?"],
)
def test_a_question_may_not_be_turned_round(after: str) -> None:
    assert not same_question("Will they vote?", after)


def test_a_word_may_not_be_turned_into_its_opposite() -> None:
    assert not same_question("Are they likely to vote?", "Are they unlikely to vote?")
    assert not same_question("Ydyn nhw am bleidleisio?", "Ydyn nhw ddim am bleidleisio?")


@pytest.mark.parametrize("bounds", ["most = 50", "least = 1\nmost = 40"])
def test_other_bounds_are_another_meaning(bounds: str) -> None:
    before, after = load(GOOD + HOURS), load(GOOD + HOURS.replace("most = 40", bounds))
    (fault,) = reused(after, [before])
    assert "it took 0 to 40, it takes" in fault.message
    assert list(reused(before, [before])) == []
