"""Proofs that what is written is of use: every step is come to, every key is there at some time, every menu has one.

What the line offers and a flow leaves unused is no fault: what is written in the flow alone is told (`Shown.unused`).
"""

from collections.abc import Iterator

from ivr.conditions import holds
from ivr.events import Digits
from ivr.explore import Node
from ivr.flow import Flow, Menu, Step
from ivr.graph import targets
from ivr.shown import Shown, key_at
from ivr.steps.keys import offered_in

NO_KEY = "no key is told of here: let one be there whatever holds."


def of_no_use(flow: Flow, nodes: list[Node]) -> Iterator[Shown]:
    """All that is for nothing, and the menus that offer nothing."""
    yield from _keyless(flow, nodes)
    visited = {node.state.step for node in nodes}
    visited |= {step for node in nodes for way in node.ways for step in way.happened.passed}
    for step in flow.steps.values():
        if step.id not in visited:
            message = f'nobody ever comes to "{step.id}": what leads to it never holds. Change that, or take it out.'
            yield Shown(_nearest(flow, nodes, step), message, (), (("steps", step.id),), unused=True)
    yield from _never_there(flow, nodes)


def _nearest(flow: Flow, nodes: list[Node], step: Step) -> int:
    """The first state at a step that names this one."""
    naming = {one.id for one in flow.steps.values() if step.id in targets(one)}
    return next((index for index, node in enumerate(nodes) if node.state.step in naming), 0)


def _never_there(flow: Flow, nodes: list[Node]) -> Iterator[Shown]:
    first: dict[str, int] = {}
    there: set[tuple[str, str]] = set()
    for index, node in enumerate(nodes):
        step = flow.steps.get(node.state.step)
        first.setdefault(node.state.step, index)
        keys = getattr(step, "keys", {})
        for way in node.ways:
            event = way.happened.events[0]
            if isinstance(event, Digits) and event.keys in keys and holds(keys[event.keys], way.before):
                there.add((node.state.step, event.keys))
    for id_, index in first.items():
        for key, choice in getattr(flow.steps.get(id_), "keys", {}).items():
            if choice.when and (id_, key) not in there:
                message = f'key {key} is never there, as "{choice.when}" never holds here: change that, or take it out.'
                at = tuple((*key_at(id_, key), name) for name in ("when", "go", "do"))
                yield Shown(index, message, (), at, unused=True)


def _keyless(flow: Flow, nodes: list[Node]) -> Iterator[Shown]:
    """Menus where no key is told of: by its own words, or by those of the step."""
    for index, node in enumerate(nodes):
        step = flow.steps.get(node.state.step)
        if not isinstance(step, Menu) or node.state.ended:
            continue
        if not any(choice.words for choice in offered_in(node.state, step.keys).values()):
            at = tuple((*key_at(step.id, key), "when") for key in step.keys)
            yield Shown(index, NO_KEY, (), (*at, ("steps", step.id)))
