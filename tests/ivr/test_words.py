"""How prompts become words, and what is printed from a flow."""

from dataclasses import replace

import pytest

from ivr import words
from ivr.card import card
from ivr.effects import Utterance
from ivr.events import Person
from ivr.load import shipped
from ivr.locate import lines_of
from ivr.speak import Spoken, speak
from tests.ivr.line import voter_id

FLOW = voter_id()


def test_a_prompt_is_spoken_with_its_names_and_in_its_voice() -> None:
    said = Utterance("spoke", (("contact", Person("ann")),))
    spoken = speak(FLOW, said, "en", {}, {"ann": "Ann Reed"})
    assert spoken == Spoken("Call ended. Did you speak to Ann Reed?", "en-GB", "Polly.Amy")


def test_the_same_prompt_is_spoken_in_welsh_by_a_welsh_voice() -> None:
    spoken = speak(FLOW, Utterance("sorry"), "cy", {}, {})
    assert spoken == Spoken("Mae'n ddrwg gennym.", "cy-GB", "Polly.Gwyneth")


def test_a_person_whose_name_is_gone_is_still_spoken_of() -> None:
    said = Utterance("opt_out", (("contact", Person("ann")),))
    assert speak(FLOW, said, "en", {}, {}).text == "No more calls to this person."


def test_a_word_that_nobody_filled_is_left_out_and_never_read_as_braces() -> None:
    assert "{" not in speak(FLOW, Utterance("ringing_back"), "en", {}, {}).text


def test_a_sound_file_stands_for_a_prompt() -> None:
    flow = replace(FLOW, sounds={"sorry": {"en": "sorry.wav"}})
    assert speak(flow, Utterance("sorry"), "en", {}, {}).sound == "sorry.wav"
    assert speak(flow, Utterance("sorry"), "cy", {}, {}).sound is None


@pytest.mark.parametrize(
    ("n", "english", "welsh"),
    [
        (0, "no calls", "dim galwadau"),
        (1, "one call", "un alwad"),
        (2, "two calls", "dwy alwad"),
        (6, "six calls", "chwe galwad"),
        (25, "25 calls", "25 galwad"),
    ],
)
def test_calls_are_counted_in_words(n: int, english: str, welsh: str) -> None:
    assert words.counted(FLOW, "en", "calls", n) == english
    assert words.counted(FLOW, "cy", "calls", n) == welsh


def test_every_sentence_stands_in_every_language() -> None:
    for key, texts in FLOW.prompts.items():
        assert set(texts) == {"en", "cy"}, key
        assert all(texts.values()), key


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_card_has_every_key_that_is_told_of_and_every_code(language: str) -> None:
    page = card(FLOW, language)
    assert "<dt>2</dt><dd>Hill Party</dd>" in page
    assert "{" not in page.partition("</style>")[2]


def test_the_card_is_for_volunteers_and_every_part_of_it_has_a_heading() -> None:
    page = card(FLOW, "en")
    assert "<h2>After a conversation</h2>" in page
    assert "<h2></h2>" not in page
    assert "For us to ring again" not in page, "that is for whoever rings the caller number back"


def test_the_script_is_on_the_card_with_every_question_and_the_answer_that_calls_for_it() -> None:
    page = card(shipped("polling-day"), "en", {"organisation": "Harbour Party"})
    assert "<blockquote>Hello, my name is … and I am a volunteer ringing for Harbour Party." in page
    assert "<h2>2. When will they go?</h2><p>(if 1. Have they voted? no)</p>" in page
    assert "<h2>1. Have they voted?</h2><dl><dt>1</dt><dd>yes</dd><dt>2</dt><dd>no</dd></dl>" in page
    lift = "(if 2. When will they go? before noon / this afternoon / this evening)"
    assert f"<h2>3. Do they need a lift?</h2><p>{lift}</p>" in page


def test_the_card_tells_what_a_key_does() -> None:
    page = card(FLOW, "en")
    assert "<dt>#</dt><dd>To skip</dd>" in page
    assert "<dt>4</dt><dd>For no more calls</dd>" in page


def test_lines_are_found_in_tables_rows_and_long_texts() -> None:
    text = 'a = 1\n[b.c]\nd = """\n[no.table]\n"""\ne.f = 2\n[[g]]\nh = 3\n[[g]]\nh = 4\n[g.i]\nj = 5\n'
    lines = lines_of(text)
    assert lines.find(("b", "c", "e", "f")) == 6
    assert lines.find(("g", "0", "h")) == 8
    assert lines.find(("g", "1", "h")) == 10
    assert lines.find(("g", "1", "i", "j")) == 12
    assert lines.depth(("no", "table")) == 0
    assert lines.find(("b", "c", "missing")) == 2
