"""Composes the sounds that ship with the project: `python -m console.sounds.make` writes them anew.

The hold music is thirty-six seconds at 80 beats a minute: twelve bars in D, three phrases of four. Each
phrase ends in a rest, so that it can be cut there (`console.sounds.pieces`), and begin again, without a seam.
"""

from console.sounds import NINE_MINUTES, SHIPPED_TUNE, SOUNDS
from console.sounds.voices import Band

BEAT = 60 / 80
BAR = 4 * BEAT
BARS = 12

# Semitones above A4 (440 Hz) by name: what a telephone lets through well lies between D4 and D6.
_NAMES = {"C": -9, "C#": -8, "D": -7, "E": -5, "F#": -3, "G": -2, "A": 0, "B": 2}

# One chord a bar, low to high: they are rocked upwards and back under the melody.
CHORDS = (
    "D4 F#4 A4 D5", "B3 F#4 B4 D5", "G3 D4 G4 B4", "A3 E4 A4 C#5",
    "D4 F#4 A4 D5", "F#3 F#4 A4 C#5", "G3 D4 G4 B4", "D4 F#4 A4 D5",
    "G3 D4 G4 B4", "F#3 D4 F#4 A4", "E4 G4 B4 E5", "A3 E4 G4 D5",
)  # fmt: skip

# The melody: bar, beat within it, note. Few notes, none twice at once.
MELODY = (
    (0, 0, "F#5"), (0, 2.5, "A5"), (1, 0, "D5"), (1, 2, "E5"), (1, 3, "F#5"), (2, 0, "G5"), (2, 2.5, "B5"),
    (3, 0, "A5"),
    (4, 0, "A5"), (4, 2.5, "F#5"), (5, 0, "E5"), (5, 2, "C#5"), (5, 3, "E5"), (6, 0, "D5"), (6, 2.5, "B4"),
    (7, 0, "D5"),
    (8, 0, "B5"), (8, 2.5, "A5"), (9, 0, "F#5"), (9, 2, "A5"), (9, 3, "F#5"), (10, 0, "E5"), (10, 2.5, "G5"),
    (11, 0, "E5"),
)  # fmt: skip

# The beats of the four chord notes and back; the last bar of a phrase stops after the first three.
ROCKING = ((0, 0), (0.5, 1), (1, 2), (1.5, 3), (2, 2), (2.5, 1), (3, 2), (3.5, 1))
CLOSING = ROCKING[:3]


def pitch(note: str) -> float:
    """A note's frequency in hertz, by its name and octave: A4 is 440."""
    name, octave = note[:-1], int(note[-1])
    return 440.0 * 2 ** ((_NAMES[name] + 12 * (octave - 4)) / 12)


def hold_music() -> Band:
    """The tune that is heard while a contact's telephone rings."""
    band = Band(BARS * BAR)
    for bar, chord in enumerate(CHORDS):
        _accompany(band, bar, chord.split())
    for bar, beat, note in MELODY:
        band.strike(bar * BAR + beat * BEAT, pitch(note), 0.5, ring=2.2)
    return band


def _accompany(band: Band, bar: int, chord: list[str]) -> None:
    closing = bar % 4 == 3  # noqa: PLR2004 (the fourth bar of a phrase)
    start = bar * BAR
    for beat, which in CLOSING if closing else ROCKING:
        band.strike(start + beat * BEAT, pitch(chord[which]), 0.26, ring=1.6)
    for note in chord[1:]:
        band.swell(start, pitch(note), 0.1, BAR * 0.9 if closing else BAR)


def nine_minutes() -> Band:
    """The tone at nine minutes: two soft notes that nobody need stop talking for."""
    band = Band(1.6)
    band.strike(0.0, pitch("A4"), 0.5, ring=1.2)
    band.strike(0.3, pitch("D5"), 0.4, ring=1.2)
    return band


def main() -> None:
    """Write both sounds."""
    SOUNDS.mkdir(parents=True, exist_ok=True)
    hold_music().save(SHIPPED_TUNE, peak=0.5)
    nine_minutes().save(NINE_MINUTES, peak=0.12)


if __name__ == "__main__":
    main()
