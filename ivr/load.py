"""From a flow's text to a `Flow` that is whole, or to everything that is wrong with it, line by line."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from ivr.check import check
from ivr.flow import Flow
from ivr.flows import LINE, text_of
from ivr.locate import Lines, lines_of
from ivr.parse import parse
from ivr.tables import Fault, Grade

TWICE = re.compile(r"overwrite|already|twice|mutate", re.IGNORECASE)
"""How the reader of TOML says that something stands there twice."""

DEEPEST = 20
MOST_WORDS = 200


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a flow's text. `line`: counted from 1; `words`: the words at fault."""

    file: str
    line: int
    where: str
    words: str
    message: str
    grade: Grade = "error"
    transcript: tuple[str, ...] = ()
    """The shortest call that shows it, where a call does."""

    def __str__(self) -> str:
        grade = "" if self.grade == "error" else f" {self.grade}:"
        where = f" {self.where}:" if self.where else ""
        told = "".join(f"\n    {one}" for one in self.transcript)
        return f"{self.file}:{self.line}:{grade}{where} {self.message}{told}"


class FlowError(Exception):
    """Raised when a flow is broken: it is not used, not even in part. `problems`: all that was found."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Read:
    """A flow's text as it was read, over the line's. `faults`: what keeps it from being used."""

    flow: Flow
    faults: tuple[Fault, ...]
    places: tuple[tuple[str, Lines], ...]

    def problems(self, faults: Iterable[Fault], transcript: tuple[str, ...] = ()) -> tuple[Problem, ...]:
        """The faults with the file and the line of each."""
        return tuple(self._problem(fault, transcript) for fault in faults)

    def _problem(self, fault: Fault, transcript: tuple[str, ...]) -> Problem:
        """The file that has the longest part of the fault's path, the campaign's own first."""
        file, lines = max(self.places, key=lambda place: place[1].depth(fault.path))
        line, where = lines.find(fault.path, fault.words), ".".join(fault.path)
        return Problem(file, line, where, fault.words, fault.message, fault.grade, transcript)


def load(text: str, file: str = "flow.toml", line: str | None = None) -> Flow:
    """The flow of this text, laid over the line's own. Raises FlowError if anything is wrong with it.

    `line`: the text of the line that it was published over, where that is not the one shipped now.
    """
    made = read(text, file, line)
    if made.faults:
        raise FlowError(made.problems(made.faults))
    return made.flow


def published(text: str, file: str, line: str) -> Flow:
    """The flow of a version that was checked when it was published: what a later checker minds does not unmake it.

    A call in progress finishes on its version, whatever release it was published by. Publishing it again checks it.
    """
    return read(text, file, line).flow


def read(text: str, file: str = "flow.toml", line: str | None = None) -> Read:
    """The text as far as it can be read. Raises FlowError if it is no TOML."""
    own = _toml(text, file)
    below = text_of(LINE) if line is None else line
    under = _toml(below, LINE)
    spoken = under.get("languages")
    parsed = parse(laid_over(under, own), tuple(spoken) if isinstance(spoken, list) else ())
    faults = (*parsed.faults, *_besides(parsed.faults, check(parsed.flow, whole=not parsed.faults)))
    return Read(parsed.flow, faults, ((file, lines_of(text)), (LINE, lines_of(below))))


@cache
def shipped(name: str) -> Flow:
    """The flow that is shipped by this name, such as `voter-id`, read once. Raises KeyError if there is none."""
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


def _besides(first: list[Fault], then: list[Fault]) -> list[Fault]:
    """Of what was found later, all but what an earlier fault at the same place has brought about."""
    told = [fault.path for fault in first]
    return [fault for fault in then if not any(_within(fault.path, path) for path in told)]


def _within(path: tuple[str, ...], other: tuple[str, ...]) -> bool:
    length = min(len(path), len(other))
    return length > 1 and path[:length] == other[:length]


def _toml(text: str, file: str) -> dict[str, object]:
    try:
        document = tomllib.loads(text)
        _refuse_deep(document)
    except RecursionError as error:
        deep = f"tables stand within tables, or lists within lists, more than {DEEPEST} deep: no flow needs that."
        raise FlowError((Problem(file, 1, "", "", deep),)) from error
    except ValueError as error:  # no TOML, or a number of thousands of digits
        line = re.search(r"line (\d+)", str(error))
        lines = text.splitlines() or [""]
        number = min(int(line[1]) if line else len(lines), len(lines))
        words = lines[number - 1].strip()[:MOST_WORDS]
        remedy = "take one out" if TWICE.search(str(error)) else "mend it, or compare it with line.toml"
        what = "this stands here twice" if TWICE.search(str(error)) else "this line can't be read as TOML"
        raise FlowError((Problem(file, number, "", words, f"{what} ({error}): {remedy}."),)) from error
    return document


def _refuse_deep(document: dict[str, object]) -> None:
    """RecursionError for what would exhaust whoever walks through it later."""
    level: list[object] = [document]
    for _ in range(DEEPEST):
        level = [inner for one in level for inner in _within_it(one)]
    if level:
        raise RecursionError


def _within_it(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
