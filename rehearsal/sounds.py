"""What is played to a handset, and how long it takes."""

import io
import wave
from dataclasses import dataclass
from typing import Literal

WORDS_A_MINUTE = 150
_BREATH = 0.3
_UNKNOWN_BYTES_A_SECOND = 16_000  # 128 kbit/s: a guess for sounds that are not WAV


@dataclass(frozen=True, slots=True)
class Sound:
    """One thing heard: spoken text, a sound file by its URL, or silence. ``seconds`` None: without end."""

    kind: Literal["say", "play", "silence"]
    text: str = ""
    url: str = ""
    language: str = ""
    seconds: float | None = 0.0


def speaking_seconds(text: str) -> float:
    """Estimate how long a voice takes to say the text."""
    return round(_BREATH + len(text.split()) * 60 / WORDS_A_MINUTE, 2)


def playing_seconds(body: bytes) -> float:
    """Tell how long a sound file plays: from a WAV's header, for others from their size."""
    try:
        with wave.open(io.BytesIO(body)) as sound:
            return float(sound.getnframes() / sound.getframerate())
    except (wave.Error, EOFError):
        return len(body) / _UNKNOWN_BYTES_A_SECOND
