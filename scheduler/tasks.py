"""The slow queue's worker: what pages ask for that would take a web server too long. Calls never wait behind it."""

import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias

import structlog
from sqlalchemy.exc import SQLAlchemyError

from store import tasks
from store.database import Database
from store.errors import RefusedError
from store.tasks import Asked

TELL_EVERY: Final = timedelta(seconds=1)
TIDY_EVERY: Final = timedelta(hours=1)
A_DAY: Final = timedelta(days=1)
RENEW_EVERY: Final = tasks.LEASE.total_seconds() / 3
FAILED: Final = "It failed: the worker's log says where. Ask again, or tell the operator."
_log = structlog.get_logger("ringround.tasks")

Seen: TypeAlias = Callable[[int, int], None]
"""Told how much is done, and of how much in all."""
Work: TypeAlias = Callable[[Asked, Seen], dict[str, Any]]
"""Does a task and returns its result, as JSON values. RefusedError's sentence is told to whoever asked. It may be begun
a second time: a worker may die, or be stopped, in the middle."""


class StoppedError(Exception):
    """The worker is to end: the task in hand is given back."""


class Tasks:
    """Does what was asked for, one after another, in as many processes as wanted."""

    def __init__(
        self,
        db: Database,
        now: Callable[[], datetime],
        works: Mapping[str, Work],
        forgotten: Callable[[str], None] = lambda _: None,
        *,
        daily: Collection[str] = (),
    ) -> None:
        """`works`: by kind. `forgotten` is told of each task that is deleted, to take away what it left.

        `daily`: the kinds that are asked for by themselves, each day.
        """
        self._db, self._now, self._works, self._forgotten = db, now, works, forgotten
        self._daily = daily
        self._over = False
        self._tidied: datetime | None = None

    def look(self) -> None:
        """Do what is due, and forget what is old."""
        self.drain()
        now = self._now()
        if self._tidied is None or abs(now - self._tidied) >= TIDY_EVERY:
            self._tidied = now
            self._tidy(now)

    def drain(self) -> int:
        """Do all that is due; return how many tasks that was."""
        done = 0
        while not self._over and (task := self._claim()) is not None:
            self._do(task)
            done += 1
        return done

    def stop(self) -> None:
        """Begin nothing more, and give back what is in hand."""
        self._over = True

    def finish(self) -> None:
        """At the worker's end nothing is left to do: what was in hand has been given back."""

    def _tidy(self, now: datetime) -> None:
        with self._db.write() as tx:
            for kind in self._daily:
                if all(one.asked_at <= now - A_DAY for one in tasks.newest(tx, kind)):
                    tasks.ask(tx, kind, now, user=None, given={})
            old = tasks.forget_old(tx, now)
        for task in old:
            self._forgotten(task)

    def _claim(self) -> Asked | None:
        with self._db.read() as tx:
            if not tasks.is_due(tx, self._works, self._now()):
                return None
        with self._db.write() as tx:
            return tasks.claim(tx, self._works, self._now())

    def _do(self, task: Asked) -> None:
        try:
            with self._held(task.id):
                result = self._works[task.kind](task, self._teller(task.id))
        except StoppedError:
            with self._db.write() as tx:
                tasks.give_back(tx, task.id)
        except RefusedError as error:
            self._fail(task, str(error))
        except Exception as error:  # noqa: BLE001 (whoever asked is told; the words of an error may hold a name)
            _log.error("task_failed", kind=task.kind, error=type(error).__name__)
            self._fail(task, FAILED)
        else:
            with self._db.write() as tx:
                tasks.finish(tx, task.id, self._now(), result=result)

    @contextmanager
    def _held(self, task: str) -> Iterator[None]:
        """Keep the lease for as long as the work goes on, be it silent or not."""
        over = threading.Event()
        renewing = threading.Thread(target=self._renew, args=(task, over), daemon=True)
        renewing.start()
        try:
            yield
        finally:
            over.set()
            renewing.join()

    def _renew(self, task: str, over: threading.Event) -> None:
        while not over.wait(RENEW_EVERY):
            with suppress(SQLAlchemyError), self._db.write() as tx:
                tasks.renew(tx, task, self._now())

    def _fail(self, task: Asked, sentence: str) -> None:
        with self._db.write() as tx:
            tasks.finish(tx, task.id, self._now(), trouble=sentence)

    def _teller(self, task: str) -> Seen:
        """What is called with the progress, as often as liked: it is written down once a second."""
        told = self._now()

        def seen(done: int, total: int) -> None:
            nonlocal told
            if self._over:
                raise StoppedError
            now = self._now()
            if abs(now - told) >= TELL_EVERY:
                told = now
                with self._db.write() as tx:
                    tasks.tell(tx, task, now, done, total)

        return seen
