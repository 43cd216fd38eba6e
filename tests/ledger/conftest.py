"""A migrated database of the test's own on each kind in turn, a clock that is set by hand, and somebody who seals."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from store.database import Database
from store.ledger import Kind, append
from store.sealing.export import live
from store.sealing.exported import Result
from store.sealing.keys import KeyFolder
from store.sealing.proof import Head
from store.sealing.seal import Sealer
from store.sealing.verify import verify

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
