"""Proofs of what so few keys must do: no more calls after a call, and a correction and a break between two calls."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, partial
from typing import TypeAlias

from ivr.conditions import SPOKEN
from ivr.effects import OptOut
from ivr.events import Digits
from ivr.explore import Node, Way
from ivr.flow import Break, Flow, Menu, Questions, Review, Ring
from ivr.shown import Shown, ahead
from ivr.steps.keys import offered_in
from ivr.ways_out import by_event

KEYS_TO_STOP = 3
"""From the end of a conversation to no more calls."""
KEYS_FROM_OUTCOMES = 2
KEYS_BETWEEN = 2
CONCLUDING = {*SPOKEN, "machine", "someone_else", "wrong_number"} - {"answered"}
"""Outcomes that end what is keyed for a call: a menu with one of them has to offer no more calls as well."""
Goal: TypeAlias = Callable[[Way], bool]
Pressed: TypeAlias = list[list[list[Way]]]
"""By key, and by what is remembered: the ways."""


def few_keys(flow: Flow, nodes: list[Node]) -> Iterator[Shown]:
    """All that is not within the keys that it must be within."""
    yield from _stops(flow, nodes)
    yield from _between(flow, nodes)


class _Within:
    """Whether so many keys are enough, whatever is remembered. `pressed`: what counts of what is keyed at a node."""

    def __init__(self, nodes: list[Node], goal: Goal, pressed: Callable[[Node], Pressed]) -> None:
        self._nodes, self._goal, self._pressed = nodes, goal, pressed
        self._known: dict[tuple[int, int], bool] = {}
        self._by_key: dict[int, Pressed] = {}

    def reached(self, index: int, keys: int) -> bool:
        """From this node."""
        if (index, keys) not in self._known:
            if index not in self._by_key:
                self._by_key[index] = self._pressed(self._nodes[index])
            self._known[index, keys] = any(self._leads(one, keys) for one in self._by_key[index])
        return self._known[index, keys]

    def _leads(self, contents: list[list[Way]], keys: int) -> bool:
        return all(
            any(self._goal(way) or (keys > 1 and self.reached(way.target, keys - 1)) for way in ways)
            for ways in contents
        )


def _keyed(node: Node) -> Pressed:
    return by_event(way for way in node.ways if isinstance(way.happened.events[0], Digits))


# --- no more calls ------------------------------------------------------------------------------------


def _stops(flow: Flow, nodes: list[Node]) -> Iterator[Shown]:
    """No more calls can be keyed from where the line comes to after a conversation, and wherever an outcome can.

    Not by way of the questions: how many of them are asked differs from call to call.
    """
    after_talk = {step.talked for step in flow.steps.values() if isinstance(step, Ring)}
    asking = {id_ for id_, step in flow.steps.items() if isinstance(step, Questions | Review)}
    within = _Within(nodes, _opts_out, lambda node: [] if node.state.step in asking else _keyed(node))
    places = cache(partial(ahead, flow))
    for index, node in enumerate(nodes):
        call, errors = node.state.call, node.state.errors or node.state.ended
        if errors or call is None or call.phase != "ended":
            continue
        step = flow.steps.get(node.state.step)
        concludes = isinstance(step, Menu) and _concludes(step, node)
        if step is not None and concludes and not within.reached(index, KEYS_FROM_OUTCOMES):
            message = f'"{step.id}" has no key for no more calls: lead one to the opt-out step.'
            yield Shown(index, message, (), places(step.id))
        if node.state.step in after_talk and not within.reached(index, KEYS_TO_STOP):
            message = f"no more calls takes more than {KEYS_TO_STOP} keys from here: give a key for it."
            yield Shown(index, message, (), places(node.state.step))


def _opts_out(way: Way) -> bool:
    return any(isinstance(one, OptOut) for one in way.happened.effects)


def _concludes(step: Menu, node: Node) -> bool:
    return any(choice.outcome in CONCLUDING for choice in offered_in(node.state, step.keys).values())


# --- between two calls ----------------------------------------------------------------------------------


def _between(flow: Flow, nodes: list[Node]) -> Iterator[Shown]:
    """Once a call is finished it can be corrected, and while lines are open a break taken: help is no way to either."""
    finished: dict[int, Shown] = {}
    for index, node in enumerate(nodes):
        for way in node.ways:
            if _finishes(way):
                finished.setdefault(way.target, Shown(index, "", (way,), where=nodes[way.target].state.step))
    places = [index for index in finished if not nodes[index].state.ended] or [*finished]
    corrected = _Within(nodes, _corrects, _unhelped)
    rested = _Within(nodes, lambda way: _rests(flow, way), _unhelped)
    at_fault = cache(partial(ahead, flow))
    for index in places:
        state = nodes[index].state
        at = at_fault(state.step)
        if not corrected.reached(index, KEYS_BETWEEN):
            message = 'no key takes up the last call again: give one do = ["correct"].'
            yield replace(finished[index], message=message, at=at)
        if state.open and not rested.reached(index, KEYS_BETWEEN):
            message = "no key leads to a break: lead one to the step of the kind break."
            yield replace(finished[index], message=message, at=at)


def _unhelped(node: Node) -> Pressed:
    """By keys alone: neither help, nor what a refusal happens to lead to."""
    return by_event(
        way
        for way in node.ways
        if isinstance(way.happened.events[0], Digits)
        and way.happened.events[0].keys != "0"
        and len(way.happened.events) == 1
    )


def _finishes(way: Way) -> bool:
    """Whether what was keyed of a call is finished by it, and the call is the last one from now on."""
    last = way.happened.state.last
    return (
        way.happened.state.call is None
        and last is not None
        and last is not way.before.last
        and (way.before.signed_in)
    )


def _corrects(way: Way) -> bool:
    """Whether the last call is taken up; where nothing is left to change of it, it is finished again at once."""
    call = way.happened.state.call
    return (call is not None and call.correcting) or (way.before.call is None and _finishes(way))


def _rests(flow: Flow, way: Way) -> bool:
    return isinstance(flow.steps.get(way.happened.state.step), Break)
