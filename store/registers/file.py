"""A register as a file: a header, then two levels that are read where they lie.

Level one: for each number ÷ 10,000 (a million and one entries) where its remainders begin, as uint32. Level
two: the remainders as sorted uint16. 20 million numbers take 44 MB, which all processes that map the file
share; a look-up is one bisection of a few dozen remainders. The answer is exact. Integers are in the
machine's own byte order: a file carried to a machine of another order is refused by its version, not misread.
"""

import hashlib
import mmap
import struct
from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from store.registers.errors import RegisterError

KINDS = ("tps", "ctps")
BUCKET = 10_000
BUCKETS = 1_000_000
OFFSETS_SIZE = (BUCKETS + 1) * 4

_HEADER = struct.Struct("=8sI8s10s2xQ32s")
_MAGIC = b"RINGREG\n"
_VERSION = 1
HEADER_SIZE = 128


@dataclass(frozen=True, slots=True)
class Header:
    """What a register's file says of itself; `sha256` is that of all that follows the header."""

    kind: str
    produced_on: date
    count: int
    sha256: str

    def pack(self) -> bytes:
        """Return the header as the file's first bytes."""
        produced_on = self.produced_on.isoformat().encode()
        digest = bytes.fromhex(self.sha256)
        packed = _HEADER.pack(_MAGIC, _VERSION, self.kind.encode(), produced_on, self.count, digest)
        return packed.ljust(HEADER_SIZE, b"\0")

    @classmethod
    def unpack(cls, data: bytes) -> "Header":
        """Return the header of a file's first bytes. Raises RegisterError where they are none."""
        if len(data) < HEADER_SIZE:
            raise RegisterError("The register's file is cut off: import it again.")
        magic, version, kind, produced_on, count, digest = _HEADER.unpack_from(data)
        if magic != _MAGIC or version != _VERSION:
            raise RegisterError("The file is no register that this release reads: import it again.")
        produced = date.fromisoformat(produced_on.decode())
        return cls(kind.rstrip(b"\0").decode(), produced, count, digest.hex())


class Register:
    """One register, open for look-up. Safe to share between threads."""

    def __init__(self, path: Path) -> None:
        """Map the file. Raises RegisterError where it is missing, cut off or no register."""
        try:
            with path.open("rb") as file:
                self.header = Header.unpack(file.read(HEADER_SIZE))
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except OSError as error:
            raise RegisterError(f"The register {path.name} cannot be opened: import it again.") from error
        if len(self._map) != HEADER_SIZE + OFFSETS_SIZE + 2 * self.header.count:
            self._map.close()
            raise RegisterError(f"The register {path.name} is cut off: import it again.")
        self._view = memoryview(self._map)
        self._offsets = self._view[HEADER_SIZE : HEADER_SIZE + OFFSETS_SIZE].cast("I")
        self._remainders = self._view[HEADER_SIZE + OFFSETS_SIZE :].cast("H")

    @classmethod
    def open(cls, path: Path) -> "Register":
        """Return the register in the file. Raises as the constructor does."""
        return cls(path)

    def __len__(self) -> int:
        """Return how many numbers are listed."""
        return self.header.count

    def contains(self, e164: str) -> bool:
        """Say whether the number (E.164) is listed; only +44 numbers ever are."""
        country, number = e164[:3], int(e164[3:])
        bucket, remainder = divmod(number, BUCKET)
        if country != "+44" or not 0 <= bucket < BUCKETS:
            return False
        end = self._offsets[bucket + 1]
        place = bisect_left(self._remainders, remainder, self._offsets[bucket], end)
        return place < end and self._remainders[place] == remainder

    def verify(self) -> None:
        """Check the content against the header's hash. Raises RegisterError where it differs."""
        if hashlib.sha256(self._view[HEADER_SIZE:]).hexdigest() != self.header.sha256:
            raise RegisterError("The register's content is not what was imported: import it again.")

    def close(self) -> None:
        """Give the map back; the register answers no more."""
        for view in (self._remainders, self._offsets, self._view):
            view.release()
        self._map.close()
