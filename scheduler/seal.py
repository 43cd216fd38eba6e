"""The sealing job: every few seconds and at the worker's end the ledger is sealed, and its heads leave the host."""

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from scheduler.head_ways import Way
from store.database import Database
from store.errors import RefusedError
from store.sealing import handing_on
from store.sealing.proof import Head
from store.sealing.seal import Sealer

AGAIN: Final = timedelta(minutes=1)
"""Until a head that did not get through is tried again."""
LEASE: Final = timedelta(minutes=2)
"""How long a worker may be at handing a head on before another tries."""
SAY_EVERY: Final = timedelta(minutes=10)
_log = logging.getLogger("ringround.seal")


class SealingJob:
    """Seals, and hands the heads on. Never raises for what somebody has to mend: it says so, and goes on trying."""

    def __init__(
        self,
        db: Database,
        sealer: Sealer,
        now: Callable[[], datetime],
        *,
        every: timedelta,
        ways: Sequence[Way],
    ) -> None:
        """Nothing happens before the first look."""
        self._db, self._sealer, self._now, self._every, self._ways = db, sealer, now, every, ways
        self._last: dict[str, datetime] = {}
        self._busy: dict[str, threading.Thread] = {}

    def look(self) -> None:
        """Seal, and hand on what is due, if it is time again."""
        if self._is_time("seal", self._every):
            self.seal()

    def seal(self) -> None:
        """Seal now, and begin to hand on what is due."""
        try:
            self._sealer.seal()
        except (RefusedError, OSError) as error:
            if self._is_time("say", SAY_EVERY):
                _log.error("the ledger is not sealed: %s", error)
        for way in self._ways:
            if not (way.name in self._busy and self._busy[way.name].is_alive()):
                self._begin(way)

    def finish(self) -> None:
        """Seal what there is, and wait for the heads that are on their way."""
        self.seal()
        for thread in self._busy.values():
            thread.join()

    def _begin(self, way: Way) -> None:
        """Hand on what is due; where it goes far in a thread of its own: calls are not to wait for whoever takes it."""
        now = self._now()
        with self._db.read() as tx:
            heads = handing_on.waiting(tx, way.name, now, newest=way.newest)
        if not heads:
            return
        with self._db.write() as tx:
            mine = handing_on.take_turn(tx, way.name, now, now + LEASE)
        if mine and not way.far:
            self._hand_on(way, heads)
        elif mine:
            self._busy[way.name] = threading.Thread(target=self._hand_on, args=(way, heads))
            self._busy[way.name].start()

    def _hand_on(self, way: Way, heads: Sequence[Head]) -> None:
        try:
            error = _tried(way, heads)
            now = self._now()
            with self._db.write() as tx:
                if error is None:
                    handing_on.handed_on(tx, way.name, heads[-1], now, now + way.every)
                else:
                    handing_on.failed(tx, way.name, error, now, now + AGAIN)
        except SQLAlchemyError as error:  # the turn ends by itself, and the head is handed on once more
            _log.warning("whether a head got through could not be noted: %s", type(error).__name__)

    def _is_time(self, what: str, interval: timedelta) -> bool:
        now, last = self._now(), self._last.get(what)
        if last is not None and timedelta(0) <= now - last < interval:
            return False
        self._last[what] = now
        return True


def _tried(way: Way, heads: Sequence[Head]) -> str | None:
    """Hand them on: None where they got through, else the error's type; its words may hold an address."""
    try:
        way.hand_on(heads)
    except OSError as error:
        _log.warning("the ledger's heads did not get through (%s): %s", way.name, type(error).__name__)
        return type(error).__name__
    return None
