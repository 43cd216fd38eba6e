"""Cuts a tune into pieces short enough to say 'Still ringing' between them.

Hold music may hold no key-press question and cannot be broken into, so the words that must come every fifteen
seconds stand between two pieces. The tune goes on where it was, piece after piece, and round again.
"""

import io
import wave
from collections.abc import Iterator
from pathlib import Path

LONGEST = 12.0
"""Seconds of music in a piece: with the words before it, less than fifteen."""


class NotASoundError(ValueError):
    """Raised for a hold-music file that cannot be cut: it is missing, empty, or no plain WAV."""


def cut(tune: Path | bytes, longest: float = LONGEST) -> tuple[bytes, ...]:
    """The tune in WAV files of equal length, each at most `longest` seconds. Raises NotASoundError."""
    try:
        with wave.open(io.BytesIO(tune) if isinstance(tune, bytes) else str(tune), "rb") as whole:
            return tuple(_pieces(whole, longest))
    except (OSError, EOFError, wave.Error) as error:
        raise NotASoundError(
            f"{tune.name if isinstance(tune, Path) else 'the sound'} cannot be used as hold music ({error}): "
            "give a plain (PCM) WAV file, mono, 8000 samples a second."
        ) from error


def _pieces(whole: wave.Wave_read, longest: float) -> Iterator[bytes]:
    frames = whole.getnframes()
    if not frames:
        raise EOFError("it is empty")
    count = -int(-frames // (longest * whole.getframerate()))
    for n in range(count):
        yield _wav(whole, frames * (n + 1) // count - frames * n // count)


def _wav(whole: wave.Wave_read, frames: int) -> bytes:
    body = io.BytesIO()
    with wave.open(body, "wb") as piece:
        piece.setparams(whole.getparams())
        piece.writeframes(whole.readframes(frames))
    return body.getvalue()
