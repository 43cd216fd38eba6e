"""Every sort of state that a line can come to, with the shortest way there: all is tried, from the first ring."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from ivr.advance import ARRIVE, advance
from ivr.alike import Alike
from ivr.effects import Effect, Query
from ivr.events import Event
from ivr.flow import Flow
from ivr.happenings import ARRIVALS, answers, happenings
from ivr.state import State

MOST_QUERIES = 6
"""The shell is asked no more often in a row: a flow that goes on so would never speak again."""


MOST_SORTS = 8000
"""A flow with more sorts of states is not tried to the end: the shipped ones have some four thousand."""


@dataclass(frozen=True, slots=True)
class Happened:
    """One event, and what the shell answered on the way to the next words on the line."""

    events: tuple[Event, ...]
    state: State
    effects: tuple[Effect, ...]
    spins: bool = False
    """The shell was asked again and again, and nothing is said."""


@dataclass(slots=True)
class Node:
    """One sort of state. `came`: from which node and by which events, the shortest way; None at the first ring."""

    state: State
    came: tuple[int, tuple[Event, ...]] | None
    ways: list[tuple[Happened, int]] = field(default_factory=list)
    """Everything that can happen here, and the node that it leads to."""


def explore(flow: Flow) -> list[Node]:
    """All sorts of states, the nearest first; the first stands for a line that nobody has arrived on."""
    alike = Alike(flow)
    nodes = [Node(State(ARRIVE), None)]
    found: dict[tuple[object, ...], dict[tuple[bool, ...], int]] = {}
    waiting = deque([0])
    while waiting and len(nodes) < MOST_SORTS:
        index = waiting.popleft()
        for happened in _everything(flow, nodes[index].state):
            sort, answered = alike.sort(happened.state), alike.answered(happened.state)
            known = found.setdefault(sort, {})
            if answered not in known and len(known) < alike.most_answered:
                known[answered] = len(nodes)
                waiting.append(len(nodes))
                nodes.append(Node(happened.state, (index, happened.events)))
            nodes[index].ways.append((happened, known.get(answered, next(iter(known.values())))))
    return nodes


def trail(nodes: list[Node], index: int) -> tuple[Event, ...]:
    """The shortest way to the node, from the first ring on."""
    events: tuple[Event, ...] = ()
    at = nodes[index].came
    while at is not None:
        index, came = at
        events = (*came, *events)
        at = nodes[index].came
    return events


def _everything(flow: Flow, state: State) -> Iterator[Happened]:
    if state.ended:
        return
    events = ARRIVALS if state.step == ARRIVE else happenings(flow, state)
    for event in events:
        yield from settled(flow, Happened((), state, ()), event)


def settled(flow: Flow, so_far: Happened, event: Event) -> Iterator[Happened]:
    """What comes of the event, by what its queries are answered."""
    state, effects = advance(flow, so_far.state, event)
    events = (*so_far.events, event)
    asked = effects[-1] if effects else None
    happened = Happened(events, state, (*so_far.effects, *effects))
    if not isinstance(asked, Query):
        yield happened
    elif len(events) > MOST_QUERIES:
        yield Happened(events, state, happened.effects, spins=True)
    else:
        for answer in answers(flow, asked):
            yield from settled(flow, happened, answer)
