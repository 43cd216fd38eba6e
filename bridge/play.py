"""One event through the call flow: `advance`, its queries answered on the spot, its records written, its voice."""

from datetime import timedelta
from typing import Final, assert_never

from bridge import call_backs, queries, records, sign_in, twiml, words
from bridge.desk import Desk, new_turn
from ivr.advance import advance
from ivr.effects import (
    CallAgain,
    CallBack,
    CheckPin,
    ChooseCampaign,
    ChooseLanguage,
    ClosingRead,
    Effect,
    EndContact,
    EnterRoom,
    FalsePositive,
    FindTimes,
    Finished,
    Gather,
    HangUp,
    KeysWork,
    LetGo,
    NextContact,
    OptOut,
    OptOutCaller,
    PassOn,
    PlaceCall,
    ReportConcern,
    ReportFault,
    RingMe,
    SaveAnswer,
    SaveOutcome,
    SessionEnds,
    Voice,
    WantCoordinator,
)
from ivr.events import Event, LinesClosed
from ivr.page import PageEvent

QUERIES_AT_MOST: Final = 60
"""More questions than this from one event is a fault of the flow, and not worth a caller's silence."""
ROOM_GRACE: Final = timedelta(seconds=10)
DIAL_GRACE: Final = timedelta(seconds=60)
"""How long an intended call may wait for its turn in the pacing before the session is looked at."""


class FlowRunsOnError(RuntimeError):
    """A call flow keeps asking and never comes to the caller's turn."""


def play(desk: Desk, event: Event | PageEvent, *, replying: bool) -> None:
    """Play the event. `replying`: the volunteer's leg is waiting for this very reply; else it is moved by order."""
    if desk.state.signed_in and desk.state.open and not sign_in.lines_open(desk.parts, desk.now):
        desk.state, _ = advance(desk.flow, desk.state, LinesClosed())
    pending: Event | PageEvent | None = event
    for _ in range(QUERIES_AT_MOST):
        if pending is None:
            return
        desk.state, effects = advance(desk.flow, desk.state, pending)
        pending = None
        for effect in effects:
            pending = _carry_out(desk, effect, replying) or pending
    raise FlowRunsOnError(desk.state.step)


def _carry_out(desk: Desk, effect: Effect, replying: bool) -> Event | None:
    match effect:
        case Gather() | EnterRoom() | HangUp():
            speak(desk, effect, replying=replying)
        case CheckPin():
            return sign_in.check_pin(desk, effect)
        case NextContact():
            return queries.next_contact(desk, effect)
        case PlaceCall():
            return queries.place_call(desk, effect)
        case FindTimes(attempt):
            return call_backs.free(desk, attempt)
        case (
            ChooseCampaign()
            | ChooseLanguage()
            | EndContact()
            | SaveOutcome()
            | SaveAnswer()
            | OptOut()
            | OptOutCaller()
            | CallAgain()
            | CallBack()
            | PassOn()
            | ClosingRead()
            | FalsePositive()
            | Finished()
            | LetGo()
            | KeysWork()
            | ReportFault()
            | ReportConcern()
            | WantCoordinator()
            | RingMe()
            | SessionEnds()
        ):
            records.write(desk, effect)
        case _:
            assert_never(effect)
    return None


def speak(desk: Desk, voice: Voice, *, replying: bool) -> None:
    """Make the voice the session's present turn. A leg that is not asking for it is moved there."""
    was_in_room = bool(desk.row["in_room"])
    desk.row["turn"] = new_turn()
    desk.row["in_room"] = isinstance(voice, EnterRoom)
    desk.row["reply"] = render(desk, voice)
    desk.row["given"] = False
    match voice:
        case Gather(wait=wait):
            # Long enough for any prompt: past it the volunteer's leg itself is looked for at the carrier.
            desk.look_again_in(timedelta(seconds=wait) + timedelta(minutes=3))
        case EnterRoom():
            desk.row["hold_fetches"] = 0
            desk.look_again_in(timedelta(seconds=desk.parts.terms.ring_timeout) + ROOM_GRACE + DIAL_GRACE)
        case HangUp():
            desk.look_again_in(timedelta(minutes=1))
        case _:
            assert_never(voice)
    waits_elsewhere = was_in_room or isinstance(voice, EnterRoom) or desk.channel == "page"
    if not replying and not desk.ended and waits_elsewhere:
        desk.order("move", f"move:{desk.row['turn']}", session=desk.id)


def render(desk: Desk, voice: Voice) -> str:
    """The voice as TwiML, its prompts spoken in the volunteer's language."""
    match voice:
        case Gather():
            spoken, turn = words.spoken(desk, voice.say), str(desk.row["turn"])
            return twiml.gather(voice, spoken, turn, desk.parts, words.music(desk))
        case EnterRoom():
            return twiml.room(voice.attempt, str(desk.row["turn"]), desk.parts)
        case HangUp():
            return twiml.hang_up(words.spoken(desk, voice.say), desk.parts)
        case _:
            assert_never(voice)
