"""From a flow's text to its tables; and where it cannot be read, what whoever wrote it has to mend."""

import re
import tomllib
from collections.abc import Iterable

DEEPEST = 20
MOST_LETTERS = 200
TWICE = re.compile(r"overwrite|already|twice|mutate", re.IGNORECASE)
"""How the reader of TOML says that something stands there twice."""
CURLY = re.compile(r"[“”„]|[=\[{,]\s*[‘’]")
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
SAID = (
    ("Unterminated|'\\\\n'|Expected \"'\"", 'the closing quotation mark is missing: add " after the last word'),
    ("Invalid value", 'words stand between straight quotation marks: name = "the words"'),
    ("Unescaped", "a backslash in words is written twice"),
    ("newline or end of document", 'one entry stands on a line, and a quotation mark within its words is written \\"'),
    ("Expected '='", 'an entry is name = "the words", and its name one word'),
    ("table declaration", "close the heading as you opened it: [name] or [[name]]"),
    ("Unclosed inline table", "close it with } on the same line"),
    ("Unclosed array", "close the list with ]"),
)  # fmt: skip
"""How the reader of TOML puts what is wrong, and the remedy."""


class NotReadError(ValueError):
    """Raised when a text is no TOML, or none that a flow could be. `line`: from 1; `words`: what stands there."""

    def __init__(self, line: int, words: str, message: str) -> None:
        super().__init__(message)
        self.line, self.words, self.message = line, words, message


def tables_of(text: str) -> dict[str, object]:
    """The tables of a text. Raises NotReadError."""
    try:
        document = tomllib.loads(text)
        _refuse_deep(document)
    except RecursionError as error:
        deep = f"tables stand within tables, or lists within lists, more than {DEEPEST} deep: no flow needs that."
        raise NotReadError(1, "", deep) from error
    except ValueError as error:  # no TOML, or a number of thousands of digits
        lines = text.splitlines() or [""]
        number = _line(str(error), lines)
        words = lines[number - 1].strip()[:MOST_LETTERS]
        raise NotReadError(number, words, _message(str(error), words)) from error
    return document


def _line(error: str, lines: list[str]) -> int:
    """The line that the reader names; of a text over several lines that never ends, the one where it begins."""
    named = re.search(r"line (\d+)", error)
    if named:
        return min(int(named[1]), len(lines))
    opened = [number for number, line in enumerate(lines, start=1) if '"""' in line or "'''" in line]
    return opened[-1] if opened else len(lines)


def _message(error: str, words: str) -> str:
    if TWICE.search(error):
        return f"this stands here twice ({error}): take one out."
    return f"this line can't be read as TOML ({error}): {_remedy(error, words)}."


def _remedy(error: str, words: str) -> str:
    if CURLY.search(QUOTED.sub("", words)):
        return 'these quotation marks are curly, write straight ones: "the words"'
    return next(
        (remedy for said, remedy in SAID if re.search(said, error)), "mend it, or compare it with line.toml"
    )


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
