"""Flows made at random: those that the checker passes never get stuck, whoever does what on the line."""

from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.advance import ARRIVE, advance
from ivr.effects import CheckPin, EnterRoom, FindTimes, Gather, HangUp, NextContact, PlaceCall, Query
from ivr.events import (
    Arrived,
    ContactAnswered,
    ContactEnded,
    Dialling,
    Digits,
    Event,
    LeftRoom,
    NobodyToCall,
    Offered,
    Person,
    Refused,
    SignedIn,
    Silence,
)
from ivr.examine import examine
from ivr.flow import Flow
from ivr.happenings import NO_TIMES, TIMES
from ivr.state import State
from tests.ivr.test_broken_flows import GOOD

STEPS = (
    "campaign",
    "ready",
    "next",
    "spoke",
    "spoke_yes",
    "opt_out",
    "break",
    "help",
    "finish",
    "work",
    "saved",
    "pass_on",
)
OWN = tuple(f"own_{n}" for n in range(4))
target = st.sampled_from((*STEPS, *OWN[:1], "return"))


def told(at: str, pressed: str, go: str) -> str:
    """A key of a step."""
    words = f'en = "For this, press {pressed}."\ncy = "Am hyn, pwyswch {pressed}."'
    return f'[steps.{at}.keys.{pressed}]\n{words}\ngo = "{go}"\n'


@st.composite
def steps(draw: st.DrawFn, id_: str, following: str) -> str:
    """A step of one's own, that leads to the following one, and a menu elsewhere too."""
    words = f'say = {{ en = "This is {id_}.", cy = "Dyma {id_}." }}'
    match draw(st.sampled_from(("say", "menu", "menu", "route"))):
        case "say":
            return f'[steps.{id_}]\nkind = "say"\n{words}\ngo = "{following}"\n'
        case "route":
            condition = draw(st.sampled_from(("closed", "last", "answers", "correcting")))
            to = f'{{ when = "{condition}", go = "{draw(target)}" }}, {{ go = "{following}" }}'
            return f'[steps.{id_}]\nkind = "route"\nto = [{to}]\n'
        case _:
            lost = draw(st.sampled_from(("", *OWN[:1], *OWN[:1], *STEPS)))
            line = f'lost = "{lost}"\n' if lost else ""
            keys = told(id_, "1", following) + told(id_, "2", draw(target))
            return f'[steps.{id_}]\nkind = "menu"\n{words}\n{line}{keys}'


@st.composite
def flows(draw: st.DrawFn) -> str:
    """The good small flow with steps of one's own, a key that leads to them, and now and then another way bent."""
    chain = OWN[: draw(st.integers(1, len(OWN)))]
    own = [draw(steps(id_, following)) for id_, following in zip(chain, (*chain[1:], "work"), strict=True)]
    start = told(draw(st.sampled_from(("campaign", "campaign", "campaign", "next", "spoke"))), "7", chain[0])
    bent = draw(st.sampled_from(("", "", "campaign.keys.9", "pass_on.keys.2", "spoke.keys.2", "next.keys.3")))
    bend = f'[steps.{bent}]\ngo = "{draw(st.sampled_from(STEPS))}"\n' if bent else ""
    return GOOD + "\n".join([*own, start, bend])


events: st.SearchStrategy[Event] = st.sampled_from(
    [
        *(Digits(one) for one in "1212347790*#"),
        Silence(),
        Silence(),
        LeftRoom(),
        ContactAnswered("a1"),
        ContactEnded("a1", "no_answer"),
    ]
)


def answered(data: st.DataObject, query: Query) -> Event:
    match query:
        case CheckPin():
            return SignedIn(("v",), key_tested=True, open=True, language="en")
        case NextContact():
            offers: list[Event] = [Offered(Person("ann")), NobodyToCall("stopped"), NobodyToCall()]
            return data.draw(st.sampled_from(offers))
        case FindTimes():
            return data.draw(st.sampled_from([TIMES, NO_TIMES]))
        case PlaceCall():
            decisions: list[Event] = [Dialling("a1"), Refused("outside_hours"), Refused("too_soon")]
            return data.draw(st.sampled_from(decisions))


def happen(data: st.DataObject, flow: Flow, state: State, event: Event) -> tuple[State, bool]:
    """The state once the shell has answered, and whether the line was told what to do next."""
    spoken = False
    for _asked in range(20):
        state, effects = advance(flow, state, event)
        spoken |= any(isinstance(one, Gather | EnterRoom | HangUp) for one in effects)
        if not effects or not isinstance(effects[-1], Query):
            return state, spoken
        event = answered(data, effects[-1])
    raise AssertionError("the shell is asked for ever")


@given(flows(), st.data())
@settings(max_examples=6, deadline=None)
def test_a_flow_that_the_checker_passes_never_gets_stuck(text: str, data: st.DataObject) -> None:
    flow = examine(text).flow
    if flow is None:
        return
    state, spoken = happen(data, flow, State(ARRIVE), Arrived("in", known=True, open=True, language="en"))
    assert spoken
    for key in ("2580", data.draw(st.sampled_from("71"))):
        state, spoken = happen(data, flow, state, Digits(key))
        assert spoken
    for event in data.draw(st.lists(events, max_size=12)):
        if state.ended:
            break
        in_room = state.call is not None and state.call.phase in ("ringing", "talking")
        state, spoken = happen(data, flow, state, event)
        assert spoken or in_room or not isinstance(event, Digits | Silence)
        assert goes_silently(data, flow, state)


def goes_silently(data: st.DataObject, flow: Flow, state: State) -> bool:
    """Whether whoever hangs on and presses nothing comes to the end; a call that lasts is ended first."""
    for _wait in range(200):
        if state.ended:
            return True
        in_room = state.call is not None and state.call.phase in ("ringing", "talking")
        state, _spoken = happen(data, flow, state, LeftRoom() if in_room else Silence())
    return False
