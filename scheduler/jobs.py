"""RQ's part: it wakes a worker after a commit. Jobs carry the name of a queue and nothing else.

Nothing hangs on a job that is lost, doubled or late: the outbox rows are claimed by lease, and every worker looks at
them each second anyway.
"""

from collections.abc import Callable
from types import FrameType
from typing import Final

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, SimpleWorker
from rq.job import Job
from rq.timeouts import TimerDeathPenalty
from rq.worker import WorkerStatus

from store import tasks

QUEUES: Final = ("urgent", "dials", tasks.QUEUE)
"""The outbox's two, and what pages ask for that takes long."""
LONGEST: Final = {tasks.QUEUE: 6 * 3600}
"""Seconds that a job of a queue may take, where RQ's own three minutes are too few."""
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
            self._queues[queue].enqueue(
                drain, queue, result_ttl=0, failure_ttl=3600, ttl=60, job_timeout=LONGEST.get(queue)
            )
        except RedisError:
            _log.warning("redis_unreachable", queue=queue)


class NoQueue:
    """Implements `bridge.parts.JobQueue` where nobody is to be woken: the outbox is looked at each second."""

    def wake(self, queue: str) -> None:
        """Do nothing."""


class QuietWorker(SimpleWorker):
    """RQ's worker without a process for each job: an order takes milliseconds, a fork more than that."""

    death_penalty_class = TimerDeathPenalty
    stopping: Callable[[], None]
    """Told at once that a signal wants the end: the job in hand may end sooner."""

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """Tell `stopping`, then do as RQ does: end after the job in hand."""
        self.stopping()
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]  # RQ gives it no types


class Waker(QuietWorker):
    """For the outbox's queues, whose jobs are wake-ups and nothing else: no records are kept of their execution.

    Those cost some fifteen questions to Redis, before the work and after it, while a volunteer waits for the dial.
    """

    def execute_job(self, job: Job, queue: Queue) -> None:
        """Forget the job, then do what is due: until that is done, whoever wants an end waits for it."""
        with self.connection.pipeline(transaction=False) as redis:
            self.set_state(WorkerStatus.BUSY, pipeline=redis)
            redis.lrem(queue.intermediate_queue_key, 1, job.id)
            redis.delete(job.key)
            redis.execute()
        drain(queue.name)
        self._state = WorkerStatus.IDLE  # as RQ has it: an end that is asked for from here on is not put off


def drain(queue: str) -> int:
    """The job: carry out what is due in the outbox's queue."""
    return _drain["worker"](queue)


def listen(redis: Redis, queue: str, work: Callable[[str], int], stopping: Callable[[], None]) -> None:
    """Take jobs of this queue, `work` being what they call, until a signal ends it: `stopping` is told first.

    For a process's main thread. RedisError where Redis is away for good.
    """
    _drain["worker"] = work
    worker = (QuietWorker if queue == tasks.QUEUE else Waker)([queue], connection=redis)
    worker.stopping = stopping
    worker.work(logging_level="WARNING")
