"""Processes that belong together: started in order, started again when one dies, and stopped as one.

Each is the head of a process group of its own, so that what it left behind goes with it; and each of ours ends when
its standard input closes, so that none outlives a supervisor that was killed.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from cli.errors import CommandError

LOOK_EVERY: Final = 0.1
READY_WITHIN: Final = 60.0
STOP_WITHIN: Final = 8.0
"""Seconds that a process has to finish what it has in hand; then it is killed, and what is lost is mended later."""
PAUSE: Final = 0.5
LONGEST_PAUSE: Final = 15.0
SETTLED: Final = 30.0
"""A process that ran for so many seconds starts again without a longer pause."""


@dataclass(frozen=True, slots=True)
class Program:
    """What to run. `ready`: whether the next program may start; `env`: the whole environment."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str] = field(repr=False)
    ready: Callable[[], bool] = lambda: True


@dataclass(slots=True)
class _Running:
    program: Program
    process: subprocess.Popen[bytes]
    began: float
    pause: float = PAUSE
    again_at: float | None = None
    """When it is started again; None while it runs."""


class Supervisor:
    """Runs programs. Called from one thread; `output`: a file descriptor for all that they say."""

    def __init__(self, programs: Sequence[Program], say: Callable[[str], None], output: int) -> None:
        """Nothing is started yet."""
        self._programs = programs
        self._say = say
        self._output = output
        self._running: list[_Running] = []

    def start(self, over: Callable[[], bool] = lambda: False) -> None:
        """Start all, each when the one before is ready. CommandError, and nothing left, where one is not."""
        try:
            for program in self._programs:
                running = _Running(program, self._spawn(program), time.monotonic())
                self._running.append(running)
                _wait_until_ready(running, over)
        except BaseException:
            self.stop()
            raise

    def look(self) -> None:
        """Start again what has died, after a pause that grows while it keeps dying."""
        now = time.monotonic()
        for running in self._running:
            if running.again_at is None and running.process.poll() is not None:
                self._bury(running, now)
            if running.again_at is not None and now >= running.again_at:
                running.process, running.began = self._spawn(running.program), now
                running.again_at = None

    def stop(self) -> None:
        """Stop all, the last started first; those that do not end in time are killed."""
        until = time.monotonic() + STOP_WITHIN
        for running in reversed(self._running):
            _signal_group(running.process, signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                running.process.wait(max(0.1, until - time.monotonic()))
            _end(running.process)
        self._running.clear()

    def pids(self) -> dict[str, int]:
        """The process ids by the programs' names."""
        return {running.program.name: running.process.pid for running in self._running}

    def _spawn(self, program: Program) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            program.command, env=dict(program.env), stdin=subprocess.PIPE, stdout=self._output,
            stderr=self._output, process_group=0,
        )  # fmt: skip

    def _bury(self, running: _Running, now: float) -> None:
        status = running.process.returncode
        _end(running.process)
        running.pause = PAUSE if now - running.began > SETTLED else min(2 * running.pause, LONGEST_PAUSE)
        running.again_at = now + running.pause
        self._say(f"The {running.program.name} ended (status {status}) and is started again.")


def run(supervisor: Supervisor, started: Callable[[], None]) -> None:
    """Start, say so, and watch until SIGINT, SIGTERM or SIGHUP; then stop everything."""
    over = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: over.set())
    supervisor.start(over.is_set)
    try:
        if not over.is_set():
            started()
        while not over.wait(LOOK_EVERY):
            supervisor.look()
    finally:
        supervisor.stop()


def end_with_whoever_started_this() -> None:
    """Ask this process to end when its standard input closes: whoever started it has gone, however it went."""

    def watch() -> None:
        while os.read(sys.stdin.fileno(), 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()


def _wait_until_ready(running: _Running, over: Callable[[], bool]) -> None:
    until = time.monotonic() + READY_WITHIN
    while not over() and not running.program.ready():
        if running.process.poll() is not None or time.monotonic() > until:
            raise CommandError(f"The {running.program.name} did not start: what it said stands above.")
        time.sleep(0.02)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of the group, and let go of the process."""
    _signal_group(process, signal.SIGKILL)
    process.wait()
    if process.stdin is not None:
        with suppress(OSError):
            process.stdin.close()


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """The head has not been waited for, or its group still has members: the id is nobody else's."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)
