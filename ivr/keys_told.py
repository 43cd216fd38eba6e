"""Which keys a sentence tells of: "press 1", "pwyswch seren", "key four". A plain number in a sentence is no key."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from ivr.flow import Flow

BESIDES: dict[str, str] = {
    "zero": "0",
    "sero": "0",
    "star": "*",
    "asterisk": "*",
    "seren": "*",
    "hash": "#",
}
"""Names of keys beyond the flow's own words for numbers."""
SPOKEN: Mapping[str, str] = {"*": "star", "#": "hash", "0": "nought"}
"""How a fault names these keys."""
KEY_NOUNS = r"(?:keys?|button|number|botwm|fotwm|rhif)"
PRESSING = r"(?:press(?:ing|es)?|keys?|button|pwyswch|pwyso|gwasgwch|gwasgu|botwm|fotwm)"
PRESS = rf"\b{PRESSING}\b(?:\s+(?:the|y|yr|{KEY_NOUNS})\b)*"
ONWARD = r"(?:to|for|if|i|am|os|er)\b"
"""What follows where a key is told of before what it does."""
PURPOSE = re.compile(rf"\s*,?\s*{ONWARD}", re.IGNORECASE)
ALONE = re.compile(r"(?<![\w{])\d(?![\w}])")
"""A figure by itself, which tells of a key only where the words are a key's own and nothing else in them does."""
FIGURES = 10


@dataclass(frozen=True, slots=True)
class Told:
    """A key that is told of, and the place in the sentence. `first`: what it does is said after it."""

    key: str
    start: int
    end: int
    first: bool = False


@dataclass(frozen=True, slots=True)
class _Patterns:
    pressed: re.Pattern[str]
    """A word for pressing, and keys after it."""
    key: re.Pattern[str]
    short: re.Pattern[str]
    """A key alone at the end of a sentence, as in "Afternoon, 2."."""
    opening: re.Pattern[str]
    """A key alone at the beginning of a sentence, as in "1 to start."."""
    by_name: Mapping[str, str]


def told(flow: Flow, language: str, text: str) -> tuple[Told, ...]:
    """The keys that one is told to press, in their order."""
    patterns = _patterns(flow.numbers.get(language, ())[:FIGURES])
    found = [one for match in patterns.pressed.finditer(text) for one in _listed(patterns, text, match)]
    if found:
        found += [_told(patterns, match) for match in patterns.short.finditer(text)]
    return tuple(sorted({one.end: one for one in found}.values(), key=lambda one: one.start))


def own(flow: Flow, language: str, text: str) -> set[str]:
    """The keys that a key's own words tell of, however briefly: "Evening, 3.", "Hash to skip." and "To go: 4" do."""
    patterns = _patterns(flow.numbers.get(language, ())[:FIGURES])
    brief = (patterns.short, patterns.opening)
    short = {_told(patterns, match).key for one in brief for match in one.finditer(text)}
    found = {one.key for one in told(flow, language, text)} | short
    return found or named(text) & {"*", "#"} or set(ALONE.findall(text))


def named(text: str) -> set[str]:
    """The keys that have a name of their own and stand in the sentence by it, whatever is said of them."""
    return {BESIDES[word] for word in re.findall(r"\w+", text.casefold()) if word in BESIDES}


def key_first(flow: Flow, language: str, text: str) -> bool:
    """Whether a key is told of before what it does."""
    patterns = _patterns(flow.numbers.get(language, ())[:FIGURES])
    return any(one.first for one in told(flow, language, text)) or bool(patterns.opening.search(text))


def _listed(patterns: _Patterns, text: str, match: re.Match[str]) -> list[Told]:
    """Each of the keys after one word for pressing."""
    first = _is_first(text, match)
    keys = patterns.key.finditer(match["keys"])
    return [
        Told(_key(patterns, one[0]), match.start(), match.start("keys") + one.end(), first) for one in keys
    ]


def _is_first(text: str, match: re.Match[str]) -> bool:
    """By what follows the keys; or since the sentence begins with them and goes on."""
    if PURPOSE.match(text, match.end()):
        return True
    before = re.split(r"[.?!:;]", text[: match.start()])[-1].casefold().strip(" ,")
    after = re.split(r"[.?!:;]", text[match.end() :])[0]
    return before in {"", "please", "now", "just", "then"} and bool(re.search(r"\w", after))


def _told(patterns: _Patterns, match: re.Match[str]) -> Told:
    return Told(_key(patterns, match[1]), match.start(), match.end())


def _key(patterns: _Patterns, name: str) -> str:
    return patterns.by_name.get(name.casefold(), name)


@lru_cache(maxsize=64)
def _patterns(numbers: tuple[str, ...]) -> _Patterns:
    by_name = {word.casefold(): str(n) for n, word in enumerate(numbers)} | BESIDES
    words = "|".join(sorted(map(re.escape, by_name), key=len, reverse=True))
    key = rf"(?:\d+|[*#]|(?:{words})(?!\s+(?:of|o)\b))(?![\w}}])"
    listed = rf"{key}(?:(?:\s*[,–-]\s*|,?\s+(?:or|and|to|neu|a|ac|i)\s+){key})*"
    one = rf"(?:\d|[*#]|{words})(?![\w}}])"

    def made(pattern: str) -> re.Pattern[str]:
        return re.compile(pattern, re.IGNORECASE)

    return _Patterns(
        pressed=made(rf"{PRESS}\s+[“\"‘']?(?P<keys>{listed})(?:\s+(?:key|button)\b)?"),
        key=made(key),
        short=made(rf",\s*({one})\s*(?=[.;!?]|$)"),
        opening=made(rf"(?:^|[.?!:;]\s*)(\d|[*#])\s*[,–-]?\s*{ONWARD}(?!\s*(?:\d|{words})\b)"),
        by_name=by_name,
    )
