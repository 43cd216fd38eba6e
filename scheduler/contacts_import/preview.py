"""The beginning of a file, for whoever is to say which of its columns is which."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from scheduler.contacts_import.checking import clean
from scheduler.contacts_import.columns import FileRefusedError
from scheduler.contacts_import.encoding import look
from scheduler.contacts_import.records import Records

ROWS: Final = 5
LONGEST: Final = 60


@dataclass(frozen=True, slots=True)
class Preview:
    """The names of its columns, and its first rows."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]


def preview(file: Path) -> Preview:
    """The file's beginning. FileRefusedError where there is none; OSError where it cannot be read."""
    looked = look(file)
    with file.open(encoding=looked.encoding, errors=looked.errors, newline="") as text:
        records = Records(text)
        header = next(iter(records), None)
        if not isinstance(header, list) or not any(name.strip() for name in header):
            raise FileRefusedError("The file is empty: its first line names the columns.")
        rows = [one for one in islice(records, ROWS) if isinstance(one, list)]
    shown = [[clean(field)[:LONGEST] for field in row[: len(header)]] for row in rows]
    return Preview([clean(name) for name in header], shown)
