"""A call that shows that something does not hold, a line for each event with what is heard after it."""

from collections.abc import Iterator

from ivr.advance import ARRIVE, advance
from ivr.events import Digits, Event
from ivr.explore import Node, Way, trail
from ivr.flow import Flow, Questions, Review
from ivr.state import State
from ivr.steps.survey import answer_for
from ivr.telling import heard, told
from ivr.words import question_at


def transcript(
    flow: Flow, small: Flow, nodes: list[Node], index: int, then: tuple[Way, ...]
) -> tuple[str, ...]:
    """The shortest call to the node, and what happens there: with all questions, or with those that stand for them.

    `small`: the flow that the nodes are of. What has to be supposed to be remembered stands in brackets.
    """
    legs = (*trail(nodes, index), *then)
    return _with_all_questions(flow, legs) or tuple(_told(small, legs))


def _told(flow: Flow, legs: tuple[Way, ...]) -> Iterator[str]:
    state = State(ARRIVE)
    for leg in legs:
        if leg.supposed:
            state = leg.before
            yield f"({leg.supposed})"
        for event in leg.happened.events:
            line, state = _line(flow, state, event)
            yield line


def _line(flow: Flow, state: State, event: Event) -> tuple[str, State]:
    state, effects = advance(flow, state, event)
    words = heard(flow, state, effects)
    return (f"{told(event)}: {words}" if words else told(event)), state


def _with_all_questions(flow: Flow, legs: tuple[Way, ...]) -> tuple[str, ...]:
    """The same call where all questions are asked: the rest of them are skipped; nothing where it is another."""
    state, lines = State(ARRIVE), []
    for number, leg in enumerate(legs, start=1):
        for event in leg.happened.events:
            line, state = _line(flow, state, _fitting(flow, state, event))
            lines.append(line)
        following = legs[number].before if number < len(legs) else leg.happened.state
        while _asking(flow, state) and state.step != following.step:
            line, state = _line(flow, state, Digits("#"))
            lines.append(line)
        if leg.supposed or state.step != following.step:
            return ()
    return tuple(lines)


def _asking(flow: Flow, state: State) -> bool:
    return isinstance(flow.steps.get(state.step), Questions | Review)


def _fitting(flow: Flow, state: State, event: Event) -> Event:
    """The event; instead of an answer to another question, hash."""
    question = question_at(flow, state) if _asking(flow, state) else None
    if (
        question is None
        or state.call is None
        or not isinstance(event, Digits)
        or event.keys in ("#", "*", "0")
    ):
        return event
    return event if answer_for(question, state.call, event.keys) is not None else Digits("#")
