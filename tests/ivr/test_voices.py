"""The voices that a flow names: what the carrier is not known to have is told of before the line is silent."""

import pytest

from ivr.load import load
from ivr.warn import warn
from tests.ivr.test_broken_flows import GOOD


def warned(patch: str) -> list[str]:
    return [fault.message for fault in warn(load(GOOD + patch))]


@pytest.mark.parametrize(
    ("language", "voice"),
    [
        ("en", "Polly.Emma"),
        ("en", "Polly.Brian-Neural"),
        ("en", "Google.en-GB-Standard-A"),
        ("cy", "Polly.Gwyneth"),
    ],
)
def test_a_voice_that_the_carrier_has_is_taken(language: str, voice: str) -> None:
    assert warned(f'[voices.{language}]\nvoice = "{voice}"') == []


def test_a_misspelt_voice_is_warned_of_with_the_one_that_was_meant() -> None:
    assert warned('[voices.en]\nvoice = "Poly.Emma"') == [
        'no such voice is known for en-GB, and the line may stay silent. Did you mean "Polly.Emma"?'
    ]


def test_an_english_voice_for_welsh_is_warned_of_with_those_there_are() -> None:
    assert warned('[voices.cy]\nvoice = "Nora"') == [
        "no such voice is known for cy-GB, and the line may stay silent. Known: Polly.Gwyneth."
    ]


def test_welsh_that_would_be_spoken_as_english_is_warned_of() -> None:
    assert warned('[voices.cy]\nlanguage = "en-GB"\nvoice = "Polly.Amy"') == [
        "sentences in “cy” would be spoken as en-GB: say cy-GB."
    ]


def test_of_a_language_that_is_not_known_here_nothing_is_said() -> None:
    assert warned('[voices.en]\nlanguage = "en-AU"\nvoice = "Polly.Olivia-Neural"') == []
