"""The pages' colours, light and dark: WCAG 2.2 AA asks 4.5 to 1 of text, 3 to 1 of what marks a control."""

import re

import pytest

from console.sounds import SOUNDS

TEXT = (
    ("ink", "paper"), ("ink", "card"), ("quiet", "paper"), ("quiet", "card"), ("accent", "paper"),
    ("accent", "card"), ("on-accent", "accent"), ("good", "card"), ("bad", "card"), ("bad", "paper"),
    ("ink", "bubble"), ("on-mine", "mine"), ("on-warm", "warm"), ("on-key", "key"),
)  # fmt: skip
MARKS = (("line", "card"), ("accent", "card"), ("bad", "card"), ("key", "body"))


def _colours(scheme: str) -> dict[str, str]:
    css = (SOUNDS.parent / "css" / "ringround.css").read_text(encoding="utf-8")
    light, dark = re.findall(r":root \{([^}]*--paper[^}]*)\}", css)
    return dict(re.findall(r"--([a-z-]+): #([0-9a-f]{6});", light if scheme == "light" else dark))


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    dim, bright = sorted((_luminance(one), _luminance(other)))
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_and_marks_stand_out_from_what_is_behind_them(scheme: str) -> None:
    colours = _colours(scheme)
    weak = [pair for pair in TEXT if _contrast(colours[pair[0]], colours[pair[1]]) < 4.5]
    weak += [pair for pair in MARKS if _contrast(colours[pair[0]], colours[pair[1]]) < 3]
    assert weak == []
