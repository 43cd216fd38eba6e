"""What changes between two versions of a flow, in sentences."""

from dataclasses import fields, replace
from typing import get_args

import pytest

from ivr.diff import PARTS, changes
from ivr.diff_steps import PLAIN
from ivr.flow import Approval, Flow, Manner, Step, Voice
from ivr.load import load
from tests.ivr.test_broken_flows import GOOD, laid

QUESTION = '\n[[questions]]\nid = "vote"\nkind = "choice"\nen = "Which?"\ncy = "Pa un?"\n'
ONE = QUESTION + 'options.1 = { en = "Harbour Party", cy = "Harbour Party" }\n'


def told(old: str, new: str) -> list[str]:
    return list(changes(load(old), load(new)))


def test_nothing_changes_between_a_flow_and_itself() -> None:
    assert told(GOOD, f"# a remark\n{GOOD}") == []


@pytest.mark.parametrize(
    ("patch", "sentence"),
    [
        (
            '[steps.campaign.keys.1]\ngo = "script"',
            'In the step "campaign", key 1 now leads to "script" (before: "ready").',
        ),
        ("[steps.campaign]\nwait = 12", 'The step "campaign" waits 12 seconds (before: 8).'),
        ("[steps.campaign]\ntries = 4", 'The step "campaign" gives 4 tries (before: 3).'),
        ('[steps.campaign]\nlost = "help"', 'In the step "campaign", lost now leads to "help".'),
        (
            '[steps.spoke_yes.keys.3]\noutcome = "answered"',
            'key 3 now saves "answered" (before: "declined").',
        ),
        (
            '[steps.campaign]\nsay = { en = "{campaign} today.", cy = "{campaign} heddiw." }',
            'campaign (en) now says "{campaign} today." (before: "{campaign}.").',
        ),
        (
            '[refusals.stopped]\ngo = "break"',
            'After the refusal "stopped" the line now leads to "break" (before: "campaign").',
        ),
        ('[voices.en]\nvoice = "Polly.Emma"', "The voice for en is now Polly.Emma (before: Polly.Amy)."),
        ('[sounds]\n"help.1" = { en = "h.wav" }', "help.1 is played from h.wav."),
        (
            ONE,
            'The question "vote" is new: "Which?" (en), "Pa un?" (cy), with 1 Harbour Party / Harbour Party.',
        ),
        (
            '[outcomes.machine]\nen = "A robot"\ncy = "Robot"',
            'The outcome "machine" (en) is now "A robot" (before: "Answering machine").',
        ),
        ('[outcomes.machine]\nen = "A robot"\ncy = "Robot"', 'The outcome "machine" (cy) is now "Robot"'),
        (
            '[steps.spoke_yes.keys.3]\ndo = ["opt_out"]',
            'In the step "spoke_yes", key 3 now does "opt_out" (before: nothing).',
        ),
        (
            '[steps.campaign.keys.3]\nwhen = "last"',
            'key 3 now is there only if "last" (before: "other_campaigns").',
        ),
        (
            '[steps.next.keys.3]\nback = "campaign"',
            'key 3 now comes back from a break to "campaign" (before: "ready").',
        ),
        (
            "[refusals.outside_hours]\ndo = []",
            'After the refusal "outside_hours" the line now does nothing (before: "close").',
        ),
        (
            "[steps.break]\nturns = 9",
            'In the step "break", how many waits the break lasts is now 9 (before: 15).',
        ),
        ("[steps.pin]\ndigits = 5", 'In the step "pin", how many figures are keyed is now 5 (before: 4).'),
        (
            '[steps.script]\nsay = ["script.closing"]',
            "what is said first is now script.closing (before: script.introduction, ",
        ),
        ('[hold]\norder = ["ringing", "long", "still"]', "While it rings, it is said in turn: "),
        (
            '[counts.calls]\n1 = { en = "a call", cy = "un alwad" }',
            'The counted "calls", 1, (en) is now "a call"',
        ),
        (
            '[clock.noon]\nen = "midday"\ncy = "canol dydd"',
            'clock.noon (en) now says "midday" (before: "noon").',
        ),
        ('[approved]\ncy = { by = "Gwen", words = "0123" }', 'The words in "cy" are now approved by Gwen.'),
        ('[steps.help]\nhelp = "address"', 'In the step "help", help now leads to "address".'),
    ],
)
def test_each_change_is_a_sentence(patch: str, sentence: str) -> None:
    assert any(sentence in one for one in told(GOOD, laid(GOOD, patch))), told(GOOD, laid(GOOD, patch))


@pytest.mark.parametrize(
    ("patch", "sentence"),
    [
        ('options.2 = { en = "Hill", cy = "Bryn" }', 'In the question "vote", code 2 (Hill / Bryn) is new.'),
        ("opinion = true", 'The question "vote" is now marked as a political opinion.'),
        (
            "when = { mood = [1, 2] }",
            'The question "vote" is now asked only after mood: 1, 2 (before: always).',
        ),
        ('help = { en = "Ask.", cy = "Gofyn." }', 'questions.vote.help (en) is new: "Ask.".'),
    ],
)
def test_each_change_of_a_question_is_a_sentence(patch: str, sentence: str) -> None:
    assert told(GOOD + ONE, GOOD + ONE + patch)[0] == sentence


def test_what_is_taken_out_is_told() -> None:
    assert told(GOOD + ONE, GOOD) == [
        'The question "vote" is gone: "Which?" (en), "Pa un?" (cy), with 1 Harbour Party / Harbour Party.'
    ]


def test_another_title_is_told_in_each_language_that_both_speak() -> None:
    assert told(GOOD, GOOD.replace('en = "Small"', 'en = "Tiny"')) == [
        'The title (en) is now "Tiny" (before: "Small").'
    ]


def test_a_part_without_a_sentence_is_still_told_to_be_changed() -> None:
    old = load(GOOD)
    other = replace(old, version="other", approved={**old.approved, "fr": Approval("", "")})
    spoken = replace(old, version="other", outcomes={**old.outcomes, "machine": {}})
    assert list(changes(old, other)) == ['The words in "fr" are now approved by nobody.']
    assert next(iter(changes(old, spoken))).startswith('The outcome "machine" (en) is gone')
    assert list(
        changes(old, replace(old, version="other", voices={**old.voices, "fr": Voice("fr", "x")}))
    ) == ["Something is changed in the flow's voices."]


def test_every_part_of_a_flow_is_compared() -> None:
    assert set(PARTS) == {one.name for one in fields(Flow)} - {"version"}
    kinds = get_args(Step)
    compared = {
        *PLAIN,
        "id",
        "keys",
        "manner",
        "then",
        "back",
        "silence",
        "chosen",
        "to",
        "ends",
        "none",
        "talked",
        "failed",
    }
    assert {one.name for kind in kinds for one in fields(kind)} == compared
    assert {one.name for one in fields(Manner)} == {"wait", "tries", "sorry", "lost", "help"}


def test_a_sound_file_is_recorded_anew_only_where_nothing_else_is_changed() -> None:
    sounding = '[sounds]\n"help.1" = { en = "h.wav" }'
    old, new = load(laid(GOOD, sounding)), load(laid(GOOD, sounding + '\n[voices.en]\nvoice = "Polly.Emma"'))
    assert list(changes(old, replace(old, version="other"))) == ["A sound file was recorded anew."]
    assert list(changes(old, new)) == ["The voice for en is now Polly.Emma (before: Polly.Amy)."]
