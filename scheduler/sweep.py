"""The worker's loop: what is due in the outbox, what was lost, who comes back into the list, the carrier's clock."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from socket import gethostname
from typing import Final

from sqlalchemy.dialects import postgresql, sqlite

from bridge import deliveries, mend
from bridge.carrier import Carrier
from bridge.parts import Parts
from bridge.worker import Worker
from scheduler.calling_list import CallingList
from scheduler.seal import SealingJob
from store.models import CarrierClock

CLOCK_EVERY: Final = timedelta(minutes=2)
TIDY_EVERY: Final = timedelta(minutes=10)
FEW: Final = 4
"""So many sessions are mended one after the other."""
TOGETHER: Final = 8


def _newest(new: sqlite.Insert | postgresql.Insert) -> sqlite.Insert | postgresql.Insert:
    """The host's one comparison: of two workers who make the first at once, neither fails."""
    values = {"skew_seconds": new.excluded.skew_seconds, "measured_at": new.excluded.measured_at}
    return new.on_conflict_do_update(index_elements=["host"], set_=values)


_MEASURED: Final = {
    "sqlite": _newest(sqlite.insert(CarrierClock)),
    "postgresql": _newest(postgresql.insert(CarrierClock)),
}


class Sweep:
    """One look at everything, to be called each second by every worker process; safe in any number of them."""

    def __init__(
        self,
        parts: Parts,
        carrier: Carrier,
        worker: Worker,
        calling_list: CallingList,
        sealing: SealingJob | None = None,
    ) -> None:
        """Nothing happens before the first look."""
        self._parts = parts
        self._carrier = carrier
        self.worker = worker
        self._list = calling_list
        self._sealing = sealing
        self._done: dict[str, datetime] = {}

    def look(self, queue: str) -> None:
        """Carry out the queue's orders; the urgent queue's worker mends and tidies as well."""
        if queue == "urgent":
            try:
                self.housekeeping()
            finally:  # else webhooks would have to, while something else fails
                self._parts.db.checkpoint()
        self.worker.drain(queue)

    def housekeeping(self) -> None:
        """Mend what was lost, let claims and rests run out, hold the clock against the carrier's."""
        self._every("clock", CLOCK_EVERY, self.measure_clock)
        for queue in sorted(set[str]().union(*self._mended(mend.overdue(self._parts)))):
            self._parts.queue.wake(queue)
        with self._parts.db.write() as tx:
            now = self._parts.now()
            self._list.expire(tx, now)
            self._list.wake(tx, now)
        self._every("tidy", TIDY_EVERY, self._forget)
        if self._sealing is not None:
            self._sealing.look()

    def finish(self, queue: str) -> None:
        """At the worker's end: what was committed is sealed, by the one who keeps house."""
        if self._sealing is not None and queue == "urgent":
            self._sealing.finish()

    def measure_clock(self) -> None:
        """Hold this server's clock against the carrier's `Date`. No answer: the last comparison grows stale."""
        skew = self._carrier.measure_clock()
        if skew is None:
            return
        row = {"host": gethostname(), "skew_seconds": skew, "measured_at": self._parts.now()}
        with self._parts.db.write() as tx:
            tx.execute(_MEASURED[tx.dialect.name], row)

    def _mended(self, sessions: Sequence[str]) -> list[set[str]]:
        """Many at a time: after an outage of the web service each has to be asked after at a slow carrier."""
        if len(sessions) <= FEW:
            return [mend.mend(self._parts, self._carrier, session) for session in sessions]
        with ThreadPoolExecutor(TOGETHER) as pool:
            return list(pool.map(lambda session: mend.mend(self._parts, self._carrier, session), sessions))

    def _forget(self) -> None:
        with self._parts.db.write() as tx:
            deliveries.forget_old(tx, self._parts.now())

    def _every(self, what: str, interval: timedelta, work: Callable[[], None]) -> None:
        now, last = self._parts.now(), self._done.get(what)
        if last is None or now < last or now - last >= interval:
            work()
            self._done[what] = now
