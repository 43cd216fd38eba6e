"""The whole service as its operators run it: web services and workers in processes, a queue, a proxy, and real time."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Self

from app import Service, compose
from app_start import begin
from cli import programs
from cli.addresses import Address
from cli.supervise import Program, Supervisor
from rehearsal.carrier import Carrier
from rehearsal.clock import RealClock
from rehearsal.people import Answers, Busy, Fails, Persona
from settings import load
from tests.storm.proxy import Proxy
from tests.storm.storm import Storm, gather
from tests.telephone.evening import Evening

LOOKS: Final = 4
"""In a second: how often the callers are looked at."""
PATIENCE: Final = 90.0
MOST_LATE: Final = 60.0
"""Seconds past its deadline: here a process that is started again takes what a busy machine gives it."""
HURRIED: Final[tuple[Persona, ...]] = (
    *[Answers(after=0.5, hangs_up_after=2)] * 5,
    Busy(),
    Answers(after=0.5, verdict="machine_start", verdict_after=1.0),
    Fails(),
)


@dataclass
class WholeEvening(Evening):
    """`redis`: its URL; none: the embedded queue. So many web services, and as many workers of each queue."""

    redis: str = ""
    processes: int = 1

    def __post_init__(self) -> None:
        self.proxy = Proxy()
        self.base = self.posts_to = self.proxy.url
        self.ahead = round(self.at.timestamp() - time.time())
        self.real = RealClock(self.ahead)
        self.carrier = Carrier(self._points_here(), clock=RealClock())

    def __enter__(self) -> Self:
        self.carrier.start()
        self.proxy.start()
        self._begins()
        begin(self.service)
        self.proxy.behind = [Address("127.0.0.1", 0).found() for _ in range(self.processes)]
        self._log = (self.folder / "log").open("wb")
        self.programs = {one.name: one for one in self._programs()}
        self._start()
        return self

    def __exit__(self, *_: object) -> None:
        self.supervisor.stop()
        self._log.close()
        self.proxy.stop()
        self.carrier.stop()
        self.service.parts.db.dispose()

    def now(self) -> datetime:
        """The present moment, UTC."""
        return self.real.now()

    def settles(self) -> None:
        """It settles by itself."""

    def passes(self, seconds: float) -> None:
        """Let that many looks at the callers pass, and start again what has ended."""
        for _ in range(int(seconds)):
            threading.Event().wait(1 / LOOKS)
            self.supervisor.look()

    def ends(self, name: str) -> int:
        """Have a process end as an operator would; its id."""
        pid = self.supervisor.pids()[name]
        os.kill(pid, signal.SIGTERM)
        return pid

    def is_back(self, name: str, before: int) -> bool:
        """Whether another process runs in place of the one before."""
        return self.supervisor.pids()[name] != before and self.programs[name].ready()

    def log(self) -> str:
        """All that the processes said."""
        return (self.folder / "log").read_text(encoding="utf-8")

    def given(self) -> dict[str, str]:
        """The service's environment."""
        redis = self.redis or programs.queue_url(self.folder / "queue")
        return super().given() | {"REDIS_URL": redis, "RINGROUND__CLOCK__OFFSET": str(self.ahead)}

    def _start(self) -> None:
        """Start the first, on which the others may stand; then all others at once, which takes half as long."""
        first, *others = self.programs.values()
        hasty = [replace(one, ready=lambda: True) for one in others]
        self.supervisor = Supervisor([first, *hasty], lambda _: None, self._log.fileno())
        self.supervisor.start()
        end = time.monotonic() + PATIENCE
        while not all(one.ready() for one in others):
            if time.monotonic() > end:
                self.supervisor.stop()
                raise AssertionError(f"the service does not start: {self.log()[-2000:]}")
            threading.Event().wait(1 / LOOKS)

    def _compose(self) -> Service:
        return compose(load(self.given()))

    def _programs(self) -> Iterator[Program]:
        env = {**os.environ, **self.given()}
        if not self.redis:
            yield programs.queue(self.folder / "queue", env)
        for place, address in enumerate(self.proxy.behind):
            for worker in programs.workers(env):
                yield replace(worker, name=f"{worker.name} {place}")
            web = programs.web_server(address, self.folder / f"metrics-{place}", env)
            yield replace(web, name=f"{web.name} {place}")


class WholeStorm(Storm):
    """A storm in real time."""

    def _calms_down(self) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            self.evening.passes(1)
            with suppress(AssertionError):
                self.nothing_is_left_over()
                return


def hurried(evening: WholeEvening, callers: int, calls: int) -> WholeStorm:
    """So many callers, who make so many calls each to people who hang up soon."""
    gathered = gather(evening, 1, callers=callers, calls=calls, people=160, kinds=HURRIED)
    return WholeStorm(evening, gathered.callers, patience=LOOKS, most_late=MOST_LATE)
