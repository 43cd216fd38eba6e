"""What holds on every line, whatever happens; where it does not, the shortest call that shows it.

Proved of every sort of state that the flow can reach, and every sort of event that can happen there (`ivr.alike` says
why the sorts leave none out):

- it leads on: something is heard after every turn, and the shell is never asked for ever;
- nobody is stuck: from everywhere there is a way to the end, and whoever presses nothing gets there too;
- nothing dials without `PlaceCall`, which policy decides on;
- nothing is played once the contact has answered, and so nothing to the contact;
- from the end of a conversation, no more calls can be keyed with three keys, none of which answers a question.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from ivr.alike import standing_in
from ivr.effects import Effect, EnterRoom, Gather, HangUp, OptOut
from ivr.events import ContactAnswered, Dialling, Digits, Event, LinesClosed, Silence
from ivr.explore import MOST_SORTS, Happened, Node, Way, explore
from ivr.flow import Break, Flow, Questions, Review, Ring
from ivr.state import State
from ivr.survey_ways import survey_ways
from ivr.telling import heard
from ivr.transcript import transcript

KEYS_TO_STOP = 3


TOO_MANY = "the flow has too many ways to try them all: let help and a break lead back with “return”, and nowhere else."

Shown: TypeAlias = tuple[int, str, tuple[Way, ...]]
"""A node at which something does not hold, what, and what happens there that shows it."""


@dataclass(frozen=True, slots=True)
class Failing:
    """A proof that fails. `step`: where; `transcript`: the shortest call that shows it, a line for each event."""

    step: str
    message: str
    transcript: tuple[str, ...]


def prove(flow: Flow) -> list[Failing]:
    """Everything that does not hold, once for each step; nothing where all holds."""
    small = standing_in(flow)
    nodes = explore(small)
    if len(nodes) >= MOST_SORTS:
        return [Failing(small.roles.help, TOO_MANY, ())]
    found = [
        Failing(nodes[index].state.step, message, transcript(flow, small, nodes, index, then))
        for index, message, then in shown(small, nodes)
    ]
    return [*found, *(Failing(step, message, lines) for step, message, lines in _questions(flow))]


def shown(flow: Flow, nodes: list[Node]) -> list[Shown]:
    """Where something does not hold, once for each step and fault, the nearest first."""
    found: dict[tuple[str, str], Shown] = {}
    every = (
        *_each(flow, nodes),
        *_stuck(nodes),
        *_silent_for_ever(flow, nodes),
        *_stops(flow, nodes),
    )
    for one in every:
        index, message, _then = one
        found.setdefault((nodes[index].state.step, message), one)
    return list(found.values())


def _questions(flow: Flow) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """What is wrong with any question in any company: `standing_in` left most of them out."""
    told: set[tuple[str, str]] = set()
    speech = Speech(flow)
    for state, event, happened in survey_ways(flow):
        for message in _wrong(speech, state, happened):
            if (state.step, message) not in told:
                told.add((state.step, message))
                yield state.step, message, (f"question {event}",)


# --- what every event leads to ----------------------------------------------------------------------


def _each(flow: Flow, nodes: list[Node]) -> Iterator[Shown]:
    speech = Speech(flow)
    for index, node in enumerate(nodes):
        for way in node.ways:
            if not node.state.errors or way.before.errors:  # what was copied has been looked at
                for message in _wrong(speech, way.before, way.happened):
                    yield index, message, (way,)


def _wrong(speech: "Speech", before: State, happened: Happened) -> Iterator[str]:
    """What is wrong with what came of an event."""
    voices = [one for one in happened.effects if isinstance(one, Gather | EnterRoom | HangUp)]
    after = happened.state
    if happened.spins:
        yield "the next contact is asked for again and again, and nothing is said: lead the refusal to a menu."
    elif not (after.ended or voices or _in_room(after) or isinstance(happened.events[0], LinesClosed)):
        yield "nothing is heard after this: give the step that it leads to words."
    if any(speech.mute(after, voice) for voice in voices):
        yield "a wait without a word: give the step something to say."
    if any(isinstance(one, EnterRoom) for one in happened.effects) and not _placed(before, happened):
        yield "a call is entered that was never placed: lead key 1 of an offer to it, and nothing else."
    if isinstance(happened.events[0], ContactAnswered) and voices:
        yield "something is played when the contact answers: take it out."


def _in_room(state: State) -> bool:
    return state.call is not None and state.call.phase in ("ringing", "talking")


class Speech:
    """Whether words are heard. `_known`: what was found out before, since the same is said in many states."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._known: dict[tuple[str, Effect], bool] = {}

    def mute(self, state: State, voice: Effect) -> bool:
        """Whether nothing is heard: but for the line that hangs up on a machine, which says nothing on purpose."""
        match voice:
            case Gather(music=False):
                if (state.language, voice) not in self._known:
                    self._known[state.language, voice] = not heard(self._flow, state, (voice,))
                return self._known[state.language, voice]
            case HangUp(say):
                return state.signed_in and not say
            case _:
                return False


