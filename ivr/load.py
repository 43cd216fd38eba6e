"""From a flow's text to a `Flow` that is whole, or to everything that is wrong with it, line by line."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from textwrap import shorten

from ivr.check import check, check_ways
from ivr.flow import Flow
from ivr.flows import LINE, text_of
from ivr.lay import Document, laid_over
from ivr.locate import Lines, lines_of
from ivr.mend import Mended, mended, within
from ivr.overrides import untranslated, unused
from ivr.parse import parse
from ivr.tables import Fault, Grade, Path
from ivr.toml_text import NotReadError, tables_of

MOST_QUOTED = 120
"""Letters of the words at fault that are printed."""


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
        return f"{self.file}:{self.line}:{grade}{where} {self.message}{self.quoted}{told}"

    @property
    def quoted(self) -> str:
        """The words at fault, in brackets, where nothing else names them."""
        if not self.words or self.words in self.message or self.words in self.where:
            return ""
        return f" (“{shorten(self.words, MOST_QUOTED, placeholder=' …')}”)"


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
    own: Document
    """The campaign's own text, without the line's."""
    mended: Mended | None
    """What else can be looked at where there are faults."""

    def problems(self, faults: Iterable[Fault], transcript: tuple[str, ...] = ()) -> tuple[Problem, ...]:
        """The faults with the file and the line of each."""
        return tuple(self._problem(fault, transcript) for fault in faults)

    def _problem(self, fault: Fault, transcript: tuple[str, ...]) -> Problem:
        """The file that has the longest part of the fault's path, the campaign's own first."""
        file, lines = max(self.places, key=lambda place: place[1].depth(fault.path))
        line = lines.find(fault.path, fault.words)
        return Problem(file, line, _where(fault.path), fault.words, fault.message, fault.grade, transcript)


def _where(path: Path) -> str:
    """The place as staff count: questions by their numbers, from one on."""
    if len(path) > 1 and path[0] == "questions" and path[1].isdecimal():
        return ", ".join((f"question {int(path[1]) + 1}", *filter(None, (".".join(path[2:]),))))
    return ".".join(path)


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
    below = text_of(LINE) if line is None else line
    own, under = _tables(text, file), _tables(below, LINE)
    languages = under.get("languages")
    known = tuple(languages) if isinstance(languages, list) else ()
    parsed = parse(laid_over(under, own), known)
    steps = own.get("steps")
    named = {*steps} if isinstance(steps, dict) else set()
    later = [
        *unused(own, under, parsed.flow),
        *untranslated(own, under, tuple(one for one in known if one in parsed.flow.languages)),
        *check(parsed.flow, named, whole=not parsed.faults),
    ]
    faults = [*parsed.faults, *_besides(parsed.faults, later)]
    whole = mended(under, own, known) if faults else None
    if whole and parsed.faults:
        ways = _besides(faults, check_ways(whole.flow, named))
        faults += [one for one in ways if whole.stays(one.path, own)]
    return Read(parsed.flow, tuple(faults), ((file, lines_of(text)), (LINE, lines_of(below))), own, whole)


@cache
def shipped(name: str) -> Flow:
    """The flow that is shipped by this name, such as `voter-id`, read once. Raises KeyError if there is none."""
    return load(text_of(f"{name}.toml"), f"{name}.toml")


def _besides(first: list[Fault], then: list[Fault]) -> list[Fault]:
    """Of what was found later, all but what an earlier fault at the same place has brought about."""
    told = [fault.path for fault in first]
    return [fault for fault in then if not any(within(fault.path, path) for path in told)]


def _tables(text: str, file: str) -> dict[str, object]:
    try:
        return tables_of(text)
    except NotReadError as error:
        raise FlowError((Problem(file, error.line, "", error.words, error.message),)) from error
