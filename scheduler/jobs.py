"""RQ's part: it wakes a worker after a commit. Jobs carry the name of a queue and nothing else.

Nothing hangs on a job that is lost, doubled or late: the outbox rows are claimed by lease, and every worker looks at
them each second anyway.
"""

from collections.abc import Callable
from typing import Final

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, SimpleWorker
from rq.timeouts import TimerDeathPenalty

QUEUES: Final = ("urgent", "dials")
_log = structlog.get_logger("ringround.jobs")
_drain: dict[str, Callable[[str], int]] = {}


class RqQueue:
    """Implements `bridge.parts.JobQueue` on Redis."""

    def __init__(self, redis: Redis) -> None:
        """`redis`: the connection that RQ uses; it keeps bytes as they are."""
        self._queues = {name: Queue(name, connection=redis) for name in QUEUES}

    def wake(self, queue: str) -> None:
        """Wake a worker of this queue. Without Redis nobody is woken, and the outbox waits at most a second."""
        try:
            self._queues[queue].enqueue(drain, queue, result_ttl=0, failure_ttl=3600, ttl=60)
        except RedisError:
            _log.warning("redis_unreachable", queue=queue)


class NoQueue:
    """Implements `bridge.parts.JobQueue` where nobody is to be woken: the outbox is looked at each second."""

    def wake(self, queue: str) -> None:
        """Do nothing."""


class QuietWorker(SimpleWorker):
    """RQ's worker without a process for each job: an order takes milliseconds, a fork more than that."""

    death_penalty_class = TimerDeathPenalty


def drain(queue: str) -> int:
    """The job: carry out what is due in the outbox's queue."""
    return _drain["worker"](queue)


def listen(redis: Redis, queue: str, work: Callable[[str], int]) -> None:
    """Take jobs of this queue, `work` being what they call, until a signal ends the process."""
    _drain["worker"] = work
    QuietWorker([queue], connection=redis).work(logging_level="WARNING")
