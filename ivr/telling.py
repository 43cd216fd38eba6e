"""What happens on a line in words, as transcripts and rehearsals have it; and what is heard."""

from collections.abc import Mapping
from typing import assert_never

from ivr import clock
from ivr.effects import Effect, EnterRoom, Gather, HangUp, Utterance
from ivr.events import (
    Arrived,
    ContactAnswered,
    ContactEnded,
    ContactRinging,
    Dialling,
    Digits,
    Event,
    Fate,
    LeftRoom,
    LinesClosed,
    MachineHeard,
    NobodyToCall,
    Offered,
    Refused,
    SignedIn,
    SignInFailed,
    SignInUnsure,
    Silence,
    Silent,
    TimesFree,
    VolunteerGone,
)
from ivr.flow import Flow
from ivr.speak import speak
from ivr.state import State

FATES: Mapping[Fate, str] = {
    "busy": "engaged",
    "no_answer": "no answer",
    "failed": "does not connect",
    "cancelled": "cancelled",
    "completed": "contact hangs up",
}
SAMPLE_WORDS: dict[str, str] = {
    "name": "Jo",
    "organisation": "Harbour Party",
    "ward": "Quay ward",
    "campaign": "Saltmouth voters",
    "purpose": "the coming election",
    "address": "1 Quay Street, Saltmouth",
    "coordinator": "your co-ordinator",
    "intention": "undecided",
    "household": "Tom Reed, Mary Reed",
}
SAMPLE_NAMES: Mapping[str, str] = {"contact": "Ann Reed", "tom": "Tom Reed", "mary": "Mary Reed"}


# A closed union, and one line for each kind.
def told(event: Event) -> str:  # noqa: C901, PLR0911, PLR0912
    """The event, as somebody would write it down who stands by."""
    match event:
        case Arrived(direction, known):
            new = event.language is None and not event.shared
            return {
                "in": "ring in" + (" for the first time" * new if known else " as a stranger"),
                "out": "we ring",
                "back": "ring back",
            }[direction] + ("" if event.open else " after closing time")
        case Digits(keys):
            return keys
        case Silence():
            return "nothing"
        case LeftRoom():
            return "star"
        case VolunteerGone():
            return "hang up"
        case LinesClosed():
            return "closing time"
        case ContactRinging():
            return "contact rings"
        case ContactAnswered():
            return "contact answers"
        case ContactEnded():
            return FATES[event.fate]
        case MachineHeard():
            return "answering machine" if event.kind == "machine" else "fax"
        case Silent():
            return "no news"
        case SignedIn():
            return "pin"
        case SignInFailed():
            return "wrong pin"
        case SignInUnsure():
            return "pin of several"
        case Offered():
            return "(a contact is offered)"
        case NobodyToCall():
            return f"(nobody to call{_because(event.reason)})"
        case TimesFree():
            return "(times for a call back)" if any(event.days) else "(no time for a call back)"
        case Dialling():
            return "(the call is placed)"
        case Refused():
            return f"(refused{_because(event.reason)})"
        case _:
            assert_never(event)


def _because(reason: str | None) -> str:
    return f": {reason}" if reason else ""


def heard(flow: Flow, state: State, effects: tuple[Effect, ...]) -> str:
    """What the volunteer hears, with sample names: words, `(music)`, `(ringing)`, `(the end)`, or nothing."""
    for effect in effects:
        match effect:
            case EnterRoom():
                return "(ringing)"
            case Gather(say, music=music):
                return _words(flow, state, say) + (" (music)" if music else "")
            case HangUp(say):
                return f"{_words(flow, state, say)} (the end)".strip()
            case _:
                pass
    return ""


def _words(flow: Flow, state: State, say: tuple[Utterance, ...]) -> str:
    words = SAMPLE_WORDS | clock.words(flow, state.language)
    return " ".join(speak(flow, one, state.language, words, SAMPLE_NAMES).text for one in say)
