"""A flow with faults, mended as far as that can be: so that everything else that is wrong is told in the same pass.

What cannot be read, or names what is not there, is taken out of the campaign's own text, so that the line's own stands
in its place; where the line has none, whatever leads there goes as well.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches

from ivr.check import circles, missing
from ivr.flow import Flow, Question
from ivr.graph import reached
from ivr.lay import Document, laid_over
from ivr.parse import Parsed, parse
from ivr.parse_questions import YES_NO
from ivr.tables import Path

MOST_ROUNDS = 20
WAYS = frozenset({"steps", "roles", "refusals", "hold"})
"""The tables that the ways through a flow depend on."""


@dataclass(frozen=True, slots=True)
class Mended:
    """The flow without what was `removed` from its text. `led`: the steps that this may have led to."""

    flow: Flow
    removed: tuple[Path, ...]
    led: frozenset[str]

    def stays(self, path: Path, own: Document) -> bool:
        """Whether what is wrong there is the campaign's own, and not brought about by what was taken out."""
        removed = any(within(path, other) for other in self.removed)
        return stands(own, path[:2]) and not removed and not (path[0] == "steps" and path[1] in self.led)


def mended(under: Document, own: Document, known: tuple[str, ...]) -> Mended | None:
    """The flow of the campaign's own text over the line's, without its faults; None where they are the line's."""
    removed: list[Path] = []
    words: set[str] = set()
    for _round in range(MOST_ROUNDS):
        parsed = parse(laid_over(under, own), known)
        faults = [
            fault
            for fault in (*parsed.faults, *missing(parsed.flow), *circles(parsed.flow))
            if fault.path[:1] and fault.path[0] in WAYS
        ]
        if not faults:
            flow = _without_odd_questions(parsed)
            return Mended(flow, tuple(removed), _led(flow, words))
        gone = [path for fault in faults if (path := _deepest(own, fault.path))]
        if not gone:
            return None
        for path in dict.fromkeys(gone):
            words |= {*_strings(_at(own, path))}
            own = _without(own, path)
        removed += gone
    return None


def within(path: Path, other: Path) -> bool:
    """Whether one of the two places is within the other, or the same."""
    length = min(len(path), len(other))
    return length > 1 and path[:length] == other[:length]


def stands(own: object, path: Path) -> bool:
    """Whether something stands at this place."""
    return _at(own, path) is not None


def _at(value: object, path: Path) -> object | None:
    for part in path:
        if isinstance(value, list) and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        elif isinstance(value, dict) and part in value:
            value = value[part]
        else:
            return None
    return value


def _deepest(own: Document, path: Path) -> Path | None:
    """As much of the path as can be taken out of the text: two parts at least, and no row of a list by itself."""
    value: object = own
    for length, part in enumerate(path):
        if not isinstance(value, dict) or part not in value:
            return path[:length] if length > 1 else None
        value = value[part]
    return path


def _without(own: Document, path: Path) -> Document:
    head, *rest = path
    within = own.get(head)
    if not rest:
        return {key: value for key, value in own.items() if key != head}
    return {**own, head: _without(within, tuple(rest))} if isinstance(within, dict) else own


def _strings(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for inner in value.values():
                yield from _strings(inner)
        case list():
            for inner in value:
                yield from _strings(inner)
        case _:
            pass


def _led(flow: Flow, words: set[str]) -> frozenset[str]:
    """The steps that are named, or meant, and where they lead."""
    meant = {name for word in words for name in (word, *get_close_matches(word, flow.steps, n=1))}
    return frozenset(reached(flow, meant))


def _without_odd_questions(parsed: Parsed) -> Flow:
    """A question that cannot be read is one of yes or no."""
    odd = {
        fault.path[1] for fault in parsed.faults if fault.path[:1] == ("questions",) and len(fault.path) > 1
    }
    questions = [
        _plain(one) if str(index) in odd or not _askable(one) else one
        for index, one in enumerate(parsed.flow.questions)
    ]
    return replace(parsed.flow, questions=tuple(questions))


def _askable(question: Question) -> bool:
    return bool(question.options) or question.kind == "number"


def _plain(question: Question) -> Question:
    return replace(question, kind="yes_no", options=YES_NO)
