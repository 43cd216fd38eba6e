"""Where in a TOML text a value stands: the standard library's reader tells no line numbers."""

import re
from dataclasses import dataclass

from ivr.tables import Path

HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?")
ASSIGNED = re.compile(r"""^\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
PART = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")
MULTI_LINE = ('"""', "'''")


@dataclass(frozen=True, slots=True)
class Lines:
    """Line numbers, from 1, by path."""

    by_path: dict[Path, int]
    text: tuple[str, ...]

    def depth(self, path: Path) -> int:
        """How much of the path stands in this text."""
        return next((length for length in range(len(path), 0, -1) if path[:length] in self.by_path), 0)

    def find(self, path: Path, words: str = "") -> int:
        """The line of the path, or of as much of it as there is; or of the words, further down in it."""
        start = self.by_path.get(path[: self.depth(path)], 1)
        if words and words not in self.text[start - 1]:
            return next((n for n in range(start, self._end(start)) if words in self.text[n - 1]), start)
        return start

    def _end(self, start: int) -> int:
        """The line after the table or value that starts here."""
        after = (n for n in range(start + 1, len(self.text) + 1) if HEADER.match(self.text[n - 1]))
        return next(after, len(self.text) + 1)


def lines_of(text: str) -> Lines:
    """The lines of all tables and values of a text."""
    found: dict[Path, int] = {}
    table: Path = ()
    rows: dict[Path, int] = {}
    quote = ""
    lines = tuple(text.splitlines()) or ("",)
    for number, line in enumerate(lines, start=1):
        if quote:
            quote = "" if quote in line else quote
        elif header := HEADER.match(line):
            table = _table(_parts(header[2]), rows, new_row=header[1] == "[[")
            _note(found, table, number)
        elif assigned := ASSIGNED.match(line):
            _note(found, (*table, *_parts(assigned[1])), number)
            quote = next((mark for mark in MULTI_LINE if line.count(mark) == 1), "")
    return Lines(found, lines)


def _parts(key: str) -> Path:
    return tuple(part.strip("\"'") for part in PART.findall(key))


def _table(name: Path, rows: dict[Path, int], *, new_row: bool) -> Path:
    """The table's path, with the index of the row where it stands in a list of tables."""
    if new_row:
        rows[name] = rows.get(name, -1) + 1
    path: Path = ()
    for length, part in enumerate(name, start=1):
        path = (*path, part)
        if name[:length] in rows:
            path = (*path, str(rows[name[:length]]))
    return path


def _note(found: dict[Path, int], path: Path, number: int) -> None:
    """The line of the path, and of every table that it is the first to stand in."""
    for length in range(1, len(path) + 1):
        found.setdefault(path[:length], number)
