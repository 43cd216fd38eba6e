"""What encoding a file is in, and its hash: one pass over its bytes, nothing kept."""

import codecs
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

CHUNK: Final = 1 << 20
SAMPLE: Final = 1 << 16
MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CANDIDATES: Final = ("cp1252", "cp850", "mac_roman")
"""What British spreadsheets save when it is not Unicode, the commonest first."""
LETTERS: Final = frozenset(map(chr, range(0xC0, 0x180))) - set("×÷")
MARKS_IN_NAMES: Final = frozenset("’–£")
MANY_ZEROS: Final = 0.3
OLD: Final = "ringround-cp1252"
"""How `open` is told to read as cp1252 what is no UTF-8."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A file's encoding (a codec's name), what becomes of bytes that are none of it, SHA-256 in hex, size in bytes."""

    encoding: str
    errors: str
    sha256: str
    size: int


def look(path: Path) -> Looked:
    """Read the file once. OSError where it cannot be read."""
    digest, size, head, odd = sha256(), 0, b"", None
    utf8 = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            head = head or chunk[:SAMPLE]
            if odd is None and not _decodes(utf8, chunk):
                odd = chunk
    return Looked(*_encoding(head, odd), digest.hexdigest(), size)


def _decodes(utf8: codecs.IncrementalDecoder, chunk: bytes) -> bool:
    try:
        utf8.decode(chunk)
    except UnicodeDecodeError:
        return False
    return True


def _encoding(head: bytes, odd: bytes | None) -> tuple[str, str]:
    """By its mark; by its zeros (UTF-16 without a mark); UTF-8 if all of it is; or else by its looks.

    With it how to read what is not of it: lists are put together from several, some of them UTF-8 and some old.
    """
    for mark, name in MARKS:
        if head.startswith(mark):
            return name, "replace" if odd is None or name != "utf-8-sig" else OLD
    for first, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        if head[first::2].count(0) > MANY_ZEROS * len(head):
            return name, "replace"
    old = "utf-8" if odd is None else _of_old(odd)
    # Two letters of cp1252 that make one of UTF-8 stand in no name; in the others they may.
    return ("utf-8", OLD) if old == "cp1252" else (old, "replace")


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(OLD, _as_cp1252)


def _of_old(chunk: bytes) -> str:
    """The one that makes the most of the odd bytes into what stands in names; of equals the commonest."""
    return max(CANDIDATES, key=lambda encoding: sum(map(_sense, chunk.decode(encoding, "replace"))))


def _sense(letter: str) -> int:
    """Small letters stand in names more often than capitals. charset-normalizer took 'Siân' in cp1252 amiss."""
    if letter in MARKS_IN_NAMES:
        return 2
    return 1 + letter.islower() if letter in LETTERS else 0
