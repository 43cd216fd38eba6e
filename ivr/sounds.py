"""Sound files that stand for prompts: whether each can be played on the line, and how long it lasts."""

import hashlib
import io
import json
import re
import wave
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace

from ivr.flow import Flow
from ivr.tables import Fault, nearest
from ivr.words import PLACEHOLDER

RATES = (8000, 11025, 16000, 22050, 44100, 48000)
LONGEST = 30.0
"""Seconds: a longer prompt is not listened to."""
SHORTEST_TUNE = 10.0
MUSIC = ("hold", "music")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\.wav")
REMEDY = "save it as WAV: PCM, mono, 16 bits, 8000 Hz"


class SoundError(ValueError):
    """Raised when a sound file cannot be played on the line; the message holds the remedy."""


def length(data: bytes) -> float:
    """Seconds that a sound file lasts. Raises SoundError if it is not of a form that the line plays."""
    try:
        with wave.open(io.BytesIO(data)) as sound:
            channels, width, rate, frames = sound.getparams()[:4]
            there = len(sound.readframes(frames))
    except (wave.Error, EOFError) as error:
        raise SoundError(f"this is no WAV of plain samples ({error}): {REMEDY}.") from error
    if channels != 1 or width != 2 or rate not in RATES:  # noqa: PLR2004 (bytes of 16 bits)
        raise SoundError(f"it has {channels} channels, {8 * width} bits and {rate} Hz: {REMEDY}.")
    if not frames:
        raise SoundError("it is empty: record it again.")
    if there < frames * width:
        raise SoundError("it is cut off, by what its beginning says: save it again.")
    return float(frames / rate)


def lengths(flow: Flow, files: Mapping[str, bytes]) -> dict[tuple[str, str], float]:
    """Seconds of each sentence that a file stands for, by its key and language, where the file can be played."""
    found: dict[tuple[str, str], float] = {}
    for key, by_language in flow.sounds.items():
        for language, name in by_language.items():
            with suppress(KeyError, SoundError):
                found[key, language] = length(files[name])
    return found


def check_names(flow: Flow) -> Iterator[Fault]:
    """Only what is said can be recorded, and only where nothing has to be filled in."""
    for key, files in flow.sounds.items():
        if key not in flow.prompts:
            message = f'there is no sentence "{key}". {nearest(key, flow.prompts)}'
            yield Fault(("sounds", key), key, message)
            continue
        for language in files:
            if filled := PLACEHOLDER.findall(flow.prompts[key].get(language, "")):
                message = (
                    f"a recording cannot say {{{filled[0]}}}, which differs from call to call: take it out."
                )
                yield Fault(("sounds", key, language), files[language], message)


def names(flow: Flow) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every sound file that the flow names, and where; the hold music among them."""
    if flow.music:
        yield MUSIC, flow.music
    for key, by_language in flow.sounds.items():
        yield from ((("sounds", key, language), name) for language, name in by_language.items())


def sounded(flow: Flow, files: Mapping[str, bytes]) -> Flow:
    """The flow as it is published with these files: where one of them is recorded anew, that is another version."""
    named = sorted({name for _at, name in names(flow)})
    if not named:
        return flow
    contents = {name: hashlib.sha256(files.get(name, b"")).hexdigest() for name in named}
    whole = json.dumps([flow.version, contents], sort_keys=True)
    return replace(flow, version=hashlib.sha256(whole.encode()).hexdigest())


def check_sounds(flow: Flow, files: Mapping[str, bytes]) -> Iterator[Fault]:
    """Every file is there and can be played. `files`: contents, by name as in the flow."""
    for at, name in names(flow):
        if not NAME.fullmatch(name):
            message = f'"{name}" is no name for a file here: use letters, figures, hyphens and dots, and end in .wav.'
            yield Fault(at, name, message)
        elif name not in files:
            remedy = nearest(name, files) if files else "Put it beside the flow."
            yield Fault(at, name, f'the sound file "{name}" is not there. {remedy}')
        else:
            yield from _played(at, name, files[name])


def _played(at: tuple[str, ...], name: str, data: bytes) -> Iterator[Fault]:
    try:
        seconds = length(data)
    except SoundError as error:
        yield Fault(at, name, f'"{name}" cannot be played: {error}')
        return
    if at == MUSIC and seconds < SHORTEST_TUNE:
        message = (
            f'"{name}" lasts {seconds:.0f} seconds: under {SHORTEST_TUNE:.0f} it tires the ear; use a longer.'
        )
        yield Fault(at, name, message, "warning")
    if at != MUSIC and seconds > LONGEST:
        message = f'"{name}" lasts {seconds:.0f} seconds: {LONGEST:.0f} at most are listened to; shorten it.'
        yield Fault(at, name, message, "warning")
