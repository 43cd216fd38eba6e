"""The journal: opt-outs and erasures in a file beside the database, so that a restored backup does not forget them.

One line each, JSON, with the number's keyed hash. It is on the disk before the opt-out or the erasure is committed:
what is lost in between was not acknowledged, and what the journal has too many of was wished for and only forbids
a call.
"""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal, Self

from sqlalchemy import Connection, select

from store.database import JOURNAL
from store.files import append_safely
from store.models import Number

FILE: Final = "journal.jsonl"
"""Its name in the data folder."""


@dataclass(frozen=True, slots=True)
class Line:
    """What was noted. `number`: its keyed hash; `at`: aware UTC, ISO; `source`: as of the opt-out.

    `mark`, of an erasure: the suppression's hash, which is all that the database has of the number since.
    """

    what: Literal["optout", "erasure"]
    number: str
    at: str
    source: str
    mark: str = ""

    @classmethod
    def of(cls, text: str) -> Self | None:
        """The line as it was written; None for what a power cut left of one."""
        try:
            found = cls(**json.loads(text))
            datetime.fromisoformat(found.at)
        except (ValueError, TypeError):
            return None
        return found


@dataclass(frozen=True, slots=True)
class Journal:
    """What a journal holds. `damaged`: how many of its lines cannot be read."""

    lines: tuple[Line, ...]
    damaged: int


def note(tx: Connection, number: int, at: datetime, source: str) -> None:
    """Note the opt-out of this number's row, if the database has a journal. Returns when it is on the disk."""
    if _path(tx) is not None:
        keyed = tx.execute(select(Number.hmac).where(Number.id == number)).scalar_one()
        _write(tx, Line("optout", keyed, at.astimezone(UTC).isoformat(), source))


def note_erasure(tx: Connection, number: str, mark: str, at: datetime) -> None:
    """Note that the number of this keyed hash was erased, and has the hash `mark` now. As `note`."""
    _write(tx, Line("erasure", number, at.astimezone(UTC).isoformat(), "erasure", mark))


def _path(tx: Connection) -> Path | None:
    return tx.get_execution_options().get(JOURNAL)


def _write(tx: Connection, line: Line) -> None:
    path = _path(tx)
    if path is not None:
        # It begins a line of its own, whatever a power cut left before it.
        append_safely(path, f"\n{json.dumps(asdict(line))}\n".encode())


def read(path: Path) -> Journal:
    """All that was noted, the first one first; a journal that is not there holds nothing."""
    try:
        texts = [text for text in path.read_text(encoding="utf-8").splitlines() if text]
    except FileNotFoundError:
        texts = []
    lines = [Line.of(text) for text in texts]
    known = tuple(line for line in lines if line is not None)
    return Journal(known, len(lines) - len(known))
