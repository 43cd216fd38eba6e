"""`advance`: what happens next on a volunteer's line. The whole machine; the steps' kinds are in `ivr.steps`.

An event that does not fit where the line stands, because it is late, comes twice or is about another attempt,
changes nothing and has no effects.
"""

from typing import assert_never

from ivr.actions import first, take
from ivr.changed import replace
from ivr.effects import (
    CheckPin,
    Effect,
    EnterRoom,
    FindTimes,
    Gather,
    HangUp,
    NextContact,
    PlaceCall,
    SessionEnds,
)
from ivr.events import (
    Arrived,
    ContactAnswered,
    ContactEnded,
    ContactRinging,
    Dialling,
    Digits,
    Event,
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
from ivr.flow import (
    Break,
    Days,
    End,
    Entry,
    Flow,
    Languages,
    Members,
    Menu,
    Offer,
    Questions,
    Review,
    Ring,
    Route,
    Say,
    Step,
    Times,
)
from ivr.page import Overtaken, PageEvent, Saved, Wanted
from ivr.state import State
from ivr.steps import call, entry, languages, members, menu, offer, page, survey, times
from ivr.turn import Turn

UNHEARD = (Gather, EnterRoom, HangUp, CheckPin, NextContact, PlaceCall, FindTimes, SessionEnds)
"""Effects that need somebody on the line."""

ARRIVE = "arrive"
"""The step of a line that nobody has arrived on yet: `State(step=ARRIVE)`."""


def advance(flow: Flow, state: State, event: Event | PageEvent) -> tuple[State, tuple[Effect, ...]]:
    """The state after the event, and what the shell is asked to do, in order. Never raises."""
    after, effects, _passed = passing(flow, state, event)
    return after, effects


def passing(
    flow: Flow, state: State, event: Event | PageEvent
) -> tuple[State, tuple[Effect, ...], tuple[str, ...]]:
    """As `advance`, and the steps that the line comes to on the way, in order."""
    if state.ended:
        return state, (), ()
    spoken = _spoken(flow, state)
    turn = _happen(_standing(Turn(flow, spoken)), event)
    passed: list[str] = []
    while turn.moving:
        passed.append(turn.state.step)
        turn = _enter(turn)
    if turn.state is spoken and not turn.effects:
        return state, (), ()
    return turn.state, turn.effects, tuple(passed)


def _spoken(flow: Flow, state: State) -> State:
    """In the language that was chosen, or in the flow's first where it lacks that one."""
    language = next(one for one in (state.wish, state.language, *flow.languages) if one in flow.languages)
    if (language, len(flow.languages)) == (state.language, state.languages):
        return state
    return replace(state, language=language, languages=len(flow.languages))


def _standing(turn: Turn) -> Turn:
    """Where the line stands. A step that this flow does not have, after a change of flow, is left behind."""
    state = turn.state
    if turn.step() is not None or state.step == ARRIVE:
        return turn
    if state.call and state.call.phase in ("ringing", "talking"):
        rings = [step.id for step in turn.flow.steps.values() if isinstance(step, Ring)]
        return turn.having(replace(state, step=rings[0]))
    roles = turn.flow.roles
    return turn.having(replace(state, step=roles.signed_in if state.signed_in else roles.sign_in))


# A closed union again.
def _happen(turn: Turn, event: Event | PageEvent) -> Turn:  # noqa: PLR0911
    step = turn.step()
    match event:
        case Wanted() | Saved() | Overtaken():
            return _on_page(turn, event)
        case Arrived():
            return _arrive(turn, event) if turn.state.step == ARRIVE else turn
        case VolunteerGone():
            return _gone(turn)
        case LinesClosed():
            return turn.having(replace(turn.state, closing=turn.state.open))
        case Digits() | Silence():
            return turn if step is None or turn.state.step == ARRIVE else _hear(turn, step, event)
        case LeftRoom() | ContactRinging() | ContactAnswered() | ContactEnded() | MachineHeard() | Silent():
            return call.hear(turn, step, event) if isinstance(step, Ring) else turn
        case SignedIn() | SignInFailed() | SignInUnsure():
            return _checked(turn, step, event)
        case Offered() | NobodyToCall() | Dialling() | Refused():
            return _answered(turn, step, event)
        case TimesFree():
            return times.found(turn, step, event) if isinstance(step, Times) else turn
        case _:
            assert_never(event)


def _on_page(turn: Turn, event: PageEvent) -> Turn:
    match event:
        case Wanted():
            return page.wanted(turn, event)
        case Saved():
            return page.saved(turn, event)
        case Overtaken():
            return page.overtaken(turn)
        case _:
            assert_never(event)


def _arrive(turn: Turn, event: Arrived) -> Turn:
    state = replace(
        turn.state,
        direction=event.direction,
        known=event.known,
        number=event.number,
        open=event.open,
        volunteers_too=event.volunteers_too,
        shared=event.shared,
        wish=event.language,
    )
    return turn.having(_spoken(turn.flow, state)).go(turn.flow.roles.arrive)


# A closed union, and one line for each kind: more returns than a function usually has, and none to follow.
def _enter(turn: Turn) -> Turn:  # noqa: C901, PLR0911, PLR0912
    """Do what a step does as the line comes to it."""
    step = turn.step()
    match step:
        case None:
            return turn.go(
                turn.flow.roles.signed_in if turn.state.signed_in else turn.flow.roles.lost_stranger
            )
        case Route():
            return take(turn, first(turn, step.to))
        case Say():
            return _say(turn, step)
        case Menu():
            return menu.enter(turn, step)
        case Break():
            return menu.rest(turn, step)
        case Entry():
            return entry.enter(turn, step)
        case Offer():
            return offer.enter(turn, step)
        case Ring():
            return call.enter(turn, step)
        case Questions():
            return survey.enter(turn, step)
        case Review():
            return survey.review(turn, step)
        case Members():
            return members.enter(turn, step)
        case Times():
            return times.enter(turn, step)
        case Days():
            return times.ask(turn, step)
        case Languages():
            return languages.enter(turn, step)
        case End():
            return turn.say(*step.say).hang_up()
        case _:
            assert_never(step)


def _say(turn: Turn, step: Say) -> Turn:
    """What the step does comes first: "Saved. Six calls." counts the call that it has just saved."""
    done = take(turn, step.then)
    return done.say(*step.say)


# The same union.
def _hear(turn: Turn, step: Step, event: Digits | Silence) -> Turn:  # noqa: C901, PLR0911
    match step:
        case Menu():
            return menu.hear(turn, step, event)
        case Break():
            return menu.resting(turn, step, event)
        case Entry():
            return entry.hear(turn, step, event)
        case Offer():
            return offer.hear(turn, step, event)
        case Questions():
            return survey.hear(turn, step, event)
        case Review():
            return survey.reviewed(turn, step, event)
        case Members():
            return members.hear(turn, step, event)
        case Days():
            return times.hear(turn, step, event)
        case Languages():
            return languages.hear(turn, step, event)
        case Ring():
            return turn
        case Route() | Say() | Times() | End():
            return turn.again()
        case _:
            assert_never(step)


def _checked(turn: Turn, step: Step | None, event: SignedIn | SignInFailed | SignInUnsure) -> Turn:
    """What came of the PIN."""
    if turn.state.signed_in or not isinstance(step, Entry) or step.takes != "pin":
        return turn
    match event:
        case SignedIn():
            return entry.signed_in(turn, step, event)
        case SignInFailed():
            return entry.failed(turn, step, event)
        case SignInUnsure():
            return entry.unsure(turn)


def _answered(turn: Turn, step: Step | None, event: Offered | NobodyToCall | Dialling | Refused) -> Turn:
    """What came of asking for a contact, or for a call."""
    if isinstance(event, Refused):
        return offer.refused(turn, event) if isinstance(step, Offer | Ring) else turn
    if not isinstance(step, Offer):
        return turn
    match event:
        case Dialling():
            return offer.dialling(turn, step, event)
        case Offered():
            return offer.offer(turn, event) if turn.state.call is None else turn
        case NobodyToCall():
            return offer.nobody(turn, event) if turn.state.call is None else turn


def _gone(turn: Turn) -> Turn:
    """The volunteer's line dropped: what a silence would have confirmed is confirmed; the rest waits."""
    at_hand = turn.state.call
    if at_hand is not None:
        turn = call.gone(_silence_kept(turn), at_hand)
    return turn.record(SessionEnds()).having(replace(turn.state, pending=(), ended=True))


def _silence_kept(turn: Turn) -> Turn:
    """The records, and nothing else, of a silence that means something at this step."""
    step = turn.step()
    if not isinstance(step, Menu) or step.silence is None:
        return turn
    silent = take(turn, step.silence)
    while silent.moving:
        silent = _enter(silent)
    kept = tuple(effect for effect in silent.effects if not isinstance(effect, UNHEARD))
    return replace(turn, effects=turn.effects + kept)
