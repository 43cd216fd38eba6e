"""The call: what comes of it while the contact's telephone rings, and while the two talk."""

from dataclasses import replace
from typing import TypeAlias

from ivr.actions import take
from ivr.effects import EndContact, Finished, LetGo, SaveOutcome
from ivr.events import ContactAnswered, ContactEnded, ContactRinging, LeftRoom, MachineHeard, Silent
from ivr.flow import Ring
from ivr.state import Call
from ivr.turn import Turn

News: TypeAlias = LeftRoom | ContactRinging | ContactAnswered | ContactEnded | MachineHeard | Silent


def enter(turn: Turn, _step: Ring) -> Turn:
    """Into the room."""
    call = turn.state.call
    if call is None or call.attempt is None:
        return turn.go(turn.flow.roles.signed_in)
    return turn.enter_room(call.attempt)


def hear(turn: Turn, step: Ring, news: News) -> Turn:
    """News of the call at hand; of any other, or twice, it changes nothing."""
    call = turn.state.call
    if call is None or call.attempt is None or call.phase not in ("ringing", "talking"):
        return turn
    if getattr(news, "attempt", call.attempt) != call.attempt:
        return turn
    ended = turn.having_call(replace(call, phase="ended"))
    ringing = call.phase == "ringing"
    match news:
        case ContactRinging():
            return turn
        case ContactAnswered():
            return turn.having_call(replace(call, phase="talking"))
        case ContactEnded(_, fate) if ringing and fate != "completed":
            return _unanswered(ended, step, fate)
        case ContactEnded():
            return ended.record(EndContact(call.attempt)).go(step.talked)
        case MachineHeard():
            return _unanswered(ended, step, "machine").record(EndContact(call.attempt))
        case LeftRoom() if ringing:
            return _unanswered(ended.record(EndContact(call.attempt)), step, "cancelled")
        case Silent() if ringing:
            return _unanswered(ended.record(EndContact(call.attempt)), step, "lost")
        case LeftRoom() | Silent():
            return ended.record(EndContact(call.attempt)).go(step.talked)


def _unanswered(turn: Turn, step: Ring, fate: str) -> Turn:
    """Say what became of it, and keep the outcome."""
    choice = step.ends[fate]
    return take(turn.say(choice.words), choice)


def gone(turn: Turn, call: Call) -> Turn:
    """The volunteer's line dropped: what rings is ended, what was talked about stays to be resumed."""
    attempt = call.attempt
    if attempt is None:
        return turn.record(LetGo(call.contact)) if call.phase == "offered" else turn
    match call.phase:
        case "ringing":
            return turn.record(EndContact(attempt), SaveOutcome(attempt, "cancelled"), Finished(attempt))
        case "talking":
            return turn.record(EndContact(attempt))
        case "offered" | "ended":
            return turn
