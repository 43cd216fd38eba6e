"""What always holds on a line, whatever happens: checked by random play."""

from collections import deque
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.advance import ARRIVE, advance
from ivr.codec import from_json, to_json
from ivr.effects import (
    CheckPin,
    Effect,
    EndContact,
    FindTimes,
    NextContact,
    OptOut,
    PlaceCall,
    Query,
    SaveOutcome,
    Voice,
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
    MachineHeard,
    NobodyToCall,
    Offered,
    Person,
    Refused,
    SignedIn,
    SignInFailed,
    Silence,
    Silent,
    Unfinished,
    VolunteerGone,
)
from ivr.flow import Route, Say, Times
from ivr.happenings import NO_TIMES, TIMES
from ivr.speak import speak
from ivr.state import State
from tests.ivr.explore import reachable
from tests.ivr.line import PIN, voter_id

FLOW = voter_id()
people = st.sampled_from([Person("ann"), Person("tom"), Person("mary")])
attempts = st.sampled_from(["a1", "a2"])
households = st.lists(people, max_size=3, unique=True).map(tuple)
reasons = st.sampled_from(["outside_hours", "stopped", "opted_out", "too_soon", "unheard_of"])
keys = st.text("0123456789*#", min_size=1, max_size=1)
unfinished = st.none() | st.builds(
    Unfinished,
    attempts,
    people,
    households,
    people,
    st.none() | st.sampled_from(sorted(FLOW.outcomes)),
    st.sampled_from([(), (("council", "7"),), (("issues", "1,4"), ("postal_vote", "no"))]),
)
arrivals = st.builds(
    Arrived,
    st.sampled_from(["in", "out", "back"]),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
signed_in = st.builds(
    SignedIn,
    st.sampled_from([("voters",), ("voters", "members"), ()]),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["en", "cy", "fr"]),
    st.booleans(),
    unfinished,
    unfinished,
)
answers = {
    CheckPin: signed_in | st.builds(SignInFailed, st.booleans()),
    NextContact: st.builds(
        Offered, people, households, st.sampled_from([(), ("intention",), ("household", "intention")])
    )
    | st.builds(NobodyToCall, st.none() | reasons),
    FindTimes: st.sampled_from([TIMES, NO_TIMES]),
    PlaceCall: st.builds(Dialling, attempts) | st.builds(Refused, reasons),
}


def any_of(*strategies: st.SearchStrategy[Any]) -> st.SearchStrategy[Event]:
    """Any event of these; more weight to what stands there twice."""
    return st.one_of(*strategies)


news = any_of(
    st.sampled_from([LeftRoom(), VolunteerGone(), Silent()]),
    st.builds(ContactRinging, attempts),
    st.builds(ContactAnswered, attempts),
    st.builds(
        ContactEnded, attempts, st.sampled_from(["busy", "no_answer", "failed", "cancelled", "completed"])
    ),
    st.builds(MachineHeard, attempts, st.sampled_from(["machine", "fax"])),
    st.builds(Refused, reasons, attempts),
)
likely = any_of(st.builds(Digits, keys), st.sampled_from([Digits(PIN), Digits("123456"), Silence()]))
work = any_of(likely, likely, news)
anything = any_of(
    likely,
    news,
    arrivals,
    signed_in,
    st.builds(Digits, st.text("0123456789*#", min_size=1, max_size=12)),
    *answers.values(),
)
KEYS: tuple[Event, ...] = (
    LeftRoom(),
    *(Digits(key) for key in ("9", "#", "1", "2", "*", PIN, "123456")),
    Silence(),
)
STRAY: tuple[Event, ...] = (
    Digits("1"),
    Silence(),
    LeftRoom(),
    Silent(),
    ContactAnswered("a1"),
    Offered(Person("ann")),
)


def settle(data: st.DataObject, state: State, event: Event) -> tuple[State, list[Effect]]:
    """The state once every query has had an answer, and all effects on the way."""
    state, effects = advance(FLOW, state, event)
    said = list(effects)
    while effects and isinstance(effects[-1], Query):
        state, effects = advance(FLOW, state, data.draw(answers[type(effects[-1])]))
        said += effects
    return state, said


def played(data: st.DataObject) -> State:
    """A state that a line can come to: one of every step's, and a little random play from there."""
    found = reachable()
    state = data.draw(st.sampled_from(found[data.draw(st.sampled_from(sorted(found)))]))
    for event in data.draw(st.lists(work, max_size=4)):
        state, _ = settle(data, state, event)
    return state


