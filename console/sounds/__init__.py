"""The sounds of the line: the shipped tune and tone (`make`), and cutting a tune into pieces (`pieces`)."""

from pathlib import Path

SOUNDS = Path(__file__).parent.parent / "static" / "sounds"
SHIPPED_TUNE = SOUNDS / "hold.wav"
NINE_MINUTES = SOUNDS / "nine-minutes.wav"
