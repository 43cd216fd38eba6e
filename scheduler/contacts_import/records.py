"""CSV records out of a text file, line by line: one stray quote costs one line, not the rest of the file."""

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TextIO

DELIMITERS: Final = ",;\t|"
LONGEST_LINE: Final = 1 << 17
"""Characters: what is longer is cut here, and so refused."""
LINES_AT_MOST: Final = 10
"""A record of more lines has a quote that was never closed."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A line that is no CSV record."""

    text: str


class Records:
    """The records of a file, lists of fields, each `Broken` line apart. Empty lines are passed over."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._pushed_back: deque[str] = deque()
        self._taken: list[str] = []
        first = self._first_line()
        self.delimiter = max(DELIMITERS, key=first.count)

    def __iter__(self) -> Iterator[list[str] | Broken]:
        reader = csv.reader(self._lines(), delimiter=self.delimiter)
        while True:
            self._taken.clear()
            try:
                record = next(reader)
            except StopIteration:
                return
            except (csv.Error, _RunsOnError):
                yield self._broken()
                reader = csv.reader(self._lines(), delimiter=self.delimiter)
                continue
            if len(self._taken) > 1 and "".join(self._taken).count('"') % 2:
                yield self._broken()  # the file ended within a quote
                reader = csv.reader(self._lines(), delimiter=self.delimiter)
            elif any(field.strip() for field in record):
                yield record

    def _broken(self) -> Broken:
        """Give up the first line of what was taken; the others are read again."""
        first, *others = self._taken
        self._pushed_back.extendleft(reversed(others))
        return Broken(first.rstrip("\r\n"))

    def _lines(self) -> Iterator[str]:
        while line := self._pushed_back.popleft() if self._pushed_back else self._file.readline(LONGEST_LINE):
            self._taken.append(line)
            if len(self._taken) > LINES_AT_MOST:
                raise _RunsOnError
            yield line

    def _first_line(self) -> str:
        """The header's line; Excel's own `sep=;` before it is dropped."""
        while line := self._file.readline(LONGEST_LINE):
            if line.strip() and not line.lower().startswith("sep="):
                self._pushed_back.append(line)
                return line
        return ""


class _RunsOnError(Exception):
    """A record does not end where records end."""
