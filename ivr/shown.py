"""What a proof finds: where on the line something does not hold, and what in the flow's text may be at fault."""

from collections.abc import Iterator
from dataclasses import dataclass

from ivr.events import (
    ContactEnded,
    Digits,
    Event,
    LeftRoom,
    MachineHeard,
    NobodyToCall,
    Refused,
    Silence,
    Silent,
)
from ivr.explore import Node, Way
from ivr.flow import Choice, Flow, Menu, Ring
from ivr.graph import NAMES, choices, targets
from ivr.state import State
from ivr.steps.keys import offered_in
from ivr.tables import Path


@dataclass(frozen=True, slots=True)
class Shown:
    """A node at which something does not hold. `then`: what happens from there on that shows it.

    `at`: what may be at fault, before all that stands on the way there. `unused`: nothing goes wrong by it; it is
    there for nothing, which is a fault of whoever wrote that very place alone.
    """

    index: int
    message: str
    then: tuple[Way, ...] = ()
    at: tuple[Path, ...] = ()
    unused: bool = False
    where: str = ""
    """The step where it shows, if it is not where the last thing happened."""

    def step(self, nodes: list[Node]) -> str:
        """Where it shows."""
        return self.where or (self.then[-1].before.step if self.then else nodes[self.index].state.step)


def on_the_way(flow: Flow, legs: tuple[Way, ...]) -> Iterator[Path]:
    """What a call goes by, the last first: the steps that it comes to, the refusals, and the keys that are pressed."""
    for leg in reversed(legs):
        yield from (("steps", step) for step in reversed(leg.happened.passed) if step != leg.before.step)
        yield from refused(flow, leg)
        yield pressed(flow, leg.before, leg.happened.events[0])
        yield ("steps", leg.before.step)


def refused(flow: Flow, way: Way) -> Iterator[Path]:
    """The refusals that are heard."""
    for event in reversed(way.happened.events):
        if isinstance(event, NobodyToCall | Refused):
            default = "nobody" if isinstance(event, NobodyToCall) else "contact"
            yield ("refusals", event.reason if event.reason in flow.refusals and event.reason else default)


def pressed(flow: Flow, state: State, event: Event) -> Path:
    """The part of the step that the event goes by; where nothing there is meant by it, where the lost are led."""
    step = flow.steps.get(state.step)
    at = ("steps", state.step)
    match event:
        case Digits(keys) if keys in offered_in(state, getattr(step, "keys", {})):
            return key_at(state.step, keys)
        case Silence() if isinstance(step, Menu) and step.silence:
            return (*at, "silence")
        case Digits("0"):
            return (*at, "help")
        case Digits() | Silence():
            return (*at, "lost")
        case ContactEnded() | MachineHeard() | LeftRoom() | Silent() if isinstance(step, Ring):
            return (*at, "talked" if state.call and state.call.phase == "talking" else "ends", *_fate(event))
        case _:
            return at


def _fate(event: ContactEnded | MachineHeard | LeftRoom | Silent) -> Path:
    match event:
        case ContactEnded():
            return (event.fate,)
        case MachineHeard():
            return ("machine",)
        case LeftRoom():
            return ("cancelled",)
        case Silent():
            return ("lost",)


def key_at(step: str, key: str) -> Path:
    """Where a key of a step stands."""
    return ("steps", step, *NAMES.get(key, ("keys", key)))


def chosen(flow: Flow, way: Way) -> Choice | None:
    """The choice of the step that the event makes, or None."""
    step, event = flow.steps.get(way.before.step), way.happened.events[0]
    if isinstance(event, Silence):
        return step.silence if isinstance(step, Menu) else None
    keys = offered_in(way.before, getattr(step, "keys", {}))
    return keys.get(event.keys) if isinstance(event, Digits) else None


FIELDS = ("when", "do", "go", "outcome", "back")
"""What a choice goes by, but for its words."""


def ahead(flow: Flow, start: str) -> tuple[Path, ...]:
    """What could lead on from a step and does not, the nearest first: what its choices go by, before their words."""
    order, seen = [start], {start}
    for name in order:
        step = flow.steps.get(name)
        order += sorted(targets(step) & flow.steps.keys() - seen) if step else []
        seen.update(order)
    tables = [
        ("steps", name, *path)
        for name in order
        if name in flow.steps
        for path, _ in choices(flow.steps[name])
    ]
    return (
        *((*path, name) for path in tables for name in FIELDS),
        *tables,
        *(("steps", name) for name in order),
    )
