"""The worker's process: one queue of the outbox, woken by Redis, with a look round each second whatever Redis does."""

import os
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

import structlog
from redis import Redis
from redis.exceptions import RedisError

from app import Service
from cli.logs import told
from scheduler.jobs import listen
from scheduler.sweep import Sweep
from store import tasks

GENTLE: Final = 10
"""By how much the slow queue's process gives way to all others: a call never waits for it."""
REDIS_AGAIN: Final = 1.0
T = TypeVar("T")
_log = structlog.get_logger("ringround.worker")


class Work(Protocol):
    """What is done for a queue."""

    def look(self) -> object:
        """Look at everything; called each second."""

    def drain(self) -> int:
        """Do what is due now, and return how much that was."""

    def stop(self) -> object:
        """Begin nothing more."""

    def finish(self) -> object:
        """What is left to do at the end."""


@dataclass(frozen=True, slots=True)
class Outbox:
    """One queue of the outbox."""

    sweep: Sweep
    queue: str

    def look(self) -> None:
        """Orders, and what was lost."""
        self.sweep.look(self.queue)

    def drain(self) -> int:
        """Orders."""
        return self.sweep.worker.drain(self.queue)

    def stop(self) -> None:
        """Begin no other order."""
        self.sweep.worker.stop()

    def finish(self) -> None:
        """Seal what was committed."""
        self.sweep.finish(self.queue)


def work_of(service: Service, queue: str) -> Work:
    """What is to be done for the queue."""
    if queue == tasks.QUEUE:
        os.nice(GENTLE)
        return service.tasks
    return Outbox(service.sweep, queue)


class QueueWorker:
    """Works off one queue until a signal; then finishes the order in hand."""

    def __init__(self, service: Service, queue: str) -> None:
        """Nothing is done before `run`, which is for the process's main thread."""
        self._queue = queue
        self._work = work_of(service, queue)
        self._seconds = service.settings.worker.sweep_seconds
        self._redis_url = service.settings.secrets.redis_url
        self._over = threading.Event()

    def run(self) -> None:
        """Work until SIGTERM or SIGINT."""
        self._heed_signals()
        looking = threading.Thread(target=self._look_round)
        looking.start()
        while not self._over.is_set():
            self._be_woken()
            self._heed_signals()
        looking.join()
        self._safely(self._work.finish)

    def stop(self) -> None:
        """Begin nothing more."""
        self._over.set()
        self._work.stop()

    def _heed_signals(self) -> None:
        """RQ puts handlers of its own in place while it listens."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self.stop())

    def _be_woken(self) -> None:
        """Listen to Redis. Without it, the looks each second do all the work."""
        if not self._redis_url:
            self._over.wait()
            return
        try:
            with Redis.from_url(self._redis_url) as redis:
                listen(redis, self._queue, lambda _: self._drain(), self.stop)
        except (RedisError, OSError):
            if not self._over.is_set():
                _log.warning("redis_unreachable", queue=self._queue)
                self._over.wait(REDIS_AGAIN)

    def _drain(self) -> int:
        """The job. A failure is logged by its type: RQ would keep and log its words."""
        return self._safely(self._work.drain) or 0

    def _look_round(self) -> None:
        while not self._over.wait(self._seconds):
            self._safely(self._work.look)

    def _safely(self, work: Callable[[], T]) -> T | None:
        try:
            return work()
        except Exception as error:  # noqa: BLE001 (whatever fails, the next look tries again; leases see to the rest)
            _log.error("worker_failed", queue=self._queue, error=told(error))
            return None
