"""What changes between two versions of a flow, in sentences."""

import pytest

from ivr.diff import changes
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
        ('[steps.spoke_yes.keys.3]\noutcome = "answered"', "key 3 now saves answered (before: declined)."),
        (
            '[steps.campaign]\nsay = { en = "{campaign} today.", cy = "{campaign} heddiw." }',
            'campaign (en) now says "{campaign} today." (before: "{campaign}.").',
        ),
        (
            '[refusals.stopped]\ngo = "break"',
            'After the refusal "stopped" the line goes to "break" (before: "campaign").',
        ),
        ('[voices.en]\nvoice = "Polly.Emma"', "The voice for en is now Polly.Emma (before: Polly.Amy)."),
        ('[sounds]\n"help.1" = { en = "h.wav" }', "help.1 is played from h.wav."),
        (ONE, 'The question "vote" is new.'),
    ],
)
def test_each_change_is_a_sentence(patch: str, sentence: str) -> None:
    assert any(sentence in one for one in told(GOOD, laid(GOOD, patch))), told(GOOD, laid(GOOD, patch))


@pytest.mark.parametrize(
    ("patch", "sentence"),
    [
        ('options.2 = { en = "Hill", cy = "Hill" }', 'In the question "vote", code 2 (Hill) is new.'),
        ("opinion = true", 'The question "vote" is now marked as a political opinion.'),
        ("when = { mood = [1, 2] }", 'The question "vote" is now asked only after mood: 1, 2.'),
    ],
)
def test_each_change_of_a_question_is_a_sentence(patch: str, sentence: str) -> None:
    assert told(GOOD + ONE, GOOD + ONE + patch) == [sentence]


def test_what_is_taken_out_is_told() -> None:
    assert told(GOOD + ONE, GOOD) == ['The question "vote" is gone.']
