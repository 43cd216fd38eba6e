"""Words at odds with the keys, or that fill in nothing: each is told on its line, and what is right is left alone."""

import pytest

from ivr.load import read
from ivr.warn import warn
from tests.ivr.test_broken_flows import GOOD, laid

NOTHING = "fills in nothing"
MUSIC = "keys are not heard in the hold music"


def both(table: str, words: str, field: str = "") -> str:
    """A table with the same words in both languages."""
    return f'[{table}]\n{field}en = "{words}"\n{field}cy = "{words}"'


def asked(kind: str, english: str, more: str = "") -> str:
    """A question, in English; its Welsh says nothing of keys."""
    return f'[[questions]]\nid = "bus"\nkind = "{kind}"\nen = "{english}"\ncy = "Bws?"\n{more}'


SCALE = 'low = { en = "Badly", cy = "Gwael" }\nhigh = { en = "well", cy = "da" }'
PARTIES = 'options = { 1 = { en = "Harbour", cy = "Harbwr" }, 2 = { en = "Hill", cy = "Bryn" } }'
BACKWARDS = '[steps.campaign.keys.1]\nen = "Press one to start."\ncy = "I ddechrau, pwyswch 1."'

BROKEN = {
    "a word that another step fills": (
        both("steps.campaign", "{member}.", "say."),
        "nothing fills {member} here",
    ),
    "a scale's word in a question": (asked("yes_no", "With {low}?"), "nothing fills {low} here"),
    "spaces in the braces": (both("steps.campaign", "{ ward }.", "say."), "write {ward}"),
    "a brace that is not closed": (
        both("steps.campaign", "{campaign}. {May", "say."),
        "“{May” fills in nothing",
    ),
    "a brace too many": (both("steps.campaign", "{campaign}}.", "say."), NOTHING),
    "a name in the time of day": (both("clock.7", "{ward}"), "nothing fills {ward} here"),
    "no name in the braces": (both("clock.other", "{}"), NOTHING),
    "a name in a label": (
        asked("choice", "Who?", PARTIES.replace("Hill", "{contact}")),
        "nothing fills {contact} here",
    ),
    "a name in a count": ('[counts.calls]\n1 = { en = "{m} call", cy = "un alwad" }', "nothing fills {m}."),
    "a word that only begins like star": (
        both("hold.ringing", "Ringing. It will start soon."),
        "nobody is told that star",
    ),
    "a key of the hold music in words": (both("hold.still", "To stop, press one."), MUSIC),
    "nought in the hold music": (both("hold.still", "For help, press nought."), MUSIC),
    "another key in words": (
        both("steps.campaign.keys.1", "To start, press two."),
        "these words name another key than 1",
    ),
    "words without their key": (
        both("steps.campaign.keys.1", "To start the ward."),
        "these words do not tell of key 1",
    ),
    "a key in words that is not there": (
        both("steps.resume", "{contact}: press seven.", "say."),
        "key 7 is told of",
    ),
    "a star that is not there": (
        both("steps.spoke", "{contact}? Press star.", "say."),
        "key star is told of",
    ),
    "shorter words with another key": (
        both("steps.resume", "Press 7.", "short."),
        "key 7 is told of and is not there",
    ),
    "yes and no the wrong way round": (
        asked("yes_no", "By bus? Yes, press 2. No, press 1."),
        "key 2 is told of where 1 is meant",
    ),
    "a yes after its key": (asked("yes_no", "By bus? Press 2 for yes."), "key 2 is told of where 1 is meant"),
    "the line's own yes and no": (
        both("ask.yes_no", "Yes, press 2. No, press 1."),
        "key 2 is told of where 1 is meant",
    ),
    "a key that is no answer": (
        asked("yes_no", "By bus? Perhaps, press 3."),
        "key 3 is told of and is no answer",
    ),
    "a code that is not there": (
        asked("choice", "Vale Party, press 5.", PARTIES),
        "key 5 is told of and is no answer",
    ),
    "a code of another label": (
        asked("choice", "For Hill, press 1.", PARTIES),
        "key 1 is told of where 2 is meant",
    ),
    "a scale in the question": (
        asked("scale", "From 1 to 5, how well?", SCALE),
        "a scale from 1 to 5, and the keys go from 1 to 9",
    ),
    "a scale in words": (asked("scale", "How well, from nought to ten?", SCALE), "a scale from 0 to 10"),
    "marks out of ten": (asked("scale", "How good, out of 10?", SCALE), "a scale from 1 to 10"),
    "the ends of a scale the wrong way round": (
        asked("scale", "Badly, press 9.", SCALE),
        "key 9 is told of where 1 is meant",
    ),
}
HARMLESS = {
    "a number in a menu": both("steps.campaign", "Ward 7 survey.", "say."),
    "a number before the key": both("steps.campaign.keys.2", "To hear about bus 9, press 2."),
    "a key in few words": '[steps.campaign.keys.1]\nen = "To start: 1"\ncy = "I ddechrau, gwasgwch “1”."',
    "a number in the hold music": both("hold.still", "Still ringing, as do 3 others."),
    "a party of that name": both("steps.campaign", "The Star Party.", "say."),
    "a party of that name at a key": both("steps.campaign.keys.2", "For the Star Party, press 2."),
    "star as the only key": both("hold.ringing", "Ringing. The star key ends it."),
    "help by its key": both("steps.campaign", "{campaign}. For help, press nought.", "say."),
    "a key in words": '[steps.campaign.keys.1]\nen = "To start, press one."\ncy = "I ddechrau, pwyswch un."',
    "keys that a question has": asked("yes_no", "Is there no bus? Yes, press 1. No, press 2."),
    "codes with their labels": asked("choice", "For Harbour, press 1. For Hill, press 2.", PARTIES),
    "the scale as it is": asked("scale", "From 1 to 9, how well?", SCALE),
    "a shorter scale": asked("scale", "From 1 to 5, how well?", f"top = 5\n{SCALE}"),
    "numbers that are no scale": asked("scale", "How well do the 1 to 2 daily buses from 9 to 5 run?", SCALE),
}
HARD = {
    "please before a key": (
        both("steps.campaign.keys.1", "Please press 1 to start."),
        "the key is named before",
    ),
    "a key alone before what it does": (
        both("steps.campaign.keys.1", "1 to start."),
        "the key is named before",
    ),
    "a key that does something": (both("steps.campaign.keys.1", "Key 1 starts."), "the key is named before"),
    "a key in words before what it does": (BACKWARDS, "the key is named before"),
    "isn't, with a curved apostrophe": (asked("yes_no", "Isn’t the bus late?"), "“Isn’t” leads to an answer"),
    "don't, with a curved apostrophe": (asked("yes_no", "Don’t they vote?"), "“Don’t” leads to an answer"),
    "shouldn't": (asked("yes_no", "Shouldn't buses run on time?"), "“Shouldn't” leads to an answer"),
    "do you agree": (
        asked("yes_no", "Do you agree the terrible plan must go?"),
        "“Do you agree” leads to an answer",
    ),
    "isn't it, at the end": (asked("yes_no", "The bus is late, isn’t it?"), "“isn’t it” leads to an answer"),
}
EASY = {
    "agreeing or not": asked("yes_no", "Do they agree or disagree that it is late?"),
    "who does not mind": both("script.closing", "Thank you. If you don't mind, we keep your answers."),
}