def test_every_step_that_waits_is_come_to() -> None:
    waiting = {step.id for step in FLOW.steps.values() if not isinstance(step, Route | Say | Times)}
    assert reachable().keys() == waiting


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_any_event_in_any_state_raises_nothing_and_never_leaves_the_line_silent(data: st.DataObject) -> None:
    state = played(data)
    event = data.draw(anything)
    after, effects = settle(data, state, event)
    voices = [one for one in effects if isinstance(one, Voice)]
    assert len(voices) <= 1
    in_room = after.call is not None and after.call.phase in ("ringing", "talking")
    if after.ended:
        return
    if isinstance(event, Digits | Silence) and not in_room:
        assert voices, "a turn that is over is followed by another"
    assert after == state or voices or in_room, "a new state is heard of, or the two are in the room"
    for voice in voices:
        for said in getattr(voice, "say", ()):
            assert speak(FLOW, said, after.language, {}, {}).text


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_a_state_is_the_same_after_a_rest_on_paper(data: st.DataObject) -> None:
    state = played(data)
    assert from_json(to_json(state)) == state


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_an_event_that_comes_twice_changes_nothing_the_second_time(data: st.DataObject) -> None:
    state, _ = settle(data, played(data), data.draw(news))
    for event in data.draw(st.lists(news, max_size=3)):
        once, _ = settle(data, state, event)
        twice, second = settle(data, once, event)
        assert (twice, second) == (once, [])
        state = twice


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_a_leg_that_may_live_is_ended_when_the_volunteer_goes(data: st.DataObject) -> None:
    state = played(data)
    live = state.call is not None and state.call.phase in ("ringing", "talking") and not state.ended
    after, effects = advance(FLOW, state, VolunteerGone())
    assert after.ended
    assert any(isinstance(one, EndContact) for one in effects) == live
    assert not any(isinstance(one, Voice | Query) for one in effects)


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_there_is_always_a_way_out(data: st.DataObject) -> None:
    """From wherever play has led, keys end in a goodbye; the shell has no more contacts by then."""
    assert way_out(played(data)) is not None


def way_out(start: State, most: int = 4000) -> int | None:
    """How many keys the shortest way out takes, or None; a waiting break is left by key, not by patience."""
    waiting, seen = deque([(start, 0)]), {start}
    while waiting and len(seen) < most:
        state, turns = waiting.popleft()
        if state.ended:
            return turns
        for event in KEYS:
            after = _without_contacts(state, event)
            if after not in seen:
                seen.add(after)
                waiting.append((after, turns + 1))
    return None


def _without_contacts(state: State, event: Event) -> State:
    state, effects = advance(FLOW, state, event)
    while effects and isinstance(effects[-1], Query):
        answer = SignInFailed() if isinstance(effects[-1], CheckPin) else NobodyToCall("outside_hours")
        state, effects = advance(
            FLOW, state, Refused("outside_hours") if isinstance(effects[-1], PlaceCall) else answer
        )
    return state


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_an_opt_out_is_saved_as_the_outcome_too(data: st.DataObject) -> None:
    state = played(data)
    outcome: dict[str, str] = {}
    for event in data.draw(st.lists(work, max_size=20)):
        state, effects = settle(data, state, event)
        for one in effects:
            if isinstance(one, SaveOutcome):
                outcome[one.attempt] = one.outcome
        for one in effects:
            if isinstance(one, OptOut) and one.scope == "contact":
                assert outcome.get(one.attempt, "opted_out") == "opted_out"


def test_after_the_end_nothing_changes_any_more() -> None:
    ended, _ = advance(FLOW, State("next", signed_in=True), Digits("9"))
    assert ended.ended
    for event in (*STRAY, VolunteerGone()):
        assert advance(FLOW, ended, event) == (ended, ())


def test_an_event_before_anybody_arrived_changes_nothing() -> None:
    state = State(ARRIVE)
    for event in STRAY:
        assert advance(FLOW, state, event) == (state, ())


def test_a_step_of_another_flow_is_left_behind_at_the_next_key() -> None:
    state = State("a step of last week", signed_in=True, campaigns=("voters",), keys_tested=True, wish="en")
    after, effects = advance(FLOW, state, Digits("1"))
    assert after.step == "campaign"
    assert isinstance(effects[-1], Voice)


def test_a_call_at_a_step_of_another_flow_goes_on() -> None:
    ringing, _ = advance(FLOW, State("ready", signed_in=True, campaigns=("v",)), Offered(Person("ann")))
    ringing, _ = advance(FLOW, ringing, Dialling("a1"))
    moved = from_json(to_json(ringing).replace('"step":"ringing"', '"step":"dialling"'))
    after, _ = advance(FLOW, moved, ContactEnded("a1", "busy"))
    assert after.step == "next"


def test_a_state_of_another_release_is_read_as_far_as_it_is_known() -> None:
    state = from_json(
        '{"step":"next","calls":3,"mood":"cheerful","call":{"contact":{"id":"ann"},"colour":"red"}}'
    )
    assert (state.step, state.calls, state.surveys) == ("next", 3, 0)
    assert state.call
    assert state.call.contact == Person("ann")
