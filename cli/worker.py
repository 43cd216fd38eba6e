"""The worker's process: one queue of the outbox, woken by Redis, with a look round each second whatever Redis does."""

import signal
import threading
from collections.abc import Callable
from typing import Final

import structlog
from redis import Redis
from redis.exceptions import RedisError

from app import Service
from cli.logs import told
from scheduler.jobs import listen

REDIS_AGAIN: Final = 1.0
_log = structlog.get_logger("ringround.worker")


class QueueWorker:
    """Works off one queue until a signal; then finishes the order in hand."""

    def __init__(self, service: Service, queue: str) -> None:
        """Nothing is done before `run`, which is for the process's main thread."""
        self._queue = queue
        self._sweep = service.sweep
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
        self._safely(lambda: self._sweep.finish(self._queue))

    def stop(self) -> None:
        """Begin nothing more."""
        self._over.set()
        self._sweep.worker.stop()

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
                listen(redis, self._queue, self._drain, self.stop)
        except (RedisError, OSError):
            if not self._over.is_set():
                _log.warning("redis_unreachable", queue=self._queue)
                self._over.wait(REDIS_AGAIN)

    def _drain(self, queue: str) -> int:
        """The job. A failure is logged by its type: RQ would keep and log its words."""
        return self._safely(lambda: self._sweep.worker.drain(queue)) or 0

    def _look_round(self) -> None:
        while not self._over.wait(self._seconds):
            self._safely(lambda: self._sweep.look(self._queue))

    def _safely(self, work: Callable[[], int | None]) -> int | None:
        try:
            return work()
        except Exception as error:  # noqa: BLE001 (whatever fails, the next look tries again; leases see to the rest)
            _log.error("worker_failed", queue=self._queue, error=told(error))
            return None