@pytest.mark.parametrize("broken", sorted(BROKEN))
def test_words_that_are_wrong_are_told_on_their_line(broken: str) -> None:
    patch, message = BROKEN[broken]
    text = laid(GOOD, patch)
    made = read(text, "small.toml")
    found = [one for one in made.problems(made.faults) if message in one.message]
    assert found, made.faults
    assert (found[0].file, found[0].grade) == ("small.toml", "error")
    assert found[0].line > text.splitlines().index(patch.splitlines()[0])


@pytest.mark.parametrize("harmless", sorted(HARMLESS))
def test_words_that_are_right_are_not_blamed(harmless: str) -> None:
    made = read(laid(GOOD, HARMLESS[harmless]))
    assert made.faults == ()
    assert [one for one in warn(made.flow) if "key" in one.message] == []


@pytest.mark.parametrize("hard", sorted(HARD))
def test_words_that_mislead_are_warned_of(hard: str) -> None:
    patch, message = HARD[hard]
    made = read(laid(GOOD, patch))
    assert made.faults == ()
    assert any(message in one.message for one in warn(made.flow))


@pytest.mark.parametrize("easy", sorted(EASY))
def test_words_that_ask_openly_are_not_warned_of(easy: str) -> None:
    made = read(laid(GOOD, EASY[easy]))
    assert (made.faults, warn(made.flow)) == ((), [])
