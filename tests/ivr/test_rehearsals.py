"""Rehearsals that stand beside a flow: the shipped ones hold, and one that does not hold names its line."""

import pytest

from ivr.flows import LINE, rehearsals_of, shipped_names, text_of
from ivr.load import load, shipped
from ivr.rehearse import Missed, names, rehearse

SHIPPED = [name for name in shipped_names() if name != LINE]
START = "- ring in, pin, 1, 1, contact answers, star, 1"


def missed(*lines: str) -> list[tuple[int, str]]:
    return [
        (one.line, one.message) for one in rehearse(shipped("voter-id"), "\n".join(["## A call", *lines]))
    ]


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_flow_has_rehearsals_that_hold(name: str) -> None:
    assert len(names(rehearsals_of(name))) >= 4
    assert rehearse(load(text_of(name), name), rehearsals_of(name)) == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('- expect "Goodbye"', "“Goodbye” is not heard, but: “For survey answers, press 1."),
        ("- expect outcome busy", "the outcome is not busy, but answered."),
        ("- 1, 7, expect answer council = 8", "the answer to council is not 8, but 7."),
        ("- expect answer council = 8", "the answer to council is not 8, but none."),
        ("- expect no more calls", "“no more calls” did not happen here."),
        ("- expect a miracle", "“a miracle” is nothing that can be expected."),
        ("- contact answrs", '“contact answrs” is nothing that can happen. Did you mean "contact answers"?'),
    ],
)
def test_what_goes_otherwise_is_told_with_its_line(line: str, message: str) -> None:
    found = missed(START, "A remark.", line)
    assert [number for number, _message in found] == [4]
    assert found[0][1].startswith(message)


def test_a_rehearsal_of_nothing_is_told() -> None:
    assert missed()[0][1].startswith("nothing happens in it")


def test_each_rehearsal_is_told_of_once_and_the_others_go_on() -> None:
    text = '## One\n- ring in, expect "x", expect "y"\n## Two\n- ring in, expect "Hello"\n## Three\n- jump'
    assert [one.rehearsal for one in rehearse(shipped("voter-id"), text)] == ["One", "Three"]
    assert isinstance(rehearse(shipped("voter-id"), text)[0], Missed)


@pytest.mark.parametrize(
    "lines",
    [
        ['- ring in, wrong pin, expect "That didn\'t match."', '- pin, expect "Saltmouth voters."'],
        ['- ring in as a stranger, 123456, pin, expect "Saltmouth voters."'],
        ['- ring in after closing time, expect "Lines open from nine", pin, expect "To finish, press 9."'],
        ['- we ring, expect "If you are expecting our call", nothing, nothing, expect goodbye'],
        ['- ring in, pin, nobody to call, 1, expect "There is nobody to call just now."'],
        ['- ring in, pin, 1, refused opted_out, 1, expect "We can\'t call Ann Reed just now."'],
        ["- ring in, pin, 1, 1, fax, expect outcome machine"],
        ['- ring in, pin, 1, 1, no news, expect "Sorry, we lost that call."'],
        ['- ring in, pin, 1, 1, contact answers, hash, star, expect "Did you speak to Ann Reed?"'],
    ],
)
def test_all_that_a_rehearsal_can_say_happens(lines: list[str]) -> None:
    assert missed(*lines) == []
