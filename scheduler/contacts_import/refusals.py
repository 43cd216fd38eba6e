"""Why a row was refused, in a sentence, and the file that says so row by row."""

import csv
import io
import os
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from enum import StrEnum, unique
from pathlib import Path
from typing import Final, Self, TextIO

from store.files import write_whole
from store.spreadsheet import neutral


@unique
class Refusal(StrEnum):
    """A refused row's stable code; its sentence, with the remedy."""

    sentence: str

    def __new__(cls, code: str, sentence: str) -> Self:
        """Keep the sentence beside the code."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.sentence = sentence
        return member

    BAD_ROW = "bad_row", "The row is not as the first line says: look for a quote or a separator too many."
    UNREADABLE = "unreadable", "The row holds characters that cannot be read: save the file as UTF-8."
    MISSING_NAME = "missing_name", "There is no name: give a first or a last name."
    NUMBER_INVALID = "number_invalid", "The number cannot be read: give it with its area code."
    NUMBER_NOT_DIALABLE = "number_not_dialable", "Numbers of this kind are not dialled: give an ordinary one."
    OPTED_OUT = "opted_out", "The number's owner was erased and wants no more calls: leave the row out."
    DUPLICATE_ID = "duplicate_id", "The contact stands in the file already: keep one of the rows."
    TOO_LONG = "too_long", "A field is longer than it may be: shorten it."
    BAD_PRIORITY = "bad_priority", "The priority is not a whole number from -1000 to 1000: correct it."


LONGEST: Final = 2000


class RefusedFile:
    """The refused rows as CSV (UTF-8 with a mark, for spreadsheets), made when the first is refused.

    It holds personal data: only its owner may read it. It gets its name when it is closed, so that half a
    file is never taken for a whole one.
    """

    def __init__(self, path: Path, header: Sequence[str]) -> None:
        self._path, self._part = path, path.with_name(path.name + ".part")
        self._header = [*header, "refused_reason", "refused_sentence"]
        self._file: TextIO | None = None
        self.counts: Counter[str] = Counter()

    def add(self, row: Sequence[str], refusal: Refusal) -> None:
        """Write down one refused row."""
        if self._file is None:
            self._file = self._made()
        self.counts[refusal.value] += 1
        width = len(self._header) - 2
        padded = [*row, *[""] * (width - len(row))]
        csv.writer(self._file).writerow(
            [*(_cell(field) for field in padded), refusal.value, refusal.sentence]
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Whatever happened, leave nothing open."""
        if self._file is not None:
            self._file.close()

    def finish(self) -> Path | None:
        """The finished file's path; None where nothing was refused (an older file of that name goes)."""
        if self._file is None:
            with suppress(FileNotFoundError):
                self._path.unlink()
            return None
        self._file.close()
        self._part.replace(self._path)
        return self._path

    def _made(self) -> TextIO:
        handle = os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        file = os.fdopen(handle, "w", encoding="utf-8-sig", newline="")
        csv.writer(file).writerow(map(_cell, self._header))
        return file


def forget_number(files: Iterable[Path], e164: str) -> int:
    """Take the rows that hold this number, however it is written, out of these files of refused rows.

    Returns how many went. A file that is being written at this moment has another name.
    """
    digits, gone = e164.removeprefix("+44").removeprefix("+"), 0
    for path in sorted(files):
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
        kept = [row for row in rows if not any(digits in re.sub(r"\D", "", field) for field in row)]
        if len(kept) < len(rows):
            text = io.StringIO()
            csv.writer(text).writerows(kept)
            write_whole(path, text.getvalue().encode("utf-8-sig"))
            gone += len(rows) - len(kept)
    return gone


def _cell(field: str) -> str:
    return neutral(field.replace("\0", "")[:LONGEST])
