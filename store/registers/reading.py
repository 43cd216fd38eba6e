"""The supplier's file as numbers: one number a line, read in large blocks.

The form is loose (an old published description: 12 characters and CRLF, spaces between code and number,
padding on either side), so white space is dropped, LF will do, and a number may begin with 0, 44, +44, 0044
or none of them. A block of plain digits is converted by the interpreter's own loops; any other is read line
by line.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from store.registers.errors import RegisterError

BLOCK = 4 * 1024 * 1024

# The smallest and the largest number of nine or ten digits after the 0 or +44.
SMALLEST = 100_000_000
LARGEST = 9_999_999_999

_LINE = re.compile(rb"(?:(?:\+44|0044|44)0?|0)?([1-9][0-9]{8,9})")
_SPACE = b" \t\r\v\f"
_PLAIN = b"0123456789\n"
_BOM = b"\xef\xbb\xbf"

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Tally:
    """What was found while reading: lines that hold something, and those of them that are not a number."""

    lines: int = 0
    bad: int = 0


def read_numbers(source: Path, tally: Tally, progress: Progress) -> Iterator[list[int]]:
    """Yield the numbers (the digits after 0 or +44, as integers) block by block.

    `progress` is told the bytes read and the bytes in all. Raises RegisterError where the file is cut off
    inside its last line, or is not made of lines.
    """
    done, size = 0, source.stat().st_size
    _refuse_cut_line(source, size)
    rest = b""
    with source.open("rb") as file:
        while block := file.read(BLOCK):
            whole, newline, rest = (rest + block).rpartition(b"\n")
            if not newline and len(rest) > BLOCK:
                raise RegisterError("The file is not made of lines: a register has one number a line.")
            yield _numbers(whole.removeprefix(_BOM), tally)
            done += len(block)
            progress(done, size)
    yield _numbers(rest.removeprefix(_BOM), tally)


def _refuse_cut_line(source: Path, size: int) -> None:
    """Refuse a file whose last line has no end and is shorter than the one before."""
    with source.open("rb") as file:
        file.seek(max(0, size - 4096))
        *_, before, last = (b"", *file.read().split(b"\n"))
    if last.strip() and len(last.rstrip(b"\r")) < len(before.rstrip(b"\r")):
        raise RegisterError("The file is cut off inside its last line: fetch it again.")


def _numbers(block: bytes, tally: Tally) -> list[int]:
    """Return the block's numbers: all at once where it is plain digits, or else line by line."""
    text = block.translate(None, _SPACE)
    if not text.translate(None, _PLAIN) and not text.startswith(b"00") and b"\n00" not in text:
        try:
            numbers = list(map(int, filter(None, text.split(b"\n"))))
        except ValueError:  # a line of thousands of digits, which is no number
            return _numbers_line_by_line(text, tally)
        if not numbers or (min(numbers) >= SMALLEST and max(numbers) <= LARGEST):
            tally.lines += len(numbers)
            return numbers
    return _numbers_line_by_line(text, tally)


def _numbers_line_by_line(text: bytes, tally: Tally) -> list[int]:
    lines = [line for line in text.split(b"\n") if line]
    matches = [_LINE.fullmatch(line) for line in lines]
    numbers = [int(match[1]) for match in matches if match]
    tally.lines += len(lines)
    tally.bad += len(lines) - len(numbers)
    return numbers
