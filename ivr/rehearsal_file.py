"""The text of a rehearsal file: rehearsals by name, each with what happens in it, in order; and what is not one."""

import re
from dataclasses import dataclass

COMMA = re.compile(r""",(?=(?:[^"]*"[^"]*")*[^"]*$)""")
"""A comma that stands in no quotation."""
QUOTED = re.compile(r'"[^"]*"')
CURLY = re.compile(r"[“”„‟]")
ASKEW = re.compile(r"\s+- |\s*[*+] ")
"""A line of a list that Markdown knows and we do not."""


@dataclass(frozen=True, slots=True)
class Missed:
    """What a rehearsal found otherwise than expected. `line`: of the rehearsal file, from 1."""

    rehearsal: str
    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What happens in one rehearsal, each with its line; its heading stands in `line`."""

    name: str
    line: int
    parts: tuple[tuple[int, str], ...]


def rehearsals(text: str) -> tuple[list[Rehearsal], list[Missed]]:
    """All of a file, and the lines that cannot be what they were meant to be."""
    found, wrong = list[Rehearsal](), list[Missed]()
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        if line.startswith("## "):
            found.append(Rehearsal(line.removeprefix("## ").strip(), number, ()))
        elif trouble := _trouble(line, begun=bool(found)):
            wrong.append(Missed(found[-1].name if found else "before the first rehearsal", number, trouble))
        elif line.startswith("- "):
            one = found[-1]
            found[-1] = Rehearsal(one.name, one.line, (*one.parts, *_parts(number, line)))
    return found, wrong


def names(text: str) -> tuple[str, ...]:
    """The rehearsals of a file."""
    return tuple(one.name for one in rehearsals(text)[0])


def _parts(number: int, line: str) -> list[tuple[int, str]]:
    parts = (part.strip() for part in COMMA.split(line.removeprefix("- ")))
    return [(number, part) for part in parts if part]


def _trouble(line: str, *, begun: bool) -> str:
    """What keeps a line from being played, or nothing; a remark may say what it likes."""
    if ASKEW.match(line):
        return "this is not played: begin the line with “- ”, without anything before it."
    if not line.startswith("- "):
        return ""
    if not begun:
        return "this stands under no rehearsal: give it a heading that begins with “## ”."
    bare = QUOTED.sub("", line)
    if CURLY.search(bare):
        return 'these quotation marks are curly: write straight ones, as in expect "Hello".'
    return "a quotation does not end: close it with another mark." if '"' in bare else ""
