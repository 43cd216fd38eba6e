"""Every sort of state that a line can come to, with the shortest way there: all is tried, from the first ring."""

from collections import deque
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from ivr.advance import ARRIVE, passing
from ivr.alike import Alike
from ivr.changed import replace
from ivr.contents import Finished, contents
from ivr.effects import Effect, Query
from ivr.events import Event, LinesClosed
from ivr.flow import Flow
from ivr.forgotten import Cell, Looks
from ivr.happenings import ARRIVALS, answers, happenings
from ivr.state import State

MOST_QUERIES = 6
"""The shell is asked no more often in a row: a flow that goes on so would never speak again."""


MOST_SORTS = 8000
"""A flow with more sorts of states is not tried to the end: the shipped ones have a third of that."""


@dataclass(frozen=True, slots=True)
class Happened:
    """One event, and what the shell answered on the way to the next words on the line."""

    events: tuple[Event, ...]
    state: State
    effects: tuple[Effect, ...]
    passed: tuple[str, ...] = ()
    """The steps that the line came to on the way, in order."""
    spins: bool = False
    """The shell was asked again and again, and nothing is said."""


@dataclass(frozen=True, slots=True)
class Way:
    """What happened in a state, and the node that it leads to.

    `content`: which of the contents of what is forgotten it was tried with, `supposed`: in words (see `ivr.forgotten`).
    """

    before: State
    content: int
    supposed: str
    happened: Happened
    target: int


@dataclass(slots=True)
class Node:
    """One sort of state. `came`: from which node and by what, the shortest way; None at the first ring."""

    state: State
    came: tuple[int, Way] | None
    ways: list[Way] = field(default_factory=list)
    """Everything that can happen here."""


Sort: TypeAlias = Callable[[State], Hashable]


def explore(flow: Flow, sort: Sort | None = None) -> list[Node]:
    """All sorts of states, the nearest first; the first stands for a line that nobody has arrived on.

    `sort`: what states that are alike have in common, and nothing is forgotten; None: as `Alike` has it.
    """
    return _Search(flow, sort).run()


class _Search:
    """What has been found, and what is still to be tried. What needs nothing supposed is tried first."""

    def __init__(self, flow: Flow, sort: Sort | None) -> None:
        self._flow = flow
        self._sort: Sort = sort or Alike(flow).sort
        self._looks = None if sort else Looks(flow)
        self._finished = Finished(flow)
        self._found: dict[Hashable, int] = {}
        self._nodes = [Node(State(ARRIVE), None)]
        self._waiting = deque([0])
        self._supposing: deque[tuple[int, Event, frozenset[Cell]]] = deque()
        self._tried: dict[tuple[int, Event], dict[State, int]] = {}
        self._calm: dict[int, int] = {}
        self._corrections: list[tuple[int, Event, frozenset[Cell]]] = []

    def run(self) -> list[Node]:
        """All sorts. What a state does after errors that it does without is copied at the end."""
        while (self._waiting or self._supposing) and len(self._nodes) < MOST_SORTS:
            if self._waiting:
                self._as_it_is(self._waiting.popleft())
            else:
                self._suppose(*self._supposing.popleft())
        for index, calm in self._calm.items():
            tried = {way.happened.events[0] for way in self._nodes[index].ways}
            copied = (way for way in self._nodes[calm].ways if way.happened.events[0] not in tried)
            self._nodes[index].ways.extend(copied)
        return self._nodes

    def _as_it_is(self, index: int) -> None:
        state = self._nodes[index].state
        skipped = self._no_errors(index, state)
        for event in _events(self._flow, state, closing=not self._looks):
            if event in skipped:
                continue
            cells = self._looks.at(state, event) if self._looks else frozenset()
            if cells:
                self._supposing.append((index, event, cells))
            if "last" in cells:
                self._corrections.append((index, event, cells))
            self._try(index, event, 0, "", state)

    def _no_errors(self, index: int, state: State) -> set[Event]:
        """After an error, what is none does as before it: every step and question begins with no errors."""
        calm = self._found.get(self._sort(replace(state, errors=0))) if state.errors and self._looks else None
        if calm is None:
            return set()
        self._calm[index] = calm
        return {
            way.happened.events[0] for way in self._nodes[calm].ways if not _err(self._nodes[calm].state, way)
        }

    def _suppose(self, index: int, event: Event, cells: frozenset[Cell]) -> None:
        state = self._nodes[index].state
        tried = self._tried.setdefault((index, event), {state: 0})
        for supposed, other in contents(self._flow, state, cells, self._finished):
            if other not in tried:
                tried[other] = len(tried)
                self._try(index, event, tried[other], supposed, other)

    def _try(self, index: int, event: Event, content: int, supposed: str, state: State) -> None:
        for happened in settled(self._flow, Happened((), state, ()), event):
            sort = self._sort(happened.state)
            target = self._found.setdefault(sort, len(self._nodes))
            way = Way(state, content, supposed, happened, target)
            self._nodes[index].ways.append(way)
            if target == len(self._nodes):
                self._waiting.append(target)
                self._nodes.append(Node(happened.state, (index, way)))
            if self._looks and self._finished.note(happened.state):
                self._supposing.extend(self._corrections)


def trail(nodes: list[Node], index: int) -> tuple[Way, ...]:
    """The shortest way to the node, from the first ring on."""
    legs: list[Way] = []
    at = nodes[index].came
    while at is not None:
        index, way = at
        legs.append(way)
        at = nodes[index].came
    return tuple(reversed(legs))


def _err(state: State, way: Way) -> bool:
    """Whether it counted as an error."""
    return way.happened.state.errors > 0 and way.happened.state.step == state.step


def _events(flow: Flow, state: State, *, closing: bool) -> Iterator[Event]:
    """`closing`: that closing time comes is an event of its own, and not supposed where it is looked at."""
    if not state.ended:
        yield from ARRIVALS if state.step == ARRIVE else happenings(flow, state)
    if closing and not state.ended and state.signed_in and state.open and not state.closing:
        yield LinesClosed()


def settled(flow: Flow, so_far: Happened, event: Event) -> Iterator[Happened]:
    """What comes of the event, by what its queries are answered."""
    state, effects, passed = passing(flow, so_far.state, event)
    events = (*so_far.events, event)
    asked = effects[-1] if effects else None
    happened = Happened(events, state, (*so_far.effects, *effects), (*so_far.passed, *passed))
    if not isinstance(asked, Query):
        yield happened
    elif len(events) > MOST_QUERIES:
        yield Happened(events, state, happened.effects, happened.passed, spins=True)
    else:
        for answer in answers(flow, asked):
            yield from settled(flow, happened, answer)
