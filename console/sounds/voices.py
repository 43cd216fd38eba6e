"""How the project's own sounds are sung: soft notes added to a band of samples, and the band kept as WAV."""

import math
import sys
import wave
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

RATE = 8000
"""Samples a second: what a telephone line carries."""

Partials: TypeAlias = tuple[tuple[float, float], ...]
"""A note's overtones: multiples of its pitch, and their shares of its loudness."""

Shape: TypeAlias = Callable[[float], float]
"""How loud a note is, so many seconds after it began."""

BELL: Partials = ((1.0, 0.72), (2.0, 0.2), (3.0, 0.08))
PAD: Partials = ((1.0, 0.6), (2.0, 0.3), (4.0, 0.1))


class Band:
    """So many seconds of sound, silent at first."""

    def __init__(self, seconds: float) -> None:
        """Begin with silence."""
        self.samples = array("d", bytes(8 * round(seconds * RATE)))

    def strike(self, at: float, pitch: float, loud: float, ring: float = 2.4) -> None:
        """Add a struck note at `at` seconds: a quick soft attack, then dying away over `ring` seconds."""
        self._add(at, pitch, ring, BELL, lambda t: loud * _rise(t, 0.012) * math.exp(-3.2 * t / ring))

    def swell(self, at: float, pitch: float, loud: float, length: float) -> None:
        """Add a held note that comes and goes slowly over `length` seconds."""
        self._add(at, pitch, length, PAD, lambda t: loud * math.sin(math.pi * t / length) ** 2)

    def _add(self, at: float, pitch: float, length: float, partials: Partials, shape: Shape) -> None:
        start = round(at * RATE)
        count = min(round(length * RATE), len(self.samples) - start)
        turns = [(2 * math.pi * pitch * multiple / RATE, share) for multiple, share in partials]
        for n in range(count):
            t = n / RATE
            # The last 30 ms of every note go to nothing, so that none ends in a click.
            envelope = shape(t) * _rise(count / RATE - t, 0.03)
            self.samples[start + n] += envelope * sum(share * math.sin(turn * n) for turn, share in turns)

    def save(self, path: Path, peak: float) -> None:
        """Write 16-bit mono WAV, its loudest sample at `peak` of what the file can hold."""
        top = max(abs(sample) for sample in self.samples)
        scale = peak * 32767 / top
        with wave.open(str(path), "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(RATE)
            out.writeframes(_little_endian(array("h", (round(sample * scale) for sample in self.samples))))


def _rise(t: float, seconds: float) -> float:
    """From 0 to 1 in so many seconds, without corners."""
    if t >= seconds:
        return 1.0
    return 0.5 - 0.5 * math.cos(math.pi * max(t, 0.0) / seconds)


def _little_endian(samples: "array[int]") -> bytes:
    if sys.byteorder == "big":
        samples.byteswap()
    return samples.tobytes()
