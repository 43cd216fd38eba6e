"""Proofs that a line ends: from everywhere there is a way out, and whoever presses nothing gets there too.

And that nobody who has signed in is hung up on for being lost: their errors lead to a break, whose music ends one day.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache, partial

from ivr.advance import advance
from ivr.effects import HangUp
from ivr.events import Digits, Event, Silence
from ivr.explore import Happened, Node, Way
from ivr.flow import Asking, Break, Entry, Flow
from ivr.shown import Shown, ahead, pressed
from ivr.state import State
from ivr.tables import Path

PATIENCE = 99
"""More tries than errors are counted anywhere: with them an error leads nowhere else."""
HUNG_UP_ON = (
    "somebody who is lost is hung up on here: lead silence, wrong keys and 0 to a break, not to an end."
)
NO_WAY_OUT = "there is no way out from here: give it a key that leads on."
FOR_EVER = "whoever presses nothing goes round for ever here: lead the last error to {}."


def in_room(state: State) -> bool:
    """Whether the contact rings, or the two talk."""
    return state.call is not None and state.call.phase in ("ringing", "talking")


def by_event(ways: Iterable[Way]) -> list[list[list[Way]]]:
    """The ways by what happens; and by what is remembered when it does, which nobody on the line can choose."""
    found: dict[Event, dict[int, list[Way]]] = {}
    for way in ways:
        found.setdefault(way.happened.events[0], {}).setdefault(way.content, []).append(way)
    return [list(contents.values()) for contents in found.values()]


def says_goodbye(happened: Happened) -> bool:
    """Whether the line hangs up."""
    return happened.state.ended and any(isinstance(one, HangUp) for one in happened.effects)


def stuck(flow: Flow, nodes: list[Node]) -> Iterator[Shown]:
    """States from which no event of the volunteer's, and no news of the call, leads to the end."""
    out: set[int] = set()
    found = True
    leading = [
        by_event(
            way for way in node.ways
            if isinstance(way.happened.events[0], Digits | Silence) or in_room(node.state) or index == 0
        )
        for index, node in enumerate(nodes)
    ]  # fmt: skip
    while found:
        found = False
        for index in reversed(range(len(nodes))):
            if index not in out and any(_leads(contents, out) for contents in leading[index]):
                out.add(index)
                found = True
    places = cache(partial(ahead, flow))
    for index, node in enumerate(nodes):
        if index not in out and not node.state.ended:
            yield Shown(index, NO_WAY_OUT, (), places(node.state.step))


def _leads(contents: list[list[Way]], out: set[int]) -> bool:
    """Whether the event leads towards the end, whatever is remembered."""
    return all(any(way.target in out or says_goodbye(way.happened) for way in ways) for ways in contents)


def silent_for_ever(flow: Flow, nodes: list[Node]) -> Iterator[Shown]:
    """States from which somebody who presses nothing need not come to the end: silence leads in a circle."""
    silent = [
        {
            way.target for way in node.ways
            if isinstance(way.happened.events[0], Silence)
            and not (way.happened.spins or _goes_on(flow, nodes, index, way))
        }
        for index, node in enumerate(nodes)
    ]  # fmt: skip
    ends = {
        index for index, node in enumerate(nodes) if node.state.ended or in_room(node.state) or index == 0
    }
    found = True
    while found:
        new = {index for index, targets in enumerate(silent) if index not in ends and targets <= ends}
        ends |= new
        found = bool(new)
    for index, node in enumerate(nodes):
        if index not in ends:
            then = tuple(one for one in node.ways if one.target not in ends)[:1]
            message = FOR_EVER.format("a break" if node.state.signed_in else "an end")
            yield Shown(index, message, then, _on_silence(flow, nodes, index, ends))


def _on_silence(flow: Flow, nodes: list[Node], index: int, ends: set[int]) -> tuple[Path, ...]:
    """What silence goes by from there on, and wherever it leads in the circle."""
    places: list[Path] = []
    seen: set[int] = set()
    while index not in seen:
        seen.add(index)
        node = nodes[index]
        places += [pressed(flow, node.state, Silence()), ("steps", node.state.step, "then")]
        onward = [
            way.target
            for way in node.ways
            if isinstance(way.happened.events[0], Silence) and way.target not in ends
        ]
        index = next((one for one in onward if one != index), index)
    return (*places, ("roles", "lost"))


def _goes_on(flow: Flow, nodes: list[Node], index: int, way: Way) -> bool:
    """Whether it is a break's next turn of music: there are only so many."""
    return way.target == index and isinstance(flow.steps.get(nodes[index].state.step), Break)


# --- whoever is lost ----------------------------------------------------------------------------------


def hung_up_on(flow: Flow, nodes: list[Node]) -> Iterator[Shown]:
    """Where silence, a wrong key or the key for help ends the line of somebody signed in: but for a break's end."""
    for index, node in enumerate(nodes):
        for way in node.ways:
            event = way.happened.events[0]
            if way.before.signed_in and says_goodbye(way.happened) and astray(flow, way.before, event):
                place = pressed(flow, way.before, event)
                yield Shown(index, HUNG_UP_ON, (way,), (place, ("roles", place[-1])))


def astray(flow: Flow, state: State, event: Event) -> bool:
    """Whether the event is what somebody does who does not know what to do."""
    step = flow.steps.get(state.step)
    match event:
        case Silence():
            return not isinstance(step, Break)
        case Digits("0") if not isinstance(step, Entry):
            return True
        case Digits() if isinstance(step, Asking):
            patient = replace(step, manner=replace(step.manner, tries=PATIENCE))
            calm = replace(state, errors=0)
            after, _effects = advance(replace(flow, steps={**flow.steps, step.id: patient}), calm, event)
            return after.errors > 0
        case _:
            return False
