"""Hold music of a flow's own: its file is looked into, and a fault is told at its line."""

import pytest

from ivr.diff import changes
from ivr.examine import examine
from ivr.flows import text_of
from ivr.load import load
from ivr.sounds import sounded
from tests.ivr.test_broken_flows import GOOD
from tests.ivr.test_examining import sound

QUOTES = str.maketrans("“”", '""')
TEXT = GOOD + '[hold]\nmusic = "tune.wav"\n'


@pytest.mark.parametrize(
    ("files", "message", "grade"),
    [
        ({}, "“tune.wav” is not there", "error"),
        ({"tone.wav": b""}, "Did you mean “tone.wav”?", "error"),
        ({"tune.wav": b"ID3 an mp3"}, "save it as WAV: PCM, mono, 16 bits, 8000 Hz", "error"),
        ({"tune.wav": sound(30, channels=2)}, "it has 2 channels", "error"),
        ({"tune.wav": sound(3)}, "it tires the ear", "warning"),
    ],
)
def test_what_is_wrong_with_the_hold_music_is_told(files: dict[str, bytes], message: str, grade: str) -> None:
    found = [one for one in examine(TEXT, sounds=files).of(grade) if one.where == "hold.music"]
    assert [message.translate(QUOTES) in one.message for one in found] == [True]
    assert TEXT.splitlines()[found[0].line - 1] == 'music = "tune.wav"'


def test_a_tune_of_half_a_minute_is_good() -> None:
    assert examine(TEXT, sounds={"tune.wav": sound(31)}).of("warning") == ()


def test_a_name_that_leads_elsewhere_is_refused() -> None:
    text = GOOD + '[hold]\nmusic = "../secret.wav"\n'
    (problem,) = examine(text, sounds={"../secret.wav": sound(30)}).of("error")
    assert "is no name for a file here" in problem.message


def test_a_change_of_music_is_told() -> None:
    assert list(changes(load(GOOD), load(TEXT))) == [
        "The hold music is tune.wav (before: the service's own)."
    ]


def test_what_is_recorded_anew_is_another_version_and_the_same_again_the_same() -> None:
    flow = load(TEXT)
    first, second = (sounded(flow, {"tune.wav": sound(seconds)}).version for seconds in (20, 30))
    assert len({flow.version, first, second}) == 3
    assert sounded(flow, {"tune.wav": sound(20), "left-over.wav": sound(1)}).version == first


def test_a_flow_without_sounds_is_the_version_of_its_text() -> None:
    flow = load(text_of("voter-id.toml"))
    assert sounded(flow, {"left-over.wav": sound(1)}) is flow
