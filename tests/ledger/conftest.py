"""A migrated database of the test's own on each kind in turn, a clock that is set by hand, and somebody who seals."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from store.database import Database
from store.ledger import Kind, append
from store.sealing.export import live
from store.sealing.exported import Result
from store.sealing.keys import KeyFolder
from store.sealing.proof import Head, canonical
from store.sealing.seal import Sealer, last_head
from store.sealing.verify import verify
from tests.ledger.asking import MARY
from tests.telephone.evening import Evening

NOW: Final = datetime(2026, 5, 4, 18, 30, tzinfo=UTC)


@dataclass
class Office:
    """A ledger that is written, sealed and looked at; its clock stands still until it is moved."""

    db: Database
    folder: KeyFolder
    now: datetime = NOW

    def __post_init__(self) -> None:
        self.sealer = Sealer(self.db, self.folder, lambda: self.now)

    def write(self, count: int = 1) -> list[int]:
        """Write entries a second apart, no two alike; return their ids."""
        written = []
        for number in range(count):
            self.now += timedelta(seconds=1)
            with self.db.write() as tx:
                written.append(
                    append(
                        tx, Kind.OUTCOME_SET, self.now, campaign="spring", session="s", attempt=f"a{number}",
                        contact=number + 1, volunteer=1, data={"outcome": "no_answer", "channel": "keypad"},
                        personal={"note": "é"},
                    )
                )  # fmt: skip
        return written

    def seal(self) -> Head | None:
        """Seal what there is."""
        return self.sealer.seal()

    def sealed(self, *batches: int) -> "Office":
        """Write and seal so many entries, a head for each number; the first also seals the making of the key."""
        self.seal()
        for count in batches:
            self.write(count)
            self.seal()
        return self

    def write_head(self, path: Path) -> Head:
        """Write the newest head to a file, as the service does, and return it."""
        with self.db.read() as tx:
            head = last_head(tx)
        assert head is not None
        path.write_bytes(canonical(asdict(head)) + b"\n")
        return head

    def verify(self, *kept: Head, key: bytes | None = None) -> Result:
        """Verify the live database."""
        return verify(live(self.db, self.now), key, kept)


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    """A database as the migrations lay it out, triggers and all."""
    database = Database(database_url)
    yield database
    database.dispose()


@pytest.fixture
def office(db: Database, tmp_path: Path) -> Office:
    """Nothing is written yet."""
    return Office(db, KeyFolder(tmp_path / "keys"))


@pytest.fixture
def evening(database_url: str, tmp_path: Path) -> Iterator[Evening]:
    """An ordinary Wednesday at six o'clock, with real calls."""
    with Evening(database_url, tmp_path) as ordinary:
        yield ordinary


@pytest.fixture
def called(evening: Evening) -> Evening:
    """Mary was called, and said that the number was wrong."""
    evening.volunteer("Ann Price")
    evening.contact("Mary Hughes", MARY, priority=1)
    ann = evening.rings_in()
    ann.presses("4826").presses("1").presses("1")
    mary = evening.telephone(MARY)
    evening.passes(6)
    mary.answers()
    evening.passes(20)
    mary.hangs_up()
    ann.presses("2").presses("3").presses("9")
    evening.passes(5)
    return evening
