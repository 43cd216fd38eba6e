"""What was heard and pressed at one handset in one call, line by line."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

Who: TypeAlias = Literal["line", "voice", "key", "event"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line. ``t``: seconds since the call began. ``who``: the line, another person, a key, an event."""

    n: int
    t: float
    who: Who
    verb: str
    text: str
    language: str = ""


class Transcript:
    """The lines of one call, in order."""

    def __init__(self, elapsed: Callable[[], float]) -> None:
        """Take the clock of the call: a function giving seconds since it began."""
        self._elapsed = elapsed
        self._lines: list[Line] = []

    def add(self, who: Who, verb: str, text: str = "", language: str = "") -> None:
        """Note a line at this instant."""
        self._lines.append(Line(len(self._lines), round(self._elapsed(), 2), who, verb, text, language))

    def since(self, n: int = 0) -> list[Line]:
        """Give the lines from number ``n`` on."""
        return self._lines[max(n, 0) :]

    def heard(self) -> list[str]:
        """Give what the ear got: words, and sounds as a note sign and their file's name."""
        return [_as_heard(line) for line in self._lines if line.who in {"line", "voice"} and line.text]


def _as_heard(line: Line) -> str:
    return f"♪ {line.text.rpartition('/')[2]}" if line.verb == "play" else line.text
