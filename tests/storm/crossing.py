"""Two acts at one moment, forced: the first is held just before its commit until the second waits for it or is done.

What is waited for is the database itself: SQLite's one writer, or a row of PostgreSQL's.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Final

import pytest
from sqlalchemy import text

from store.database import Database
from store.lock import WriterLock
from tests.storm.moments import Moments
from tests.telephone.evening import Evening

PATIENCE: Final = 20.0
LOOK_EVERY: Final = 0.005
_WAITING: Final = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)

Act = Callable[[], Any]


@dataclass
class Crossing(Moments):
    """Holds one commit of a process; `holds`: a part of the commit's name (see `Moments`)."""

    holds: str = ""
    held: threading.Event = field(default_factory=threading.Event)
    """The first is held now."""
    _go_on: threading.Event = field(default_factory=threading.Event)
    _wants_to_write: threading.Event = field(default_factory=threading.Event)

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Stand at the doors, and at SQLite's lock."""
        super().install(monkeypatch)
        enter = WriterLock.__enter__

        def enters(lock: WriterLock) -> WriterLock:
            if self.held.is_set():
                self._wants_to_write.set()
            return enter(lock)

        monkeypatch.setattr(WriterLock, "__enter__", enters)

    def cross(
        self,
        evening: Evening,
        first: Act,
        second: Act,
        *,
        holds: str = "commit: ",
        meanwhile: Act | None = None,
    ) -> None:
        """Do both; the first's commit of that name comes only when the second waits for it, or has been done.

        `meanwhile`: happens just before that commit.
        """
        for event in (self.held, self._go_on, self._wants_to_write):
            event.clear()
        self.holds = holds
        with ThreadPoolExecutor(2) as pool:
            one = pool.submit(first)
            try:
                assert self.held.wait(PATIENCE), f"no such commit: {holds}; {self.passed[-5:]}"
                other = pool.submit(second)
                self._until_it_waits(evening.service.parts.db, other)
                if meanwhile is not None:
                    meanwhile()
            finally:
                self.holds = ""
                self._go_on.set()
            other.result(PATIENCE)
            one.result(PATIENCE)

    def _until_it_waits(self, db: Database, other: "Future[Any]") -> None:
        for _ in range(round(PATIENCE / LOOK_EVERY)):
            if other.done() or self._waits(db):
                return
            threading.Event().wait(LOOK_EVERY)
        raise AssertionError("the second neither waits for the first nor comes to an end")

    def _waits(self, db: Database) -> bool:
        if db.lock is not None:
            return self._wants_to_write.is_set()
        with db.read() as tx:
            return bool(tx.scalar(_WAITING))

    def _die(self, name: str, when: str) -> None:
        if when == "before" and self.holds and self.holds in name and not self.held.is_set():
            self.held.set()
            assert self._go_on.wait(PATIENCE)
