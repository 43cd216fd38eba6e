"""When two states of a line are alike: whatever happens next, they go the same way.

A line's states have no end: counts, names and answers differ. To try everything, only what the flow can go by is
looked at: the step, the errors so far, where help leads back to, how far the call and the questions are, and each
condition that a step still ahead asks for. Answers matter only where a question's `when` asks for them; where many
do, a few ways of having answered stand for all (`Alike.most_answered`).

Help and a break change nothing of the call: they lead back to where the line has been already. So what the step
that they were asked for at would go by is not looked at again while they last.

Likewise for questions: the machine does the same with all of one kind, whether one is asked by itself or where an
answer calls for it. The first and the last of each kind stand for all; what would depend on one that is left out
depends on its stand-in. Each question's own words and conditions are checked one by one elsewhere.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property

from ivr import branches, people
from ivr.conditions import CONDITIONS
from ivr.flow import (
    Action,
    Asking,
    Choice,
    Condition,
    Days,
    Flow,
    Menu,
    Offer,
    Question,
    Questions,
    Review,
    Ring,
    Route,
    Step,
    Times,
)
from ivr.graph import choices, named, ways
from ivr.state import State

OF_CALL: frozenset[Condition] = frozenset(
    {
        "unfinished", "correcting", "household", "others", "about_other", "answers", "answered", "spoken",
        "machine", "opted_out", "concluded", "wants_call_back", "today", "tomorrow", "later", "morning", "afternoon",
        "evening",
    }
)  # fmt: skip
"""Conditions that are asked of the call at hand."""
OF_TIMES: frozenset[Condition] = frozenset({"today", "tomorrow", "later", "morning", "afternoon", "evening"})
"""Those of them that a step of the kind times settles anew."""
OF_DAY: frozenset[Condition] = frozenset({"morning", "afternoon", "evening"})
"""Those of them that the choice of a day settles anew."""
CHOOSE_DAY: frozenset[Action] = frozenset({"on_today", "on_tomorrow"})
ALL_WAYS = 8
"""In which three questions can be asked or left out."""
CONSTANT: frozenset[Condition] = frozenset({"other_campaigns", "no_campaign", "languages"})
"""Conditions that never change once somebody is signed in."""


def thinned(flow: Flow) -> Flow:
    """The flow with the first and the last of all questions that are alike."""
    wanted = {one.when.question for one in flow.questions if one.when}
    shapes = {one.id: _shape(one, wanted) for one in flow.questions}
    first = {shapes[one.id]: one.id for one in reversed(flow.questions)}
    last = {shapes[one.id]: one.id for one in flow.questions}
    kept = {*first.values(), *last.values()}
    stand_ins = {id_: id_ if id_ in kept else first[shape] for id_, shape in shapes.items()}
    questions = (_standing_in(one, stand_ins) for one in flow.questions if one.id in kept)
    return replace(flow, questions=tuple(questions))


def _shape(question: Question, wanted: set[str]) -> tuple[object, ...]:
    """What the machine goes by."""
    codes = tuple(question.options) if question.id in wanted else len(next(iter(question.options), ""))
    scale = question.top if question.id in wanted else None
    return question.kind, codes, scale, question.when is None, question.id in wanted


def _standing_in(question: Question, stand_ins: Mapping[str, str]) -> Question:
    if question.when is None:
        return question
    return replace(question, when=replace(question.when, question=stand_ins[question.when.question]))


class Alike:
    """The sorts of a flow's states."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._ahead = _asked_ahead(flow)

    def sort(self, state: State) -> tuple[object, ...]:
        """What two states that are alike have in common."""
        conditions, call = self._ahead.get(state.step, ()), state.call
        asks = isinstance(self._flow.steps.get(state.step), Questions | Review)
        at = (call.phase, call.attempt is None) if call else None
        following = call is not None and people.following(call) is not None
        asking = (call.question, bool(call.picks), following) if call and asks else None
        held = tuple(CONDITIONS[one](state) for one in conditions)
        stranger = () if state.signed_in else (state.pin_tries, state.volunteer is None)
        return (state.step, state.back, state.errors, state.ended, at, asking, held, stranger)

    def answered(self, state: State) -> tuple[bool, ...]:
        """Beside its sort: whether each question that depends on an answer would be asked, while any is asked."""
        call = state.call
        asks = isinstance(self._flow.steps.get(state.step), Questions | Review)
        if not self._branching or not asks or call is None:
            return ()
        there = branches.asked(self._flow, dict(call.answers))
        return tuple(one in there for one in self._branching)

    @property
    def most_answered(self) -> int:
        """In how many ways of having answered, at most, one sort is tried.

        All of them where up to three questions depend on answers. Each one more would double them, and the machine
        does the same with each: then the nearest ways stand for the others, fewer of them the more there are.
        """
        return max(2, ALL_WAYS // max(1, len(self._branching) - 2))

    @cached_property
    def _branching(self) -> tuple[Question, ...]:
        return tuple(one for one in self._flow.questions if one.when)


def _asked_ahead(flow: Flow) -> Mapping[str, tuple[Condition, ...]]:
    """By step: the conditions that it or a step after it asks for before they are settled anew.

    Once a call is finished or left, nothing is asked of it any more, and a finished call is the last one. What
    never changes once somebody is signed in is looked at only where it is about to be asked for.
    """
    ahead: dict[str, frozenset[Condition]] = dict.fromkeys(flow.steps, frozenset())
    changed = True
    while changed:
        changed = False
        for step in flow.steps.values():
            found = ahead[step.id].union(*(_through(flow, ahead, step)))
            changed |= found != ahead[step.id]
            ahead[step.id] = found
    return {
        id_: tuple(sorted((found - CONSTANT) | (_near(flow, id_) & CONSTANT))) for id_, found in ahead.items()
    }


def _near(flow: Flow, id_: str) -> frozenset[Condition]:
    """The conditions of the step, and of those that come straight after it without a key."""
    steps = {id_} | (ways(flow.steps[id_]) if isinstance(flow.steps[id_], Menu) else set())
    routes = [flow.steps[name] for name in steps if name == id_ or isinstance(flow.steps[name], Route)]
    return frozenset(choice.when for step in routes for _path, choice in choices(step) if choice.when)


def _through(
    flow: Flow, ahead: Mapping[str, frozenset[Condition]], step: Step
) -> Iterator[frozenset[Condition]]:
    nothing: frozenset[Condition] = frozenset()
    refusals = flow.refusals.values() if isinstance(step, Offer | Ring) else ()
    by_choice = [choice for _path, choice in choices(step)] + list(refusals)
    for choice in by_choice:
        asked = ahead.get(choice.go, nothing).union(ahead.get(choice.back or "", nothing))
        yield asked - _settled(step, choice)
        yield frozenset({choice.when} if choice.when else ())
    for path, name in named(step):
        if path[-1] in ("talked", "failed", "lost"):
            yield ahead.get(name, nothing)
    if isinstance(step, Asking):
        yield ahead.get(flow.roles.lost, nothing) | ahead.get(flow.roles.help, nothing)


def _settled(step: Step, choice: Choice) -> frozenset[Condition]:
    """What is not asked of the call at hand any more, or is found out anew, once the choice is taken."""
    if "finished" in choice.do:
        return OF_CALL | {"last"}
    if "leave" in choice.do:
        return OF_CALL
    if isinstance(step, Times) or "call_back" in choice.do:
        return OF_TIMES
    return OF_DAY if isinstance(step, Days) or CHOOSE_DAY & {*choice.do} else frozenset()
