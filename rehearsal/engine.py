"""The engine: events in the order of their time, one at a time, under one lock.

The same engine serves tests and `make run`; only its driver differs. An HTTP request is never sent while
the lock is held, so the service may call the carrier's REST API from within a webhook.
"""

import heapq
import itertools
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import TypeAlias

from rehearsal.clock import Clock, VirtualClock
from rehearsal.process import Process, Steps
from rehearsal.wire import Answer, HttpRequest, Transport

Act: TypeAlias = Callable[[], None]
Outgoing: TypeAlias = tuple[HttpRequest, Callable[[Answer], None]]


_log = logging.getLogger(__name__)


class Engine:
    """A queue of events. `after`, `send` and `spawn` are called with `lock` held."""

    def __init__(self, clock: Clock, transport: Transport) -> None:
        """Start with an empty queue."""
        self.clock = clock
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self._transport = transport
        self._events: list[tuple[datetime, int, Act]] = []
        self._order = itertools.count()
        self._outgoing: list[Outgoing] = []

    def after(self, seconds: float, act: Act) -> None:
        """Run ``act`` so many seconds from now; events of one instant keep the order they were asked in."""
        when = self.clock.now() + timedelta(seconds=seconds)
        heapq.heappush(self._events, (when, next(self._order), act))
        self.changed.notify_all()

    def spawn(self, steps: Steps[None]) -> Process:
        """Start a process at this instant."""
        process = Process(self, steps)
        self.after(0, lambda: None if process.over else process.start())
        return process

    def send(self, request: HttpRequest, done: Callable[[Answer], None]) -> None:
        """Send a request once the lock is free; its answer comes back as an event."""
        self._outgoing.append((request, done))

    def next_at(self) -> datetime | None:
        """When the next event is due, or None."""
        return self._events[0][0] if self._events else None

    def step(self, until: datetime) -> list[Outgoing] | None:
        """Run the next event due by ``until`` and give what it wants sent; None if there is none."""
        if not self._events or self._events[0][0] > until:
            return None
        when, _, act = heapq.heappop(self._events)
        if isinstance(self.clock, VirtualClock):
            self.clock.move_to(when)
        act()
        outgoing, self._outgoing = self._outgoing, []
        return outgoing

    def perform(self, outgoing: Outgoing) -> None:
        """Send one request, without the lock, and queue its answer."""
        request, done = outgoing
        answer = self._transport.send(request)
        with self.lock:
            self.after(0, lambda: done(answer))


class VirtualDriver:
    """Runs events in the calling thread, up to a moment, and not one more."""

    def __init__(self, engine: Engine, clock: VirtualClock) -> None:
        """Drive ``engine`` on ``clock``."""
        self._engine = engine
        self._clock = clock
        self._driving = threading.Lock()

    def start(self) -> None:
        """Nothing to start: a virtual clock is moved by its test."""

    def stop(self) -> None:
        """Nothing to stop."""

    def settle(self) -> None:
        """Run what is due at this instant."""
        self.run_until(self._clock.now())

    def run_until(self, until: datetime) -> None:
        """Run all events up to ``until`` and leave the clock there."""
        # Who is already driving will come to the new events too.
        if not self._driving.acquire(blocking=False):
            return
        try:
            while self.one(until):
                pass
            with self._engine.lock:
                self._clock.move_to(until)
        finally:
            self._driving.release()

    def one(self, until: datetime) -> bool:
        """Run one event; False if none is due by ``until``."""
        with self._engine.lock:
            outgoing = self._engine.step(until)
        for item in outgoing or ():
            self._engine.perform(item)
        return outgoing is not None


class RealDriver:
    """Runs events in a thread of its own as the real time comes, and HTTP in a pool."""

    def __init__(self, engine: Engine, threads: int = 32) -> None:
        """Drive ``engine`` with so many HTTP requests at once."""
        self._engine = engine
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="rehearsal-http")
        self._thread = threading.Thread(target=self._run, name="rehearsal-engine", daemon=True)
        self._stopping = False

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread and drop what is still to be sent."""
        with self._engine.lock:
            self._stopping = True
            self._engine.changed.notify_all()
        self._thread.join()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def settle(self) -> None:
        """Nothing to do: the thread is woken by every new event."""

    def _run(self) -> None:
        while not self._stopping:
            try:
                for item in self._next() or ():
                    self._pool.submit(self._engine.perform, item)
            except Exception:  # noqa: BLE001 - one call's fault must not end everybody else's
                _log.exception("The rehearsal carrier met a fault of its own; the call concerned hangs.")

    def _next(self) -> list[Outgoing] | None:
        with self._engine.lock:
            now = self._engine.clock.now()
            outgoing = self._engine.step(now)
            if outgoing is None and not self._stopping:
                due = self._engine.next_at()
                self._engine.changed.wait(None if due is None else (due - now).total_seconds())
            return outgoing
