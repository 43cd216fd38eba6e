"""Processes: small programs, written as generators, that wait for time, a signal or an HTTP answer.

A verb such as ``<Gather>`` reads from top to bottom; where it must wait it yields a `Wait` or a `Fetch`,
and the engine moves it on. A process that is stopped gets a `StoppedError` where it waits, and tidies up.
"""

from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from rehearsal.wire import HttpRequest

if TYPE_CHECKING:
    from rehearsal.engine import Engine


class StoppedError(Exception):
    """The process is stopped from outside: the leg has ended or does something else now.

    Not GeneratorExit, which also comes to what is merely thrown away, such as a carrier at a test's end.
    """


@dataclass(frozen=True, slots=True)
class Wait:
    """Wait ``seconds`` (None: as long as it takes) or for a signal of one of the types in ``wants``."""

    seconds: float | None
    wants: tuple[type, ...] = ()


@dataclass(frozen=True, slots=True)
class Fetch:
    """Send an HTTP request and wait for its answer."""

    request: HttpRequest


Step: TypeAlias = Wait | Fetch
T = TypeVar("T")
Steps: TypeAlias = Generator[Step, object, T]


class Process:
    """One running generator. Made by `Engine.spawn`; every method is called with the engine's lock held."""

    def __init__(self, engine: "Engine", steps: Steps[None]) -> None:
        """Take the steps; nothing runs before `start`."""
        self._engine = engine
        self._steps = steps
        self._waiting: Step | None = None
        self._running = False
        self.over = False

    def start(self) -> None:
        """Run up to the first wait."""
        self._move(None)

    def signal(self, value: object) -> None:
        """Hand over a signal, in its turn; it is dropped if the process does not wait for such a one."""
        self._engine.after(0, lambda: self._take(value))

    def stop(self) -> None:
        """End it where it stands. A process that is running at this instant is ending itself: leave it."""
        if self.over or self._running:
            return
        self.over = True
        self._waiting = None
        with suppress(StoppedError, StopIteration):
            self._steps.throw(StoppedError())

    def _take(self, value: object) -> None:
        waiting = self._waiting
        if isinstance(waiting, Wait) and isinstance(value, waiting.wants):
            self._move(value)

    def _move(self, value: object) -> None:
        self._waiting, self._running = None, True
        try:
            step = self._steps.send(value)
        except StopIteration:
            self.over = True
            return
        finally:
            self._running = False
        self._waiting = step
        self._arrange(step)

    def _arrange(self, step: Step) -> None:
        """See to it that the step's end moves this process on, if it still waits for that very step."""

        def resume(value: object) -> None:
            if self._waiting is step:
                self._move(value)

        match step:
            case Wait(seconds):
                if seconds is not None:
                    self._engine.after(seconds, lambda: resume(None))
            case Fetch(request):
                self._engine.send(request, resume)
