"""Every sort of state that a line can come to, found by trying everything from the first ring on."""

from collections import Counter, deque
from collections.abc import Iterator, Mapping
from functools import cache

from ivr.advance import ARRIVE, advance
from ivr.effects import CheckPin, FindTimes, NextContact, PlaceCall, Query
from ivr.events import (
    Arrived,
    ContactAnswered,
    ContactEnded,
    Dialling,
    Digits,
    Event,
    LeftRoom,
    MachineHeard,
    NobodyToCall,
    Offered,
    Refused,
    SignedIn,
    SignInFailed,
    SignInUnsure,
    Silence,
    Unfinished,
    VolunteerGone,
)
from ivr.happenings import NO_TIMES, TIMES
from ivr.state import State
from tests.ivr.line import ANN, MARY, PIN, TOM, voter_id

FLOW = voter_id()
LEFT = Unfinished("a1", ANN, (TOM,), ANN, "survey_partial", (("council", "7"),))
ARRIVALS: tuple[Event, ...] = (
    Arrived("in", known=True, open=True, language="en"),
    Arrived("in", known=True, open=True),
    Arrived("in", known=False, open=False),
    Arrived("out", known=True, open=True),
    Arrived("back", known=False, open=True, volunteers_too=True),
    Arrived("back", known=False, open=True, number=False),
)
MOVES: tuple[Event, ...] = (
    *(Digits(key) for key in "1234590*#"),
    *(Digits(number) for number in (PIN, "123456", "01632960200")),
    Silence(),
    ContactAnswered("a1"),
    ContactEnded("a1", "no_answer"),
    MachineHeard("a1", "machine"),
    Refused("opted_out", "a1"),
    LeftRoom(),
    VolunteerGone(),
)


def answers(query: Query) -> tuple[Event, ...]:
    """What the shell may answer."""
    match query:
        case CheckPin():
            good = SignedIn(("voters", "members"), key_tested=False, open=True, language="en")
            left = SignedIn(("voters",), key_tested=True, open=True, language="cy", unfinished=LEFT)
            shut = SignedIn((), key_tested=True, open=False, language="en", slow=True, last=LEFT)
            new = SignedIn(("voters",), key_tested=True, open=True, language=None)
            return good, left, shut, new, SignInFailed(), SignInUnsure()
        case NextContact():
            return Offered(ANN, (TOM, MARY), ("intention",)), Offered(ANN), NobodyToCall("outside_hours")
        case FindTimes():
            return TIMES, NO_TIMES
        case PlaceCall():
            return Dialling("a1"), Refused("too_soon"), Refused("stopped")


def after(state: State, event: Event) -> Iterator[State]:
    """Every state that the event may lead to, by what its queries are answered."""
    state, effects = advance(FLOW, state, event)
    if effects and isinstance(effects[-1], Query):
        for answer in answers(effects[-1]):
            yield from after(state, answer)
    else:
        yield state


def _sort(state: State) -> tuple[object, ...]:
    """States of one sort differ in counts and names alone."""
    call = state.call
    shape = call and (
        call.phase,
        call.correcting,
        call.about,
        call.outcome,
        bool(call.picks),
        len(call.surveyed),
        call.question,
    )
    known = (state.signed_in, state.open, state.keys_tested, state.number, state.direction)
    return (state.step, state.back, min(state.errors, 2), bool(state.last), known, shape)


@cache
def reachable(most: int = 80) -> Mapping[str, tuple[State, ...]]:
    """States of all sorts, by their step: so many of each at most, so that none crowds out one that is far away."""
    waiting: deque[State] = deque()
    found: dict[tuple[object, ...], State] = {}
    at_step = Counter[str]()

    def note(state: State) -> None:
        if at_step[state.step] < most and _sort(state) not in found:
            found[_sort(state)] = state
            at_step[state.step] += 1
            waiting.append(state)

    for arrival in ARRIVALS:
        for state in after(State(ARRIVE), arrival):
            note(state)
    while waiting:
        state = waiting.popleft()
        for event in MOVES:
            for one in after(state, event):
                note(one)
    return {step: tuple(one for one in found.values() if one.step == step) for step in sorted(at_step)}
