"""What the checker tries stands for all that can happen: compared, on small lines, with trying it all one by one."""

from collections.abc import Hashable, Iterator
from dataclasses import replace
from itertools import product

import pytest

from ivr import branches
from ivr.explore import explore
from ivr.flow import Flow
from ivr.load import read
from ivr.prove import prove, shown
from ivr.state import Call, State
from ivr.survey_ways import neighbours, survey_ways
from ivr.warn import warn
from tests.ivr.test_broken_flows import GOOD
from tests.ivr.tiny import TINY


def asked(id_: str, when: str = "", kind: str = "yes_no") -> str:
    lines = [f'[[questions]]\nid = "{id_}"\nkind = "{kind}"\nen = "{id_}?"']
    if kind in ("choice", "several"):
        lines.append('options = { 1 = { en = "one" }, 2 = { en = "two" }, 3 = { en = "three" } }')
    return "\n".join([*lines, f"when = {{ {when} }}" if when else ""]) + "\n"


BRANCHES = {
    "one after another": asked("a") + asked("b", 'a = "yes"') + asked("c", 'b = "no"') + asked("d"),
    "that exclude one another": (
        asked("a", kind="choice") + asked("b", "a = 1") + asked("c", "a = [2, 3]") + asked("d", "a = [1, 3]")
    ),
    "of several": asked("a", kind="several")
    + asked("b", "a = 1")
    + asked("c", "a = 2")
    + asked("d", "b = 'yes'"),
    "of two that cross": (
        asked("a") + asked("b") + asked("c", 'a = "yes"') + asked("d", 'b = "yes"') + asked("e", 'c = "no"')
    ),
}


def flow_of(questions: str, line: str = TINY) -> Flow:
    return read(GOOD.split("[[questions]]")[0] + questions, "own.toml", line).flow


def consistent(flow: Flow) -> Iterator[dict[str, str]]:
    """Every way of having answered: each question or not, and no answer to one that is not asked."""
    values = [["", *(v for v in VALUES[one.kind])] for one in flow.questions]
    for chosen in product(*values):
        answers = {one.id: value for one, value in zip(flow.questions, chosen, strict=True) if value}
        if not branches.idle(flow, answers):
            yield answers


VALUES = {"yes_no": ("yes", "no"), "choice": ("1", "2", "3"), "several": ("1", "2", "1,2", "3")}


@pytest.mark.parametrize("name", BRANCHES)
def test_the_questions_that_can_follow_one_another_are_those_of_all_ways_of_having_answered(
    name: str,
) -> None:
    flow = flow_of(BRANCHES[name])
    there = set()
    for answers in consistent(flow):
        indices = [flow.questions.index(one) for one in branches.asked(flow, answers)]
        there |= set(zip(indices, [*indices[1:], len(flow.questions)], strict=True))
    assert {(here, after) for here, after, _answers in neighbours(flow)} == there


@pytest.mark.parametrize("name", BRANCHES)
def test_each_question_is_tried_before_and_after_each_that_it_can_meet(name: str) -> None:
    flow = flow_of(BRANCHES[name])
    moved = {
        (state.call.question, keys, happened.state.call.question)
        for state, keys, happened in survey_ways(flow)
        if state.step == "survey" and state.call and not state.errors and happened.state.call
        if happened.state.step == "survey"
    }
    for here, after, _answers in neighbours(flow):
        if after < len(flow.questions):
            assert {(here, "#", after), (after, "*", here)} <= moved


@pytest.mark.parametrize("name", BRANCHES)
def test_the_longest_way_is_the_longest_of_all_ways_of_having_answered(name: str) -> None:
    flow = flow_of(BRANCHES[name])
    assert branches.longest(flow) == max(len(branches.asked(flow, one)) for one in consistent(flow))


# --- the whole line ---------------------------------------------------------------------------------------

MUTE = '[steps.mute]\nkind = "menu"\nkeys.9 = { go = "finish" }\n'
BEHIND = 'keys.2 = { en = "For no more calls, press 2.", go = "opt_out" }\n'
SURVEY = '[steps.survey]\nkind = "questions"\ntries = 2\nsay.en = "Question."\n'
CHANGED = {
    "nothing is wrong": ("", ""),
    "the break's end says nothing": (
        'say.en = "A break."\ngo = "finish"',
        'say.en = "A break."\ngo = "mute"',
    ),
    "closing time says nothing": ('do = ["close"], go = "closed_menu"', 'do = ["close"], go = "mute"'),
    "star in the answers looked through says nothing": (
        'go = "saved"\nback.go = "saved"',
        'go = "saved"\nback.go = "mute"',
    ),
    "no more calls behind the questions": (
        f'{BEHIND}{SURVEY}go = "saved"',
        f'{SURVEY}go = "opt_out"',
    ),
    "silence after a call goes round": (
        'silence = { go = "break", back = "campaign" }',
        'silence = { go = "kept" }',
    ),
}
QUESTIONS = asked("a") + asked("b", 'a = "yes"')


def one_by_one(state: State) -> Hashable:
    """A state but for what nothing on the tiny line goes by: counts, names, and how whoever is signed in rang in."""
    plain = replace(state, calls=0, surveys=0, language="en", languages=1, wish=None, slow=False)
    if state.ended:
        return state.step, len(state.step)
    if state.signed_in:
        plain = replace(
            plain, direction="in", known=True, number=True, shared=False, volunteers_too=False, pin_tries=0,
            volunteer=None, keys_tested=True, campaigns=state.campaigns[:1], campaign=0,
        )  # fmt: skip
    return replace(plain, call=_plain(state.call), last=_plain(state.last, over=True))


def _plain(call: Call | None, *, over: bool = False) -> Call | None:
    if call is None:
        return None
    told = replace(call, household=(), details=(), outcome=None, surveyed=(), attempt=call.attempt and "a1")
    return replace(told, question=0, picks=()) if over else told


@pytest.mark.parametrize("name", CHANGED)
def test_what_is_found_with_all_answers_tried_one_by_one_is_found_without(name: str) -> None:
    old, new = CHANGED[name]
    assert old in TINY
    flow = flow_of(QUESTIONS, TINY.replace(old, new) + (MUTE if "mute" in new else ""))
    nodes = explore(flow, one_by_one)
    one_by_one_found = {(one.step(nodes), one.message) for one in shown(flow, nodes)}
    assert {(one.step, one.message) for one in prove(flow)} == one_by_one_found
    assert bool(one_by_one_found) == bool(old)


def test_the_longest_way_in_seconds_leaves_out_what_excludes_it_and_is_told() -> None:
    many = "".join(asked(f"no_{n}", 'a = "no"') for n in range(80))
    flow = flow_of(asked("a") + asked("long", 'a = "yes"') + many)
    told = next(one.message for one in warn(flow) if "minutes" in one.message)
    assert "81 questions" in told
    assert "The longest way: a (8 s) = no, no_0 (8 s)," in told
    assert "long (" not in told
