"""The offer, the call and every way it can go, as they are heard."""

import pytest

from ivr.effects import (
    EndContact,
    EnterRoom,
    FalsePositive,
    Finished,
    LetGo,
    NextContact,
    OptOut,
    PlaceCall,
    SaveOutcome,
    SessionEnds,
    WantCoordinator,
)
from ivr.events import (
    ContactAnswered,
    ContactEnded,
    ContactRinging,
    Event,
    LeftRoom,
    MachineHeard,
    NobodyToCall,
    Offered,
    Refused,
    Silent,
    VolunteerGone,
)
from ivr.speak import hold, speak
from tests.ivr.line import ANN, CAMPAIGN, MARY, NAMES, NEXT, READY, SPOKE, TOM, WORDS, Line

MACHINE = "That was an answering machine. We left no message. If it was a person, press 1."
SAVED = f"Saved. One call. {NEXT}"


def test_the_next_contact_is_offered_and_called() -> None:
    line = Line()
    line.signed_in()
    assert line.key("1") == READY
    assert line.asked[-1] == NextContact("voters")
    assert line.key("1") == "(room)"
    assert line.effects == [PlaceCall(ANN), EnterRoom("a1")]


def test_0_tells_more_of_the_contact() -> None:
    line = Line(contacts=[Offered(ANN, (TOM,), ("intention", "household"))])
    line.signed_in()
    line.key("1")
    assert line.key("0") == f"Last time: undecided. At the same address: Tom Reed. {READY}"


def test_0_says_so_where_there_is_nothing_more_to_tell() -> None:
    line = Line()
    line.signed_in()
    line.key("1")
    assert line.key("0") == f"There is nothing more to tell. {READY}"


def test_hash_skips_to_the_next_contact() -> None:
    line = Line(contacts=[Offered(TOM), Offered(ANN)])
    line.signed_in()
    line.key("1")
    assert line.key("#") == READY
    assert line.asked[-1] == NextContact("voters", TOM)


@pytest.mark.parametrize(("key", "heard"), [("*", CAMPAIGN), ("9", "Thank you. No calls")])
def test_an_offer_that_is_left_is_let_go(key: str, heard: str) -> None:
    line = Line()
    line.signed_in()
    line.key("1")
    assert line.key(key).startswith(heard)
    assert LetGo(ANN) in line.records


def test_a_lost_volunteer_at_an_offer_gets_a_break_and_then_another_contact() -> None:
    line = Line()
    line.signed_in()
    line.key("1")
    assert line.wait() == f"Sorry. {READY}"
    assert line.key("7") == "Sorry. To call, press 1. To skip, press hash."
    heard = line.wait()
    assert heard.startswith("We have told a co-ordinator, who will ring you. You're on a break.")
    assert line.records == [LetGo(ANN), WantCoordinator("lost")]
    assert line.key("1") == READY


@pytest.mark.parametrize(
    ("fate", "words", "outcome"),
    [
        ("no_answer", "No answer.", "no_answer"),
        ("busy", "Engaged.", "busy"),
        ("failed", "That number did not connect.", "failed"),
        ("cancelled", "Stopped.", "cancelled"),
    ],
)
def test_an_unanswered_call_is_saved_and_told_of(fate: str, words: str, outcome: str) -> None:
    line = Line().called()
    assert line.ends(fate) == f"{words} {SAVED}"  # type: ignore[arg-type]  # the table holds fates
    assert line.records == [SaveOutcome("a1", outcome), Finished("a1")]


def test_star_while_it_rings_stops_the_call() -> None:
    line = Line().called()
    assert line.event(LeftRoom()) == f"Stopped. {SAVED}"
    assert line.records == [SaveOutcome("a1", "cancelled"), EndContact("a1"), Finished("a1")]


def test_a_call_without_news_is_lost_and_told_of() -> None:
    line = Line().called()
    assert line.event(Silent()) == f"Sorry, we lost that call. {SAVED}"
    assert line.records == [SaveOutcome("a1", "failed"), EndContact("a1"), Finished("a1")]


