"""What holds on every line, whatever happens; where it does not, the shortest call that shows it.

Proved of every sort of state that the flow can reach, and every sort of event that can happen there:

- it leads on: something is heard after every turn, and the shell is never asked for ever;
- nobody is stuck: from everywhere there is a way to the end, and whoever presses nothing gets there too;
- nothing dials without `PlaceCall`, which policy decides on;
- nothing is played once the contact has answered, and so nothing to the contact;
- from the end of a conversation, no more calls can be keyed with three keys.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from ivr.advance import ARRIVE, advance
from ivr.alike import thinned
from ivr.effects import Effect, EnterRoom, Gather, HangUp, OptOut
from ivr.events import ContactAnswered, Dialling, Digits, Event, Silence
from ivr.explore import MOST_SORTS, Happened, Node, explore, settled, trail
from ivr.flow import Flow, Ring
from ivr.state import State
from ivr.telling import heard, told

KEYS_TO_STOP = 3
MOST_SILENCE = 200
"""Waits in a row: a break of an hour has fewer."""


TOO_MANY = "the flow has too many ways to try them all: let help and a break lead back with “return”, and nowhere else."

Shown: TypeAlias = tuple[int, str, tuple[Event, ...]]
"""A node at which something does not hold, what, and the events that show it from there."""


@dataclass(frozen=True, slots=True)
class Failing:
    """A proof that fails. `step`: where; `transcript`: the shortest call that shows it, a line for each event."""

    step: str
    message: str
    transcript: tuple[str, ...]


def prove(flow: Flow) -> list[Failing]:
    """Everything that does not hold, once for each step; nothing where all holds."""
    small = thinned(flow)
    nodes = explore(small)
    if len(nodes) >= MOST_SORTS:
        return [Failing(small.roles.help, TOO_MANY, ())]
    found: dict[tuple[str, str], Shown] = {}
    for shown in (
        *_each(small, nodes),
        *_stuck(nodes),
        *_silent_for_ever(small, nodes),
        *_stops(small, nodes),
    ):
        index, message, _then = shown
        found.setdefault((nodes[index].state.step, message), shown)
    return [_failing(small, nodes, shown) for shown in found.values()]


def _failing(flow: Flow, nodes: list[Node], shown: Shown) -> Failing:
    index, message, then = shown
    return Failing(nodes[index].state.step, message, transcript(flow, (*trail(nodes, index), *then)))


def transcript(flow: Flow, events: tuple[Event, ...]) -> tuple[str, ...]:
    """The call, a line for each event with what is heard after it."""
    state, lines = State(ARRIVE), []
    for event in events:
        state, effects = advance(flow, state, event)
        words = heard(flow, state, effects)
        lines.append(f"{told(event)}: {words}" if words else told(event))
    return tuple(lines)


# --- what every event leads to ----------------------------------------------------------------------


def _each(flow: Flow, nodes: list[Node]) -> Iterator[Shown]:
    for index, node in enumerate(nodes):
        for happened, _target in node.ways:
            for message in _wrong(flow, node.state, happened):
                yield index, message, happened.events


def _wrong(flow: Flow, before: State, happened: Happened) -> Iterator[str]:
    """What is wrong with what came of an event."""
    voices = [one for one in happened.effects if isinstance(one, Gather | EnterRoom | HangUp)]
    after = happened.state
    if happened.spins:
        yield "the next contact is asked for again and again, and nothing is said: lead the refusal to a menu."
    elif not after.ended and not voices and not _in_room(after):
        yield "nothing is heard after this: give the step that it leads to words."
    if any(_mute(flow, after, voice) for voice in voices):
        yield "a wait without a word: give the step something to say."
    if any(isinstance(one, EnterRoom) for one in happened.effects) and not _placed(before, happened):
        yield "a call is entered that was never placed: lead key 1 of an offer to it, and nothing else."
    if isinstance(happened.events[0], ContactAnswered) and voices:
        yield "something is played when the contact answers: take it out."


def _in_room(state: State) -> bool:
    return state.call is not None and state.call.phase in ("ringing", "talking")


def _mute(flow: Flow, state: State, voice: Effect) -> bool:
    """Whether nothing is heard: but for the line that hangs up on a machine, which says nothing on purpose."""
    match voice:
        case Gather(music=False):
            return not heard(flow, state, (voice,))
        case HangUp(say):
            return state.signed_in and not say
        case _:
            return False


def _placed(before: State, happened: Happened) -> bool:
    """Whether policy allowed the call just now, or it had before."""
    return any(isinstance(event, Dialling) for event in happened.events) or _in_room(before)


# --- ways out ---------------------------------------------------------------------------------------


def _stuck(nodes: list[Node]) -> Iterator[Shown]:
    """States from which no event of the volunteer's, and no news of the call, leads to the end."""
    back: dict[int, set[int]] = {}
    for index, node in enumerate(nodes):
        for happened, target in node.ways:
            if isinstance(happened.events[0], Digits | Silence) or _in_room(node.state) or index == 0:
                back.setdefault(target, set()).add(index)
    goodbyes = {
        target for node in nodes for happened, target in node.ways
        if happened.state.ended and any(isinstance(one, HangUp) for one in happened.effects)
    }  # fmt: skip
    out = set(goodbyes)
    waiting = list(out)
    while waiting:
        new = back.get(waiting.pop(), set()) - out
        out |= new
        waiting.extend(new)
    for index, node in enumerate(nodes):
        if index not in out and not node.state.ended:
            yield index, "there is no way out from here: give it a key that leads on.", ()


