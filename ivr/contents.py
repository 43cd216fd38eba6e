"""What may be remembered on a line, as far as the machine can tell it apart: see `ivr.forgotten`."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations, product
from typing import TypeAlias

from ivr import people
from ivr.actions import ACTIONS
from ivr.alike import OF_CALL, OF_TIMES, facts
from ivr.changed import replace
from ivr.events import Person
from ivr.flow import Break, Condition, Flow, Question
from ivr.forgotten import Cell
from ivr.state import Call, State
from ivr.turn import Turn

Content: TypeAlias = tuple[str, State]
"""What is supposed to be remembered, in words for a transcript, and the state with it."""


@dataclass(slots=True)
class Finished:
    """One call of each sort that was ever the last one: what a correction can take up."""

    flow: Flow
    asked: tuple[Condition, ...] = tuple(sorted(OF_CALL - OF_TIMES))
    calls: dict[tuple[object, ...], Call] = field(default_factory=dict)
    _seen: dict[int, Call] = field(default_factory=dict)

    def note(self, state: State) -> bool:
        """Whether the state's last call is of a new sort."""
        last = state.last
        if last is None or id(last) in self._seen:
            return False
        self._seen[id(last)] = last
        taken_up = ACTIONS["correct"](Turn(self.flow, state), None).state
        sort = tuple(facts(taken_up, one) for one in self.asked)
        new = sort not in self.calls
        self.calls.setdefault(sort, last)
        return new


def contents(flow: Flow, state: State, cells: frozenset[Cell], finished: Finished) -> Iterator[Content]:
    """The state with every content of these cells that can be told apart; first of all as it is, with no words."""
    yield "", state
    made: list[tuple[str, Callable[[State], State]]]
    every = [[("", _as_it_is), *OPTIONS[cell](flow, state, finished)] for cell in sorted(cells)]
    for made in map(list, product(*every)):
        other = state
        for _words, change in made:
            other = change(other)
        if other is not state:
            yield "; ".join(words for words, _change in made if words), other


def _as_it_is(state: State) -> State:
    return state


Options: TypeAlias = Iterator[tuple[str, Callable[[State], State]]]


def _with_call(words: str, call: Call) -> tuple[str, Callable[[State], State]]:
    return words, lambda state: replace(state, call=call)


def _starts(flow: Flow, state: State, _finished: Finished) -> Options:
    """Everybody has answered so many, or all but one person have answered all: one survey begins at a time."""
    call = state.call
    if call is None or not (call.answers or call.kept):
        return
    everybody = (call.contact, *call.household)
    for first in range(len(flow.questions) + 1):
        if given := _answers(flow, first):
            yield _with_call(f"answered before: {', '.join(given)}", _giving(call, everybody, given))
    for one in everybody if call.household else ():
        who = tuple(other for other in everybody if other != one)
        yield _with_call(
            f"{_names(who)} answered all, {one.id} nothing", _giving(call, who, _answers(flow, -1))
        )


def _places(flow: Flow, state: State, _finished: Finished) -> Options:
    """At each question, with each company of others who gave answers: one after the other is gone through."""
    call = state.call
    if call is None:
        return
    companies: list[tuple[str, Call]] = [("", call)]
    if call.answers or call.kept:
        here, whole = people.about(call), _answers(flow, -1)
        companies = [
            (f"answers of {_names((here, *who))}; ", _giving(call, (here, *who), whole))
            for who in _some(tuple(one for one in (call.contact, *call.household) if one != here))
        ]
    for words, one in companies:
        for index in range(len(flow.questions) + 1):
            yield _with_call(f"{words}left at question {index + 1}", replace(one, question=index, picks=()))


def _some(who: tuple[Person, ...]) -> Iterator[tuple[Person, ...]]:
    for many in range(len(who) + 1):
        yield from combinations(who, many)


def _names(who: tuple[Person, ...]) -> str:
    return ", ".join(one.id for one in who) or "nobody"


def _answers(flow: Flow, first: int) -> dict[str, str]:
    """Answers that leave this question the first without one: to those before it, or to the last one alone; -1: all."""
    if first == 0:
        return {one.id: sample(one) for one in flow.questions[1:][-1:]}
    given = flow.questions if first < 0 else flow.questions[:first]
    return {one.id: sample(one) for one in given}


def sample(question: Question) -> str:
    """One answer to it."""
    match question.kind:
        case "yes_no":
            return "yes"
        case "number":
            return str(question.least)
        case "scale" | "choice" | "several":
            return next(iter(question.options), "1")


def _giving(call: Call, who: tuple[Person, ...], given: Mapping[str, str]) -> Call:
    answers = tuple(given.items())
    here = people.about(call)
    kept = tuple((one, answers) for one in who if one != here)
    return replace(call, answers=answers if here in who else (), kept=kept)


def _lasts(_flow: Flow, state: State, finished: Finished) -> Options:
    if state.last is None:
        return
    for last in tuple(finished.calls.values()):
        words = f"the call before: {last.outcome or 'nothing keyed'}"
        yield words, lambda state, last=last: replace(state, last=last)  # type: ignore[misc]  # bound now


def _closing(_flow: Flow, state: State, _finished: Finished) -> Options:
    if state.signed_in and state.open:
        words = "closing time is told of already" if state.closing else "closing time"
        yield words, lambda state: replace(state, closing=not state.closing)


def _campaigns(_flow: Flow, state: State, _finished: Finished) -> Options:
    for told, there in (("one campaign alone", ("one",)), ("another campaign too", ("one", "two"))):
        if state.campaigns and len(state.campaigns) != len(there):
            yield told, lambda state, there=there: replace(state, campaigns=there, campaign=0)  # type: ignore[misc]


def _waits(flow: Flow, state: State, _finished: Finished) -> Options:
    step = flow.steps.get(state.step)
    if isinstance(step, Break) and state.waits < step.turns - 1:
        waited = step.turns - 1
        yield f"nothing, {waited} times", lambda state: replace(state, waits=waited)


OPTIONS: Mapping[Cell, Callable[[Flow, State, Finished], Options]] = {
    "start": _starts,
    "place": _places,
    "last": _lasts,
    "closing": _closing,
    "campaigns": _campaigns,
    "waits": _waits,
}
