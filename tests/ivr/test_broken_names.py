"""Names that a flow gives to its parts: what is misspelt or given twice is told on its line, with the remedy."""

import pytest

from ivr.examine import examine
from ivr.flows import text_of
from ivr.load import FlowError, load
from ivr.overrides import REASONS
from policy.reasons import Reason
from tests.ivr.test_broken_flows import GOOD, laid

WELL = 'kind = "yes_no"\nen = "Well?"\ncy = "Wel?"'
WORDS = '[{}]\nen = "Well."\ncy = "Wel."'
TWICE_AND_DEPENDED_ON = (
    f'[[questions]]\nid = "mood"\n{WELL}\n[[questions]]\nid = "more"\n{WELL}\nwhen = {{ mood = "7" }}\n'
)
BROKEN = {
    "an id twice that another depends on": (TWICE_AND_DEPENDED_ON, 'id = "mood"', 'two questions have the id "mood"'),
    "an id with a full stop": (f'[[questions]]\nid = "a.b"\n{WELL}', 'id = "a.b"', 'such as "a_b"'),
    "an id like the help of another": (f'[[questions]]\nid = "mood.help"\n{WELL}', "mood.help", 'such as "mood_help"'),
    "an id of several words": (f'[[questions]]\nid = "Bus well?"\n{WELL}', "Bus well?", 'such as "bus_well"'),
    "an id that says nothing": (f'[[questions]]\nid = ""\n{WELL}', 'id = ""', '"" is no id: use small letters'),
    "how a kind is asked": (WORDS.format("ask.scael"), "scael", 'nothing uses "scael" in [ask]'),
    "an outcome": ('[outcomes]\nbussy = { en = "Busy", cy = "Prysur" }', "bussy", 'Did you mean "busy"?'),
    "a refusal": (
        '[refusals.outside_hour]\nen = "Shut."\ncy = "Ar gau."\ngo = "campaign"',
        "outside_hour",
        'Did you mean "outside_hours"?',
    ),
    "a sentence": (WORDS.format("prompts.sory"), "sory", 'Did you mean "sorry"?'),
    "a word of the card": (WORDS.format("card.titel"), "titel", 'Did you mean "title"?'),
    "a counted thing": (WORDS.format("counts.call.other"), "counts.call", 'Did you mean "calls"?'),
    "a number of things": (WORDS.format("counts.calls.otter"), "otter", '"otter" is no number of anything'),
    "a minute": (WORDS.format("clock.60"), "clock.60", 'nothing uses "60" in [clock]'),
    "an answer": (WORDS.format("answers.yess"), "yess", 'Did you mean "yes"?'),
    "a part of the script": (WORDS.format("script.complaints"), "complaints", "Known: closing, introduction."),
    "a time of day": (WORDS.format("times.today_mornin"), "today_mornin", 'Did you mean "today_morning"?'),
    "a step": ("[steps.campain]\nwait = 9", "campain", 'the line has no step "campain", and one of your own needs'),
    "a step of several words": ('[steps."my step"]\nkind = "end"', "my step", 'such as "my_step"'),
}  # fmt: skip


@pytest.mark.parametrize("broken", sorted(BROKEN))
@pytest.mark.parametrize("flow", ["small", "voter-id"])
def test_a_name_that_will_not_do_is_told_on_its_line(flow: str, broken: str) -> None:
    patch, at, message = BROKEN[broken]
    good = GOOD if flow == "small" else text_of(f"{flow}.toml")
    text = laid(good, patch.replace("mood", "mood" if flow == "small" else "council"))
    at, message = (one.replace("mood", "mood" if flow == "small" else "council") for one in (at, message))
    report = examine(text)
    found = [one for one in report.of("error") if message in one.message]
    assert found, report.problems
    assert at in text.splitlines()[found[0].line - 1]
    assert report.of("warning") == ()


@pytest.mark.parametrize(
    "patch",
    [
        WORDS.format("clock.7"),
        WORDS.format("counts.calls.7"),
        f'{WORDS.format("prompts.mine")}\n[steps.script]\nsay = ["mine", "script.closing"]',
        f'{WORDS.format("prompts.mine")}\n[steps.campaign]\nsorry = "mine"',
        '[outcomes.moved]\nen = "Moved"\ncy = "Wedi symud"\n[steps.spoke_no.keys.3]\noutcome = "moved"',
        f'{WORDS.format("refusals.on_tps")}\ngo = "ready"',
    ],
)
def test_a_name_that_something_uses_is_no_fault(patch: str) -> None:
    assert load(laid(GOOD, patch)).id == "small"


def test_every_reason_of_the_rules_may_have_words_of_its_own() -> None:
    assert {*map(str, Reason)} == REASONS - {"nobody", "contact"}


@pytest.mark.parametrize(
    ("patch", "at"),
    [
        ('[steps.pass_on]\nsay.en = "Do they refuse to be rung ever again?"', "say.en"),
        ('[steps.campaign.keys.1]\nen = "To finish, press 1."\ngo = "finish"', "en = "),
        ('[outcomes]\nbusy.en = "Nobody there"', "busy.en"),
        ('[counts.calls]\n1.en = "a call"', "1.en"),
    ],
)
def test_a_sentence_that_is_replaced_in_one_language_alone_lacks_its_translation(patch: str, at: str) -> None:
    text = laid(GOOD, patch)
    (problem,) = examine(text).of("error")
    assert problem.message.startswith('the words in "cy" are still the line\'s, “')
    assert at in text.splitlines()[problem.line - 1]
    assert examine(
        text.replace('title = { en = "Small", cy = "Bach" }', 'title.en = "Small"\nlanguages = ["en"]')
    ).flow


def test_a_translation_that_still_fits_is_given_again() -> None:
    flow = load(laid(GOOD, '[steps.campaign]\nsay = { en = "For {campaign}.", cy = "{campaign}." }'))
    assert flow.prompts["campaign"] == {"en": "For {campaign}.", "cy": "{campaign}."}


def test_a_translation_may_be_mended_by_itself() -> None:
    flow = load(laid(GOOD, '[steps.pass_on]\nsay.cy = "Hoffen nhw gael galwad?"'))
    assert flow.prompts["pass_on"]["en"] == "Would they like someone to ring about anything?"


@pytest.mark.parametrize(
    ("line", "remedy"),
    [
        ("en = “Well?”", "curly, write straight ones"),
        ('en = "Well?”', "curly, write straight ones"),
        ("en = ‘Well?’", "curly, write straight ones"),
        ('en = "Well?', "the closing quotation mark is missing"),
        ('en = "Don’t they?', "the closing quotation mark is missing"),
        ('en = Well?"', "words stand between straight quotation marks"),
        ('en = "Is "it" well?"', "a quotation mark within its words is written"),
        ('title = { en = "Well", cy = "Wel"', "close it with }"),
        ('en = """Well?', "the closing quotation mark is missing"),
    ],
)
def test_a_line_that_is_no_toml_is_told_with_what_to_write(line: str, remedy: str) -> None:
    with pytest.raises(FlowError) as refused:
        load(f'# a flow\n{line}\ncy = "Wel?"\n')
    (problem,) = refused.value.problems
    assert (problem.line, problem.words) == (2, line)
    assert remedy in problem.message


def test_a_flows_own_id_is_a_name_too() -> None:
    report = examine(GOOD.replace('id = "small"', 'id = "a = b"'))
    assert [(one.line, one.message) for one in report.of("error")] == [
        (2, '"a = b" is no id: use small letters, figures, _ and -, and begin with a letter, such as "a_b".')
    ]