def _silent_for_ever(flow: Flow, nodes: list[Node]) -> Iterator[Shown]:
    """States from which somebody who presses nothing never comes to the end."""
    ends: dict[State, bool] = {}
    for index, node in enumerate(nodes):
        if index == 0 or _in_room(node.state) or node.state.ended:
            continue
        if not _ends_in_silence(flow, node.state, ends):
            message = (
                "whoever presses nothing goes round for ever here: lead the last error to a break or an end."
            )
            yield index, message, (Silence(),) * 3


def _ends_in_silence(flow: Flow, state: State, known: dict[State, bool]) -> bool:
    """`known`: states of which it is known whether they end, added to."""
    walked: list[State] = []
    while not (state.ended or state in known or _in_room(state) or len(walked) > MOST_SILENCE):
        walked.append(state)
        state = next(settled(flow, Happened((), state, ()), Silence())).state
    ends = known.get(state, len(walked) <= MOST_SILENCE)
    known.update(dict.fromkeys(walked, ends))
    return ends


# --- opting out -------------------------------------------------------------------------------------


def _stops(flow: Flow, nodes: list[Node]) -> Iterator[Shown]:
    """No more calls can be keyed with three keys from where the line comes to after a conversation."""
    after_talk = {step.talked for step in flow.steps.values() if isinstance(step, Ring)}
    for index, node in enumerate(nodes):
        call, errors = node.state.call, node.state.errors or node.state.ended
        over = node.state.step in after_talk and call is not None and call.phase == "ended" and not errors
        if over and not _stops_within(nodes, index):
            message = f"no more calls takes more than {KEYS_TO_STOP} keys from here: give a key for it."
            yield index, message, ()


def _stops_within(nodes: list[Node], start: int) -> bool:
    waiting, seen = deque([(start, 0)]), {start}
    while waiting:
        index, keys = waiting.popleft()
        for happened, target in nodes[index].ways if keys < KEYS_TO_STOP else ():
            if not isinstance(happened.events[0], Digits):
                continue
            if any(isinstance(one, OptOut) for one in happened.effects):
                return True
            if target not in seen:
                seen.add(target)
                waiting.append((target, keys + 1))
    return False
