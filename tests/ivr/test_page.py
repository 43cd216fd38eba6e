"""What a volunteer does on the page, as the line hears of it."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.advance import advance
from ivr.codec import from_json, to_json
from ivr.effects import (
    ChooseCampaign,
    ClosingRead,
    Effect,
    EnterRoom,
    Finished,
    Gather,
    HangUp,
    LetGo,
    NextContact,
    OptOut,
    PassOn,
    PlaceCall,
    SaveAnswer,
    SaveOutcome,
)
from ivr.events import ContactEnded, Digits, VolunteerGone
from ivr.page import Overtaken, PageEvent, Saved, Wanted
from ivr.state import Call, State
from tests.ivr.explore import reachable
from tests.ivr.line import ANN, TOM, voter_id

FLOW = voter_id()
IN = State("spoke", signed_in=True, keys_tested=True, campaigns=("voters", "members"))
ENDED = Call(ANN, (TOM,), attempt="a1", phase="ended")


def after(state: State, event: PageEvent) -> tuple[State, tuple[Effect, ...]]:
    return advance(FLOW, state, event)


def spoken(effects: tuple[Effect, ...]) -> list[str]:
    return [said.prompt for effect in effects if isinstance(effect, Gather | HangUp) for said in effect.say]


def test_a_survey_saved_on_the_page_finishes_the_call_and_moves_the_line_on() -> None:
    state, effects = after(
        replace(IN, call=ENDED), Saved("a1", ANN, changed=(("council", "7"),), closing=True)
    )
    assert SaveAnswer("a1", ANN, "council", "7") in effects
    assert SaveOutcome("a1", "survey_partial") in effects
    assert ClosingRead("a1", read=True) in effects
    assert Finished("a1") in effects
    assert (state.step, state.call, state.calls) == ("next", None, 1)
    assert spoken(effects)[0] == "saved"


def test_an_outcome_alone_finishes_the_call() -> None:
    state, effects = after(replace(IN, call=ENDED), Saved("a1", ANN, outcome="declined"))
    assert [effect for effect in effects if isinstance(effect, SaveOutcome)] == [
        SaveOutcome("a1", "declined")
    ]
    assert state.call is None


def test_what_is_saved_while_they_talk_leaves_them_talking_and_then_nothing_is_asked() -> None:
    talking = replace(IN, step="ringing", call=replace(ENDED, phase="talking"))
    state, effects = after(talking, Saved("a1", ANN, changed=(("council", "7"),)))
    assert not [effect for effect in effects if isinstance(effect, Gather | EnterRoom | HangUp | Finished)]
    over, effects = advance(FLOW, state, ContactEnded("a1", "completed"))
    assert Finished("a1") in effects
    assert over.step == "next"


def test_a_volunteer_who_goes_after_saving_on_the_page_has_nothing_to_finish() -> None:
    talking = replace(IN, step="ringing", call=replace(ENDED, phase="talking"))
    state, _ = after(talking, Saved("a1", ANN, outcome="declined"))
    _, effects = advance(FLOW, state, VolunteerGone())
    assert Finished("a1") in effects


def test_an_opt_out_on_the_page_is_the_keypad_s_own() -> None:
    _, effects = after(replace(IN, call=ENDED), Saved("a1", ANN, opt_out="household"))
    assert OptOut("a1", ANN, "household") in effects
    assert SaveOutcome("a1", "opted_out") in effects


def test_answers_of_another_member_are_theirs_and_somebody_else_answered() -> None:
    _, effects = after(replace(IN, call=ENDED), Saved("a1", TOM, changed=(("council", "2"),), pass_on=True))
    assert SaveAnswer("a1", TOM, "council", "2") in effects
    assert SaveOutcome("a1", "someone_else") in effects
    assert PassOn("a1", TOM) in effects


def test_the_call_before_is_put_right_without_a_word_on_the_line() -> None:
    state = replace(IN, step="next", last=replace(ENDED, outcome="answered"), calls=1)
    corrected, effects = after(state, Saved("a1", ANN, changed=(("council", "3"),)))
    assert set(effects) == {SaveAnswer("a1", ANN, "council", "3"), SaveOutcome("a1", "survey_partial")}
    assert (corrected.step, corrected.calls) == ("next", 1)
    assert corrected.last is not None
    assert corrected.last.answers == (("council", "3"),)


def test_an_answer_taken_back_on_the_page_is_taken_back() -> None:
    had = (("council", "7"), ("postal_vote", "yes"))
    _, effects = after(replace(IN, call=ENDED), Saved("a1", ANN, had=had, changed=(("council", None),)))
    assert SaveAnswer("a1", ANN, "council", None) in effects


def test_choosing_a_ward_asks_for_a_contact_there() -> None:
    offered = replace(IN, step="ready", call=Call(TOM))
    state, effects = after(offered, Wanted("members", "12"))
    assert effects == (LetGo(TOM), ChooseCampaign("members"), NextContact("members", None, "12"))
    assert state.ward == "12"


@pytest.mark.parametrize("phase", ["ringing", "talking", "ended"])
def test_nobody_leaves_a_call_by_choosing_another_campaign(phase: str) -> None:
    state = replace(IN, call=Call(ANN, attempt="a1", phase=phase))  # type: ignore[arg-type]  # one of the phases
    assert after(state, Wanted("voters")) == (state, ())


def test_a_key_that_came_second_is_told_so_and_hears_what_there_is_to_do() -> None:
    _, effects = after(replace(IN, step="next", last=ENDED), Overtaken())
    assert spoken(effects)[0] == "overtaken"
    assert "next.1" in " ".join(spoken(effects))


pages = st.one_of(
    st.builds(Wanted, st.sampled_from(["voters", "members", "others"]), st.sampled_from([None, "12"])),
    st.just(Overtaken()),
    st.builds(
        Saved,
        st.sampled_from(["a1", "a9"]),
        st.sampled_from([ANN, TOM]),
        had=st.sampled_from([(), (("council", "7"),)]),
        changed=st.sampled_from([(), (("council", "1"), ("postal_vote", "no")), (("council", None),)]),
        outcome=st.sampled_from([None, "declined", "wrong_number"]),
        opt_out=st.sampled_from([None, "contact"]),
        closing=st.sampled_from([None, True]),
    ),
)


@settings(deadline=None, max_examples=400)
@given(st.data())
def test_wherever_the_line_stands_a_page_never_dials_and_never_leaves_it_silent(data: st.DataObject) -> None:
    states = reachable()
    state = data.draw(st.sampled_from(states[data.draw(st.sampled_from(sorted(states)))]))
    for _ in range(2):
        event = data.draw(pages)
        new, effects = advance(FLOW, state, event)
        assert not any(isinstance(effect, PlaceCall) for effect in effects)
        if new.step != state.step:
            assert isinstance(effects[-1], Gather | HangUp | NextContact)
        if new.call is not None and new.call.phase in ("ringing", "talking"):
            assert not [effect for effect in effects if isinstance(effect, Gather | HangUp | EnterRoom)]
        assert from_json(to_json(new)) == new
        state, _ = advance(FLOW, new, Digits("1"))
