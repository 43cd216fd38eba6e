"""The choice of a language: offered in each language's own voice, remembered, and changed later on."""

from dataclasses import replace

import pytest

from ivr.effects import ChooseLanguage, Gather
from ivr.events import Arrived, SignedIn, SignInUnsure, Silence
from ivr.load import load
from ivr.speak import speak
from tests.ivr.line import CAMPAIGN, PIN, Line, voter_id

CHOICE = "For English, press 1. I barhau yn Gymraeg, pwyswch 2."
NEW = SignedIn(("voters",), key_tested=True, open=True, language=None)
ENGLISH_ALONE = (
    'id = "short"\ntitle.en = "Short"\nlanguages = ["en"]\n'
    'script.introduction.en = "I ring for {organisation}."\nscript.closing.en = "Goodbye."\n'
)


def test_whoever_rings_in_for_the_first_time_chooses_a_language_before_anything_else() -> None:
    line = Line(account=NEW)
    assert line.event(Arrived("in", known=True, open=True)) == CHOICE
    assert line.key("2") == "Helo Jo. Rhowch eich PIN pedwar digid."
    assert line.records == []
    assert line.key(PIN).startswith("Saltmouth voters. I ddechrau")
    assert ChooseLanguage("cy") in line.records


def test_each_language_is_offered_in_its_own_voice() -> None:
    line = Line(account=NEW)
    line.event(Arrived("in", known=True, open=True))
    gather = line.effects[-1]
    assert isinstance(gather, Gather)
    voices = [speak(voter_id(), one, "en", {}, {}).voice for one in gather.say]
    assert voices == ["Polly.Amy", "Polly.Gwyneth"]


def test_a_new_volunteer_on_a_strange_telephone_chooses_after_signing_in() -> None:
    line = Line(account=NEW)
    line.event(Arrived("in", known=False, open=True))
    line.key("123456")
    assert line.key(PIN) == CHOICE
    assert line.key("1") == CAMPAIGN
    assert line.records == [ChooseLanguage("en")]


def test_who_chose_before_is_spoken_to_in_that_language_from_the_first_word() -> None:
    line = Line(account=replace(NEW, language="cy"))
    assert line.event(Arrived("in", known=True, open=True, language="cy")).startswith("Helo Jo.")
    assert line.key(PIN).startswith("Saltmouth voters. I ddechrau")
    assert not any(isinstance(one, ChooseLanguage) for one in line.records)


@pytest.mark.parametrize("key", ["9", "*"])
def test_a_key_that_is_no_language_is_an_error(key: str) -> None:
    line = Line(account=NEW)
    line.event(Arrived("in", known=True, open=True))
    assert line.key(key) == f"Sorry. {CHOICE}"


def test_who_chooses_nothing_is_sent_to_the_co_ordinator_as_before_any_pin() -> None:
    line = Line(account=NEW)
    line.event(Arrived("in", known=True, open=True))
    line.wait()
    line.wait()
    assert line.wait() == "Please ring 01632 960 100. Goodbye. (gone)"


def test_a_break_leads_to_another_language_and_back_to_where_the_volunteer_was() -> None:
    line = Line()
    line.called()
    line.ends("busy")
    line.key("3")
    assert line.key("2") == CHOICE
    assert line.key("2").startswith("Nesaf, Ann Reed")
    assert line.state.wish == "cy"


def test_star_keeps_the_language() -> None:
    line = Line()
    line.called()
    line.ends("busy")
    line.key("3")
    line.key("2")
    assert line.key("*").startswith("Next, Ann Reed")
    assert (line.state.language, line.state.wish) == ("en", "en")


def test_a_flow_of_one_language_asks_nothing() -> None:
    line = Line(flow=load(ENGLISH_ALONE), account=NEW)
    assert line.event(Arrived("in", known=True, open=True)).startswith("Hello Jo.")
    line.key(PIN)
    line.wait()
    line.wait()
    assert "another language" not in line.wait()


def test_a_campaign_without_the_language_is_spoken_in_its_own_and_the_wish_is_kept() -> None:
    line = Line(account=replace(NEW, language="cy"))
    line.signed_in()
    line.flow = load(ENGLISH_ALONE)
    assert line.key("1").startswith("Next, Ann Reed")
    line.flow = voter_id()
    assert line.key("#").startswith("Nesaf, Ann Reed")


def test_a_pin_of_several_volunteers_asks_for_the_volunteer_number() -> None:
    line = Line()
    heard = line.event(Arrived("in", known=True, open=True, shared=True))
    assert heard == "Please enter your four-digit PIN."
    assert line.event(SignInUnsure()) == "Please enter your six-digit volunteer number."
    assert line.key("123456") == "Please enter your four-digit PIN."
    assert line.key(PIN) == CAMPAIGN


def test_who_leaves_help_for_work_is_not_led_back_there_by_a_later_break() -> None:
    flow = load(ENGLISH_ALONE + "[steps.help.keys.5]\nen = 'For the next call, press 5.'\ngo = 'campaign'\n")
    line = Line(flow=flow)
    line.talked()
    line.key("0")
    line.key("5")
    assert line.state.back is None
    line.event(Silence())
    line.wait()
    line.wait()
    assert line.state.step == "break"
    assert line.state.back == "campaign"
