"""From a flow's text to a `Flow` that is whole, or to everything that is wrong with it, line by line."""

import re
import tomllib
from dataclasses import dataclass

from ivr.check import check
from ivr.flow import Flow
from ivr.flows import LINE, text_of
from ivr.locate import Lines, lines_of
from ivr.parse import parse
from ivr.tables import Fault


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a flow's text. `line`: counted from 1; `words`: the words at fault."""

    file: str
    line: int
    where: str
    words: str
    message: str

    def __str__(self) -> str:
        where = f" {self.where}:" if self.where else ""
        return f"{self.file}:{self.line}:{where} {self.message}"


class FlowError(Exception):
    """Raised when a flow is broken: it is not used, not even in part. `problems`: all that was found."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def load(text: str, file: str = "flow.toml", line: str | None = None) -> Flow:
    """The flow of this text, laid over the line's own. Raises FlowError if anything is wrong with it.

    `line`: the text of the line that it was published over, where that is not the one shipped now.
    """
    own = _read(text, file)
    under = text_of(LINE) if line is None else line
    parsed = parse(laid_over(_read(under, LINE), own))
    faults = parsed.faults or check(parsed.flow)
    if faults:
        places = ((file, lines_of(text)), (LINE, lines_of(under)))
        raise FlowError(tuple(_problem(fault, places) for fault in faults))
    return parsed.flow


def shipped(name: str) -> Flow:
    """The flow that is shipped by this name, such as `voter-id`. Raises KeyError if there is none."""
    return load(text_of(f"{name}.toml"), f"{name}.toml")


def laid_over(under: dict[str, object], over: dict[str, object]) -> dict[str, object]:
    """One document with the other's values in place of its own, table by table."""
    merged = dict(under)
    for key, value in over.items():
        below = merged.get(key)
        merged[key] = (
            laid_over(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
        )
    return merged


def _read(text: str, file: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        number = int(line[1]) if line else text.count("\n") + 1
        words = (text.splitlines() or [""])[min(number, text.count("\n") + 1) - 1].strip()
        message = f"this line can't be read as TOML ({error}): mend it, or compare it with line.toml."
        raise FlowError((Problem(file, number, "", words, message),)) from error


def _problem(fault: Fault, places: tuple[tuple[str, Lines], ...]) -> Problem:
    """Where the fault stands: the file that has the longest part of its path, the campaign's own first."""
    file, lines = max(places, key=lambda place: place[1].depth(fault.path))
    where = ".".join(fault.path)
    return Problem(file, lines.find(fault.path, fault.words), where, fault.words, fault.message)