def _placed(before: State, happened: Happened) -> bool:
    """Whether policy allowed the call just now, or it had before."""
    return any(isinstance(event, Dialling) for event in happened.events) or _in_room(before)


# --- ways out ---------------------------------------------------------------------------------------


def _by_event(ways: Iterable[Way]) -> list[list[list[Way]]]:
    """The ways by what happens; and by what is remembered when it does, which nobody on the line can choose."""
    found: dict[Event, dict[int, list[Way]]] = {}
    for way in ways:
        found.setdefault(way.happened.events[0], {}).setdefault(way.content, []).append(way)
    return [list(contents.values()) for contents in found.values()]


def _stuck(nodes: list[Node]) -> Iterator[Shown]:
    """States from which no event of the volunteer's, and no news of the call, leads to the end."""
    out: set[int] = set()
    found = True
    leading = [
        _by_event(
            way for way in node.ways
            if isinstance(way.happened.events[0], Digits | Silence) or _in_room(node.state) or index == 0
        )
        for index, node in enumerate(nodes)
    ]  # fmt: skip
    while found:
        found = False
        for index in reversed(range(len(nodes))):
            if index not in out and any(_leads(contents, out) for contents in leading[index]):
                out.add(index)
                found = True
    for index, node in enumerate(nodes):
        if index not in out and not node.state.ended:
            yield index, "there is no way out from here: give it a key that leads on.", ()


def _leads(contents: list[list[Way]], out: set[int]) -> bool:
    """Whether the event leads towards the end, whatever is remembered."""
    return all(any(way.target in out or _goodbye(way.happened) for way in ways) for ways in contents)


def _goodbye(happened: Happened) -> bool:
    return happened.state.ended and any(isinstance(one, HangUp) for one in happened.effects)


def _silent_for_ever(flow: Flow, nodes: list[Node]) -> Iterator[Shown]:
    """States from which somebody who presses nothing need not come to the end: silence leads in a circle."""
    silent = [
        {
            way.target for way in node.ways
            if isinstance(way.happened.events[0], Silence) and not _goes_on(flow, nodes, index, way)
        }
        for index, node in enumerate(nodes)
    ]  # fmt: skip
    ends = {
        index for index, node in enumerate(nodes) if node.state.ended or _in_room(node.state) or index == 0
    }
    found = True
    while found:
        new = {index for index, targets in enumerate(silent) if index not in ends and targets <= ends}
        ends |= new
        found = bool(new)
    for index in range(len(nodes)):
        if index not in ends:
            message = (
                "whoever presses nothing goes round for ever here: lead the last error to a break or an end."
            )
            yield index, message, tuple(one for one in nodes[index].ways if one.target not in ends)[:1]


def _goes_on(flow: Flow, nodes: list[Node], index: int, way: Way) -> bool:
    """Whether it is a break's next turn of music: there are only so many."""
    return way.target == index and isinstance(flow.steps.get(nodes[index].state.step), Break)


# --- opting out -------------------------------------------------------------------------------------


def _stops(flow: Flow, nodes: list[Node]) -> Iterator[Shown]:
    """No more calls can be keyed with three keys from where the line comes to after a conversation.

    Not by way of the questions: how many of them are asked differs from call to call.
    """
    after_talk = {step.talked for step in flow.steps.values() if isinstance(step, Ring)}
    asking = {id_ for id_, step in flow.steps.items() if isinstance(step, Questions | Review)}
    keyed = [
        _by_event(way for way in node.ways if isinstance(way.happened.events[0], Digits))
        if node.state.step not in asking
        else []
        for node in nodes
    ]
    stops: set[int] = set()
    for _key in range(KEYS_TO_STOP):
        stops |= {
            index for index, pressed in enumerate(keyed) if any(_leads_to_stop(one, stops) for one in pressed)
        }
    for index, node in enumerate(nodes):
        call, errors = node.state.call, node.state.errors or node.state.ended
        over = node.state.step in after_talk and call is not None and call.phase == "ended" and not errors
        if over and index not in stops:
            message = f"no more calls takes more than {KEYS_TO_STOP} keys from here: give a key for it."
            yield index, message, ()


def _leads_to_stop(contents: list[list[Way]], stops: set[int]) -> bool:
    """Whether the key opts out, or leads to where fewer keys do, whatever is remembered."""
    return all(
        any(
            way.target in stops or any(isinstance(one, OptOut) for one in way.happened.effects)
            for way in ways
        )
        for ways in contents
    )