def test_a_conversation_without_news_is_over() -> None:
    line = Line().called()
    line.event(ContactAnswered("a1"))
    assert line.event(Silent()) == SPOKE


def test_nothing_is_said_when_the_contact_answers() -> None:
    line = Line().called()
    assert line.event(ContactRinging("a1")) == ""
    assert line.event(ContactAnswered("a1")) == ""
    assert line.effects == []


@pytest.mark.parametrize("first", ["volunteer", "contact"])
def test_whoever_ends_it_the_outcome_is_asked_for_once(first: str) -> None:
    line = Line().called()
    line.event(ContactAnswered("a1"))
    ends: list[Event] = [LeftRoom(), ContactEnded("a1", "completed")]
    order = ends if first == "volunteer" else ends[::-1]
    assert line.event(order[0]) == SPOKE
    assert line.records == [EndContact("a1")]
    for late in (*order, *order):
        assert line.event(late) == ""
        assert line.effects == []


def test_a_call_that_ended_before_its_answer_was_known_was_answered() -> None:
    line = Line().called()
    assert line.ends("completed") == SPOKE
    assert line.event(ContactAnswered("a1")) == ""


@pytest.mark.parametrize("answered", [False, True])
def test_a_machine_ends_the_call_and_the_volunteer_hears_it(answered: bool) -> None:
    line = Line().called()
    if answered:
        line.event(ContactAnswered("a1"))
    assert line.event(MachineHeard("a1", "machine")) == MACHINE
    assert line.records == [SaveOutcome("a1", "machine"), EndContact("a1")]
    assert line.wait() == SAVED
    assert line.records == [Finished("a1")]


def test_a_person_taken_for_a_machine_is_counted_and_the_outcome_asked_for() -> None:
    line = Line().called()
    line.event(MachineHeard("a1", "machine"))
    assert line.key("1") == SPOKE
    assert line.records == [FalsePositive("a1"), SaveOutcome("a1", "dropped")]


def test_a_verdict_that_comes_after_the_call_changes_nothing() -> None:
    line = Line()
    line.talked()
    assert line.event(MachineHeard("a1", "machine")) == ""
    assert line.effects == []


def test_news_of_another_attempt_changes_nothing() -> None:
    line = Line().called()
    before = line.state
    others: list[Event] = [
        ContactEnded("a7", "busy"),
        ContactAnswered("a7"),
        MachineHeard("a7", "fax"),
        Refused("stopped", "a7"),
    ]
    for news in others:
        line.event(news)
        assert (line.state, line.effects) == (before, [])


def test_the_volunteer_is_gone_while_it_rings() -> None:
    line = Line().called()
    assert line.event(VolunteerGone()) == ""
    ends = [EndContact("a1"), SaveOutcome("a1", "cancelled"), Finished("a1"), SessionEnds()]
    assert line.records == ends
    line.event(ContactAnswered("a1"))
    assert line.effects == []


def test_the_volunteer_is_gone_while_they_talk_and_the_call_waits_to_be_finished() -> None:
    line = Line().called()
    line.event(ContactAnswered("a1"))
    line.event(VolunteerGone())
    assert line.records == [EndContact("a1"), SessionEnds()]


def test_the_volunteer_is_gone_at_the_offer() -> None:
    line = Line()
    line.signed_in()
    line.key("1")
    line.event(VolunteerGone())
    assert line.records == [LetGo(ANN), SessionEnds()]


def test_an_opt_out_stands_though_the_volunteer_is_gone_before_confirming_it() -> None:
    line = Line()
    line.talked(Offered(ANN, (TOM,)))
    line.press("14")
    line.event(VolunteerGone())
    assert line.records == [OptOut("a1", ANN, "contact"), SaveOutcome("a1", "opted_out"), SessionEnds()]


