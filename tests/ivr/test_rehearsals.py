"""Rehearsals that stand beside a flow: the shipped ones hold, and one that does not hold names its line."""

import pytest

from bridge.publishing import rehearsed
from ivr.flows import LINE, rehearsals_of, shipped_names, text_of
from ivr.load import load, shipped
from ivr.rehearsal_file import Missed, names
from ivr.rehearse import RECORDS
from ivr.rehearsed_line import ACTS
from tests.house.tree import ROOT

SHIPPED = [name for name in shipped_names() if name != LINE]
START = "- ring in, pin, 1, 1, contact answers, star, 1"


def missed(*lines: str) -> list[tuple[int, str]]:
    return [
        (one.line, one.message) for one in rehearsed(shipped("voter-id"), "\n".join(["## A call", *lines]))
    ]


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_flow_has_rehearsals_that_hold(name: str) -> None:
    assert len(names(rehearsals_of(name))) >= 4
    assert rehearsed(load(text_of(name), name), rehearsals_of(name)) == []


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
    assert [one.rehearsal for one in rehearsed(shipped("voter-id"), text)] == ["One", "Three"]
    assert isinstance(rehearsed(shipped("voter-id"), text)[0], Missed)


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
        ['- ring in, pin, 1, 1, contact answers, star, expect "Did you speak to Ann Reed?"'],
        ['- nobody to call, ring in, pin, 1, expect "There is nobody to call just now."'],
        ["- ring in, pin, 9, expect goodbye", '- ring back, expect "This is Harbour Party."'],
        [
            '- ring in, hang up, ring in in cy, expect "Helo Jo"',
            '- hang up, we ring, expect "Harbour Party sydd yma."',
        ],
    ],
)
def test_all_that_a_rehearsal_can_say_happens(lines: list[str]) -> None:
    assert missed(*lines) == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("contact answers, 5, 5, engaged, hash", "nobody is on the line: begin with “ring in”"),
        ("7", "nobody is on the line"),
        ("ring in, hang up, 7", "nobody is on the line"),
        ("ring in, hang up, contact answers", "nobody is on the line"),
        ("ring in, hang up, hang up", "nobody is on the line"),
        ("ring in, pin, 9, expect goodbye, star", "nobody is on the line"),
        ("ring in, ring in", "somebody is on the line already: “hang up” comes first."),
        ("ring in, we ring", "somebody is on the line already"),
        ("ring in, pin, contact answers", "nobody's telephone rings here"),
        ("ring in, pin, 1, 1, contact hangs up", "nobody talks here: “contact answers” comes first."),
        ("ring in, pin, 1, 1, contact answers, engaged", "nobody's telephone rings here"),
        ("ring in, pin, 1, 1, contact answers, contact answers", "nobody's telephone rings here"),
        ("ring in, pin, 1, 1, no answer, answering machine", "there is no call here"),
        ("ring in, pin, 1, 1, contact answers, 7", "during a call no key reaches the service but star"),
        ("ring in, pin, 1, 1, nothing", "during a call no key reaches the service but star"),
        ("ring in, pin, pin", "no PIN is asked for here"),
        ("ring in, pin, 1, refused nonsense_reason, 1", "the rules never refuse for “nonsense_reason”."),
        ("ring in, pin, 1, refused opted_ot, 1", 'Did you mean "opted_out"?'),
        ("ring in, pin, 1, 1, contact answers, no times, star", "“no times” never comes about"),
        ("closing time, ring in, pin", "“closing time” never comes about"),
        ("ring in in fr", "the flow does not speak “fr”"),
        ("ring in, expect “Hello Jo”", 'these quotation marks are curly: write straight ones, as in expect "Hello".'),
        ('ring in, expect "Hello Jo', "a quotation does not end"),
        ('ring in, expect ""', "no words are expected"),
        ("ring in, expect outcome machin", 'there is no outcome “machin”. Did you mean "machine"?'),
        ("ring in, expect answer counsil = none", 'there is no question “counsil”. Did you mean "council"?'),
    ],
)  # fmt: skip
def test_what_cannot_happen_where_the_line_stands_is_told(line: str, message: str) -> None:
    found = missed("A remark, “with its own marks”.", f"- {line}")
    assert [number for number, _message in found] == [3]
    assert message in found[0][1]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("- ring in\n\n## One\n- ring in", 1, "this stands under no rehearsal: give it a heading"),
        ("# Rehearsals\n\n- ring in", 3, "this stands under no rehearsal"),
        ("## One\n  - ring in, jump", 2, "this is not played: begin the line with “- ”"),
        ("## One\n- ring in\n* jump", 3, "this is not played: begin the line with “- ”"),
    ],
)
def test_a_line_that_would_be_passed_over_is_told(text: str, line: int, message: str) -> None:
    (found,) = rehearsed(shipped("voter-id"), text)
    assert found.line == line
    assert message in found.message


def test_a_mark_of_utf_8_hides_no_rehearsal() -> None:
    assert names("\ufeff## One\n- ring in") == ("One",)


def test_all_that_can_stand_in_a_rehearsal_is_told_to_who_writes_one() -> None:
    page = (ROOT / "docs" / "flows.md").read_text(encoding="utf-8").partition("## Rehearsals")[2]
    assert [one for one in (*ACTS, *RECORDS) if f"`{one}`" not in page] == []
