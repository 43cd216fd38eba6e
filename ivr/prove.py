"""What holds on every line, whatever happens; where it does not, the shortest call that shows it.

Proved of every sort of state that the flow can reach, and every sort of event that can happen there (`ivr.alike` says
why the sorts leave none out):

- it leads on: something is heard after every turn, and the shell is never asked for ever;
- nobody is stuck: from everywhere there is a way to the end, whoever presses nothing gets there too, and nobody who
  has signed in is hung up on for being lost (`ivr.ways_out`);
- nothing dials without `PlaceCall`, which policy decides on;
- nothing is played once the contact has answered, and so nothing to the contact;
- a call that was placed is finished before the next one, and none is spoken of without one (`ivr.whole_calls`);
- from the end of a conversation, no more calls can be keyed with three keys, none of which answers a question; between
  two calls, a correction and a break with two (`ivr.within_keys`);
- all that is written is of use (`ivr.of_use`).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ivr.alike import standing_in
from ivr.effects import Effect, EnterRoom, Gather, HangUp
from ivr.events import ContactAnswered, Dialling, LinesClosed
from ivr.explore import MOST_SORTS, Happened, Node, Way, explore, trail
from ivr.flow import Flow
from ivr.of_use import of_no_use
from ivr.shown import Shown, ahead, on_the_way, pressed, refused
from ivr.state import State
from ivr.survey_ways import survey_ways
from ivr.tables import Path
from ivr.telling import heard
from ivr.transcript import transcript
from ivr.ways_out import hung_up_on, in_room, silent_for_ever, stuck
from ivr.whole_calls import unfinished, without_a_call
from ivr.within_keys import few_keys

TOO_MANY = "the flow has too many ways to try them all: let help and a break lead back with “return”, and nowhere else."
SPINS = "the next contact is asked for again and again, and nothing is said: lead the refusal to a menu."
UNHEARD = "nothing is heard after this: give the step that it leads to words."
MUTE = "a wait without a word: give the step something to say."
NEVER_PLACED = "a call is entered that was never placed: lead key 1 of an offer to it, and nothing else."
PLAYED = "something is played when the contact answers: take it out."


@dataclass(frozen=True, slots=True)
class Failing:
    """A proof that fails. `step`: where; `transcript`: the shortest call that shows it, a line for each event.

    `places`: what in the flow's text may be at fault, the likeliest first. `unused`: see `ivr.shown`.
    """

    step: str
    message: str
    transcript: tuple[str, ...]
    places: tuple[Path, ...]
    unused: bool = False


def prove(flow: Flow) -> list[Failing]:
    """Everything that does not hold, once for each step; nothing where all holds."""
    small = standing_in(flow)
    nodes = explore(small)
    if len(nodes) >= MOST_SORTS:
        return [Failing(small.roles.help, TOO_MANY, (), _leading_back(small))]
    found = [_failing(flow, small, nodes, one) for one in shown(small, nodes)]
    return [*found, *_questions(flow)]


def _failing(flow: Flow, small: Flow, nodes: list[Node], one: Shown) -> Failing:
    legs = (*trail(nodes, one.index), *one.then)
    places = one.at if one.unused else tuple(dict.fromkeys((*one.at, *on_the_way(small, legs))))
    return Failing(
        one.step(nodes), one.message, transcript(flow, small, nodes, one.index, one.then), places, one.unused
    )


def shown(flow: Flow, nodes: list[Node]) -> list[Shown]:
    """Where something does not hold, once for each step, fault and place, the nearest first."""
    found: dict[tuple[str, str, tuple[Path, ...]], Shown] = {}
    every = (
        *_each(flow, nodes),
        *stuck(flow, nodes),
        *hung_up_on(flow, nodes),
        *silent_for_ever(flow, nodes),
        *few_keys(flow, nodes),
        *unfinished(flow, nodes),
        *without_a_call(flow, nodes),
        *of_no_use(flow, nodes),
    )
    for one in every:
        found.setdefault((one.step(nodes), one.message, one.at[:1]), one)
    return list(found.values())


def _leading_back(flow: Flow) -> tuple[Path, ...]:
    """What help and the breaks, which lead back, go by."""
    return ahead(flow, flow.roles.help)


def _questions(flow: Flow) -> Iterator[Failing]:
    """What is wrong with any question in any company: `standing_in` left most of them out."""
    told: set[tuple[str, str]] = set()
    speech = Speech(flow)
    for state, event, happened in survey_ways(flow):
        for message, at in _wrong(speech, flow, Way(state, 0, "", happened, 0)):
            if (state.step, message) not in told:
                told.add((state.step, message))
                yield Failing(state.step, message, (f"question {event}",), (*at, ("steps", state.step)))


# --- what every event leads to ----------------------------------------------------------------------


def _each(flow: Flow, nodes: list[Node]) -> Iterator[Shown]:
    speech = Speech(flow)
    for index, node in enumerate(nodes):
        for way in node.ways:
            if not node.state.errors or way.before.errors:  # what was copied has been looked at
                for message, at in _wrong(speech, flow, way):
                    yield Shown(index, message, (way,), at)


def _wrong(speech: "Speech", flow: Flow, way: Way) -> Iterator[tuple[str, tuple[Path, ...]]]:
    """What is wrong with what came of an event, and what may be at fault."""
    before, happened = way.before, way.happened
    voices = [one for one in happened.effects if isinstance(one, Gather | EnterRoom | HangUp)]
    after = happened.state
    if happened.spins:
        yield SPINS, tuple(refused(flow, way))
    elif not (after.ended or voices or in_room(after) or isinstance(happened.events[0], LinesClosed)):
        yield UNHEARD, _said(way)
    if any(speech.mute(after, voice) for voice in voices):
        yield MUTE, _said(way)
    if any(isinstance(one, EnterRoom) for one in happened.effects) and not _placed(before, happened):
        yield NEVER_PLACED, (pressed(flow, before, happened.events[0]),)
    if isinstance(happened.events[0], ContactAnswered) and voices:
        yield PLAYED, (("steps", before.step),)


def _said(way: Way) -> tuple[Path, ...]:
    """The words of the steps that were come to, the last first."""
    passed = [*reversed(way.happened.passed)]
    return tuple(path for step in passed for path in (("steps", step, "say"), ("steps", step)))


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
    return any(isinstance(event, Dialling) for event in happened.events) or in_room(before)
