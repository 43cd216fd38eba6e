"""One writer at a time on SQLite: an OS file lock around each write transaction, for threads and processes.

SQLite's own waiting is a back-off that sleeps: with many writers it makes the slowest hundredth wait for most
of a second. A file lock wakes the next writer at once. Threads have it in the order of their coming: Python's own
lock may pass over one of fifty until all others are done.
"""

import fcntl
import os
import threading
from collections import deque
from pathlib import Path
from types import TracebackType
from typing import Self


class Turns:
    """A lock that is handed to whoever has waited longest."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._taken = False
        self._waiting: deque[threading.Lock] = deque()

    @property
    def waiting(self) -> int:
        """How many wait for it."""
        return len(self._waiting)

    def acquire(self) -> bool:
        """Wait for a turn, and return True."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            mine = threading.Lock()
            mine.acquire()
            self._waiting.append(mine)
        try:
            mine.acquire()  # `release` lets it go
        except BaseException:  # an interrupt
            self._give_up(mine)
            raise
        return True

    def release(self) -> None:
        """Hand it to the next."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False

    def _give_up(self, mine: threading.Lock) -> None:
        """Wait for it no more; a turn that came in this very moment is handed on."""
        with self._guard:
            waits = mine in self._waiting
            if waits:
                self._waiting.remove(mine)
        if not waits:
            self.release()


class WriterLock:
    """A lock file, held by one thread of one process at a time; the system frees it when its holder dies."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._forget()

    def _forget(self) -> None:
        self._threads = Turns()
        self._owner: int | None = None
        self._waited = False
        self._file: int | None = None

    def before_fork(self) -> None:
        """Wait until no other thread writes: SQLite in the child would think that its own process does."""
        self._waited = self._owner != threading.get_ident() and self._threads.acquire()

    def after_fork_in_parent(self) -> None:
        """Let the writers go on."""
        if self._waited:
            self._threads.release()

    def after_fork_in_child(self) -> None:
        """Open the file anew: a descriptor that is carried over shares its parent's lock."""
        if self._file is not None:
            os.close(self._file)
        self._forget()

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        self._threads.acquire()
        try:
            if self._file is not None:
                os.close(self._file)
                self._file = None
        finally:
            self._threads.release()

    def __enter__(self) -> Self:
        """Wait for the lock. RuntimeError where this thread holds it already, which would wait for ever."""
        if self._owner == threading.get_ident():
            raise RuntimeError(
                "A write transaction was opened inside another one: pass the first one's `tx` on."
            )
        self._threads.acquire()  # flock belongs to the open file: threads of one process would all hold it
        try:
            fcntl.flock(self._opened(), fcntl.LOCK_EX)
        except BaseException:
            self._threads.release()
            raise
        self._owner = threading.get_ident()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the next writer in."""
        self._owner = None
        try:
            fcntl.flock(self._opened(), fcntl.LOCK_UN)
        finally:
            self._threads.release()

    def _opened(self) -> int:
        if self._file is None:
            self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        return self._file
