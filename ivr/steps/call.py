"""The call: what comes of it while the contact's telephone rings, and while the two talk."""

from typing import TypeAlias, assert_never

from ivr.actions import take
from ivr.changed import replace
from ivr.effects import EndContact, Finished, LetGo, SaveOutcome
from ivr.events import ContactAnswered, ContactEnded, ContactRinging, LeftRoom, MachineHeard, Silent
from ivr.flow import Ring
from ivr.state import Call
from ivr.steps.page import finishing
from ivr.turn import Turn

End: TypeAlias = LeftRoom | ContactEnded | MachineHeard | Silent
News: TypeAlias = ContactRinging | ContactAnswered | End


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
    match news:
        case ContactRinging():
            return turn
        case ContactAnswered():
            return turn.having_call(replace(call, phase="talking"))
        case LeftRoom() | ContactEnded() | MachineHeard() | Silent():
            return _over(turn.having_call(replace(call, phase="ended")), step, call, news)
        case _:
            assert_never(news)


def _over(turn: Turn, step: Ring, call: Call, news: End) -> Turn:
    """The call is over: answered or not, and whose doing; the contact's leg is ended unless it just has."""
    attempt = call.attempt or ""
    if call.phase == "talking" and not isinstance(news, MachineHeard):
        return turn.record(EndContact(attempt)).go(finishing(turn.flow) if call.saved else step.talked)
    match news:
        case ContactEnded(_, "completed"):
            return turn.record(EndContact(attempt)).go(step.talked)
        case ContactEnded(_, fate):
            return _unanswered(turn, step, fate)
        case MachineHeard():
            return _unanswered(turn, step, "machine").record(EndContact(attempt))
        case LeftRoom():
            return _unanswered(turn, step, "cancelled").record(EndContact(attempt))
        case Silent():
            return _unanswered(turn, step, "lost").record(EndContact(attempt))
        case _:
            assert_never(news)


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
            ended = turn.record(EndContact(attempt))
            return ended.record(Finished(attempt)) if call.saved else ended
        case "offered" | "ended":
            return turn
