"""The project's own sounds, and the cutting of a tune."""

import io
import wave
from array import array
from collections.abc import Callable
from pathlib import Path

import pytest

from console.sounds import NINE_MINUTES, SHIPPED_TUNE
from console.sounds.make import hold_music, nine_minutes
from console.sounds.pieces import LONGEST, NotASoundError, cut
from console.sounds.voices import RATE, Band

LOUDEST = 32767


def _samples(source: Path | io.BytesIO) -> "array[int]":
    with wave.open(str(source) if isinstance(source, Path) else source) as sound:
        assert (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) == (1, 2, RATE)
        return array("h", sound.readframes(sound.getnframes()))


def _tune(path: Path, frames: bytes) -> Path:
    with wave.open(str(path), "wb") as out:
        out.setparams((1, 2, RATE, 0, "NONE", ""))
        out.writeframes(frames)
    return path


@pytest.mark.parametrize(("shipped", "made", "peak"), [
    (SHIPPED_TUNE, hold_music, 0.5), (NINE_MINUTES, nine_minutes, 0.12),
])  # fmt: skip
def test_the_shipped_sounds_are_what_the_generator_makes(
    shipped: Path, made: Callable[[], Band], peak: float, tmp_path: Path
) -> None:
    made().save(tmp_path / "anew.wav", peak)
    anew, kept = _samples(tmp_path / "anew.wav"), _samples(shipped)
    # Sines may differ in their last digit from one machine to the next.
    assert len(anew) == len(kept)
    assert max(abs(a - b) for a, b in zip(anew, kept, strict=True)) <= 1


@pytest.mark.parametrize("sound", [SHIPPED_TUNE, NINE_MINUTES])
def test_a_sound_begins_and_ends_in_silence_and_never_clips(sound: Path) -> None:
    samples = _samples(sound)
    assert max(map(abs, samples)) <= LOUDEST * 0.51
    assert max(map(abs, (*samples[:2], *samples[-200:]))) < LOUDEST * 0.001
    assert abs(sum(samples)) / len(samples) < 1, "no hum: the sound is centred"


def test_the_hold_music_is_under_a_megabyte_and_long_enough_not_to_tire() -> None:
    assert SHIPPED_TUNE.stat().st_size < 1_000_000
    assert 30 <= len(_samples(SHIPPED_TUNE)) / RATE <= 60


def test_the_nine_minute_tone_is_soft_beside_the_music() -> None:
    assert max(map(abs, _samples(NINE_MINUTES))) < max(map(abs, _samples(SHIPPED_TUNE))) / 4


def test_the_tune_is_cut_into_pieces_in_its_rests() -> None:
    pieces = [_samples(io.BytesIO(piece)) for piece in cut(SHIPPED_TUNE)]
    assert [len(piece) / RATE for piece in pieces] == [12.0, 12.0, 12.0]
    for piece in pieces:
        assert max(map(abs, (*piece[:2], *piece[-800:]))) < LOUDEST * 0.005


def test_the_pieces_are_the_whole_tune_and_none_is_too_long(tmp_path: Path) -> None:
    frames = bytes(range(256)) * 1001
    pieces = cut(_tune(tmp_path / "own.wav", frames), longest=1.0)
    parts = [_samples(io.BytesIO(piece)).tobytes() for piece in pieces]
    assert b"".join(parts) == frames
    assert all(len(part) <= 2 * RATE for part in parts)
    assert LONGEST < 13


@pytest.mark.parametrize("content", [b"", b"ID3 an MP3", b"RIFF"])
def test_a_file_that_is_no_plain_wav_is_refused_with_the_remedy(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "tune.mp3"
    path.write_bytes(content)
    with pytest.raises(NotASoundError, match=r"tune\.mp3 cannot be used .* give a plain \(PCM\) WAV file"):
        cut(path)


def test_a_missing_or_empty_tune_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotASoundError, match="No such file"):
        cut(tmp_path / "missing.wav")
    with pytest.raises(NotASoundError, match="it is empty"):
        cut(_tune(tmp_path / "empty.wav", b""))
