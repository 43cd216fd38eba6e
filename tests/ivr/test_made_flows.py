"""Flows made at random: those that the checker passes never get stuck, whoever does what on the line, and when."""

from random import Random
from typing import Final

import pytest
from hypothesis import given, settings

from ivr.advance import ARRIVE, advance
from ivr.effects import CheckPin, EnterRoom, FindTimes, Gather, HangUp, NextContact, PlaceCall, Query
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
    Person,
    Refused,
    SignedIn,
    Silence,
    Silent,
    VolunteerGone,
)
from ivr.examine import examine
from ivr.flow import Flow
from ivr.happenings import NO_TIMES, TIMES
from ivr.state import State
from tests.ivr.made_flows import flows

WALKS: Final = 60
LONGEST: Final = 25
CLOSED: Final = 0.2
"""How often lines are closed, nobody is to be called, or a call is refused."""
KEYS: Final[list[Event]] = [Digits(one) for one in "1111122233345567790*#"]
ELSEWHERE: Final[list[Event]] = [
    Silence(), Silence(), LeftRoom(), Silent(), LinesClosed(), VolunteerGone(),
    ContactRinging("a1"), ContactAnswered("a1"), MachineHeard("a1", "machine"), MachineHeard("a1", "fax"),
    ContactEnded("a1", "no_answer"), ContactEnded("a1", "busy"), ContactEnded("a1", "completed"),
    ContactEnded("a1", "failed"), Refused("outside_hours", "a1"),
]  # fmt: skip


def answered(dice: Random, query: Query) -> Event:
    match query:
        case CheckPin():
            return SignedIn(("v",), key_tested=True, open=dice.random() > CLOSED, language="en")
        case NextContact():
            nobody = [NobodyToCall("stopped"), NobodyToCall("outside_hours"), NobodyToCall()]
            return Offered(Person("ann")) if dice.random() > CLOSED else dice.choice(nobody)
        case FindTimes():
            return dice.choice([TIMES, NO_TIMES])
        case PlaceCall():
            refused = [Refused("outside_hours"), Refused("too_soon")]
            return Dialling("a1") if dice.random() > CLOSED else dice.choice(refused)


def happen(dice: Random, flow: Flow, state: State, event: Event) -> tuple[State, bool]:
    """The state once the shell has answered, and whether the line was told what to do next."""
    spoken = False
    for _asked in range(20):
        state, effects = advance(flow, state, event)
        spoken |= any(isinstance(one, Gather | EnterRoom | HangUp) for one in effects)
        if not effects or not isinstance(effects[-1], Query):
            return state, spoken
        event = answered(dice, effects[-1])
    raise AssertionError("the shell is asked for ever")


def in_room(state: State) -> bool:
    return state.call is not None and state.call.phase in ("ringing", "talking")


def walk(dice: Random, flow: Flow) -> None:
    """Somebody signs in, and one thing after another happens; at each, whoever hangs on comes to the end."""
    state, spoken = happen(
        dice, flow, State(ARRIVE), Arrived("in", known=True, open=dice.random() > CLOSED, language="en")
    )
    assert spoken
    events = [Digits("2580"), *dice.choices([*KEYS, *ELSEWHERE], k=dice.randrange(LONGEST))]
    for event in events:
        if state.ended:
            break
        calling = in_room(state)
        state, spoken = happen(dice, flow, state, event)
        assert spoken or calling or not isinstance(event, Digits | Silence)
    assert goes_silently(dice, flow, state)


def goes_silently(dice: Random, flow: Flow, state: State) -> bool:
    """Whether whoever hangs on and presses nothing comes to the end; a call that lasts is ended first."""
    for _wait in range(200):
        if state.ended:
            return True
        state, _spoken = happen(dice, flow, state, LeftRoom() if in_room(state) else Silence())
    return False


def never_stuck(examples: int) -> list[int]:
    """Try so many flows; how many questions those had that the checker passed."""
    passed = []

    @given(flows())
    @settings(max_examples=examples, deadline=None, derandomize=True, database=None)
    def never_gets_stuck(text: str) -> None:
        flow = examine(text).flow
        if flow is None:
            return
        passed.append(text.count("[[questions]]"))
        for seed in range(WALKS):
            walk(Random(seed), flow)

    never_gets_stuck()
    return passed


def test_a_flow_that_the_checker_passes_never_gets_stuck() -> None:
    passed = never_stuck(6)
    assert len(passed) >= 3
    assert max(passed) >= 4, "with questions that depend on one another"


@pytest.mark.long
def test_many_flows_that_the_checker_passes_never_get_stuck() -> None:
    assert len(never_stuck(80)) >= 40