def test_a_machine_needs_nothing_more_when_the_volunteer_is_gone() -> None:
    line = Line().called()
    line.event(MachineHeard("a1", "machine"))
    line.event(VolunteerGone())
    assert line.records == [Finished("a1"), SessionEnds()]


def test_it_is_quarter_to_nine_at_the_next_contact() -> None:
    line = Line(contacts=[NobodyToCall("outside_hours")])
    line.signed_in()
    assert line.key("1") == "It's quarter to nine. No new calls today. To finish, press 9."


def test_it_is_quarter_to_nine_after_a_call_and_the_last_one_can_be_corrected() -> None:
    line = Line().called()
    line.ends("busy")
    line.contacts = [NobodyToCall("outside_hours")]
    heard = "It's quarter to nine. No new calls today. To correct your call to Ann Reed, press 2."
    assert line.key("1").startswith(heard)
    assert line.key("2") == "Engaged. To keep it, press hash. To change it, press 1."
    assert line.key("#").startswith("Saved. One call. To correct your call to Ann Reed, press 2.")


def test_it_is_quarter_to_nine_at_the_key_press() -> None:
    line = Line(refusals=[Refused("outside_hours")])
    line.signed_in()
    assert line.press("11") == "It's quarter to nine. No new calls today. To finish, press 9."
    assert line.records == [LetGo(ANN)]


def test_it_is_quarter_to_nine_in_the_room() -> None:
    line = Line().called()
    assert line.event(Refused("outside_hours", "a1")).startswith("It's quarter to nine. No new calls today.")
    assert line.records == [Finished("a1")]


@pytest.mark.parametrize(
    "reason", ["stopped", "campaign_closed", "register_stale", "abandoned_rate", None, "unheard of"]
)
def test_with_nobody_to_call_the_volunteer_hears_why_and_has_somewhere_to_go(reason: str | None) -> None:
    line = Line(contacts=[NobodyToCall(reason)])
    line.signed_in()
    heard = line.key("1")
    assert heard != CAMPAIGN
    assert heard.endswith(CAMPAIGN)


def test_a_contact_who_cannot_be_called_is_followed_by_the_next() -> None:
    line = Line(contacts=[Offered(TOM), Offered(ANN)], refusals=[Refused("opted_out")])
    line.signed_in()
    assert line.press("11") == f"We can't call Tom Reed just now. {READY}"
    assert line.asked[-1] == NextContact("voters", TOM)


def test_a_refusal_in_the_room_brings_the_next_contact() -> None:
    line = Line().called(Offered(TOM))
    assert line.event(Refused("live_attempt", "a1")) == f"We can't call Tom Reed just now. {READY}"
    assert line.records == [Finished("a1")]


def test_the_hold_music_says_how_it_stands() -> None:
    line = Line().called()
    said = [
        " ".join(speak(line.flow, one, "en", WORDS, NAMES).text for one in hold(line.flow, line.state, fetch))
        for fetch in range(6)
    ]
    ringing = (
        "Ringing. When the music stops, say hello. If you hear a recording, press star. Please don't hang up."
    )
    assert said[:2] == [ringing, "Still ringing."]
    assert said[4] == said[5] == "We are still waiting for news of your call. To stop it, press star."
    line.event(ContactAnswered("a1"))
    assert hold(line.flow, line.state, 3) == ()


def test_keys_in_the_room_change_nothing() -> None:
    line = Line().called()
    assert line.key("1") == line.wait() == ""


def test_a_whole_evening_is_counted() -> None:
    line = Line()
    line.called().ends("no_answer")
    line.press("1")
    line.key("1")
    line.ends("busy")
    line.talked(Offered(MARY))
    line.press("13")
    assert line.key("1") == f"Saved. Three calls. {NEXT}"
    assert line.key("9") == "Thank you. Three calls, no surveys completed. Goodbye. (gone)"
    assert line.records == [SessionEnds()]
    assert line.key("1") == ""
