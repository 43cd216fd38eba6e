"""Numbers to a register's file: sort them in parts, write, then put the file in place in one step.

The numbers are gathered as uint32 in a thousand parts by their first digits, so that 20 million need 80 MB
while they are sorted a part at a time.
"""

import hashlib
import os
import tempfile
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from store.registers.file import BUCKET, BUCKETS, Header

PARTS = 1_000
SPAN = BUCKET * BUCKETS // PARTS
BUCKETS_A_PART = BUCKETS // PARTS


class Builder:
    """Gathers numbers and writes them as a register."""

    def __init__(self) -> None:
        """Begin with no numbers."""
        self._parts = [array("I") for _ in range(PARTS)]

    def add(self, numbers: list[int]) -> None:
        """Take numbers in any order; one that comes twice counts once. The list is sorted in place."""
        numbers.sort()
        start = 0
        while start < len(numbers):
            part = numbers[start] // SPAN
            base = part * SPAN
            end = bisect_left(numbers, base + SPAN, start)
            self._parts[part].extend([number - base for number in numbers[start:end]])
            start = end

    def sort(self, progress: Callable[[int, int], None]) -> "Sorted":
        """Return the numbers in a register's order. `progress` is told the parts sorted and the parts in all.

        The numbers gathered are given up as they are sorted.
        """
        offsets, remainders = array("I", [0]), []
        for place in range(PARTS):
            remainders.append(_sort_part(self._parts[place], offsets))
            self._parts[place] = array("I")
            progress(place + 1, PARTS)
        return Sorted(offsets, tuple(remainders))


@dataclass(frozen=True, slots=True)
class Sorted:
    """A register's two levels, as `store.registers.file` lays them out."""

    offsets: "array[int]"
    remainders: tuple["array[int]", ...]

    @property
    def count(self) -> int:
        """Return how many numbers there are."""
        return self.offsets[-1]

    def write(self, directory: Path, kind: str, produced_on: date) -> tuple[Path, Header]:
        """Write the register under a name made from its content; return where it is, and its header.

        The file is on disk, whole, before it gets its name.
        """
        pieces = (self.offsets, *self.remainders)
        header = Header(kind, produced_on, self.count, _digest(pieces))
        path = directory / f"{kind}-{produced_on.isoformat()}-{header.sha256[:16]}.register"
        _write_whole(path, (header.pack(), *pieces))
        return path, header


def _sort_part(part: "array[int]", offsets: "array[int]") -> "array[int]":
    """Return the part's remainders in order, and add where each of its buckets ends to `offsets`."""
    if not part:
        offsets.extend([offsets[-1]] * BUCKETS_A_PART)
        return array("H")
    numbers = sorted(set(part))
    before = offsets[-1]
    place = 0
    for bucket in range(1, BUCKETS_A_PART + 1):
        place = bisect_left(numbers, bucket * BUCKET, place)
        offsets.append(before + place)
    return array("H", [number % BUCKET for number in numbers])


def _digest(pieces: Iterable["array[int]"]) -> str:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def _write_whole(path: Path, pieces: Iterable["bytes | array[int]"]) -> None:
    """Write the pieces so that the file is there in full or not at all, through a power cut too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".register-")
    try:
        with os.fdopen(handle, "wb") as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    _sync_directory(path.parent)


def _sync_directory(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
