"""Processes that belong together: in order, healed, and stopped as one."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cli.errors import CommandError
from cli.programs import UNTIL_STDIN_CLOSES
from cli.supervise import Program, Supervisor
from tests.house.tree import ROOT

WAITS = "import sys; sys.stdin.read()"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(600)"
)
PATIENCE = 20.0


def python(code: str, name: str = "one", ready: Callable[[], bool] = lambda: True) -> Program:
    return Program(name, [sys.executable, "-c", code], dict(os.environ), ready)


def until(holds: Callable[[], bool]) -> None:
    """Look often, and give up late."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def runs(pid: int) -> bool:
    """Whether the process is there, and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervise(said: list[str]) -> Iterator[Callable[..., Supervisor]]:
    made: list[Supervisor] = []

    def make(*programs: Program) -> Supervisor:
        made.append(Supervisor(programs, said.append, sys.stderr.fileno()))
        return made[-1]

    yield make
    for one in made:
        one.stop()


def test_what_dies_is_started_again(supervise: Callable[..., Supervisor], said: list[str]) -> None:
    supervisor = supervise(python(WAITS))
    supervisor.start()
    first = supervisor.pids()["one"]
    os.kill(first, signal.SIGKILL)

    def healed() -> bool:
        supervisor.look()
        return supervisor.pids()["one"] != first

    until(healed)
    assert runs(supervisor.pids()["one"])
    assert said == ["The one ended (status -9) and is started again."]


def test_each_starts_when_the_one_before_is_ready(
    supervise: Callable[..., Supervisor], tmp_path: Path
) -> None:
    mark = tmp_path / "mark"
    first = python(
        f"import pathlib, sys; pathlib.Path({str(mark)!r}).touch(); sys.stdin.read()", "first", mark.exists
    )
    second = python(f"import pathlib, sys; sys.exit(not pathlib.Path({str(mark)!r}).exists())", "second")
    supervisor = supervise(first, second)
    supervisor.start()
    assert mark.exists()


def test_one_that_cannot_start_stops_the_others(supervise: Callable[..., Supervisor]) -> None:
    supervisor = supervise(python(WAITS, "good"), python("raise SystemExit(3)", "bad", lambda: False))
    with pytest.raises(CommandError, match="The bad did not start"):
        supervisor.start()
    assert supervisor.pids() == {}


def test_one_that_does_not_heed_is_killed(
    supervise: Callable[..., Supervisor], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.supervise.STOP_WITHIN", 0.2)
    supervisor = supervise(python(STUBBORN))
    supervisor.start()
    pid = supervisor.pids()["one"]
    until(lambda: b"python" in Path(f"/proc/{pid}/cmdline").read_bytes())
    supervisor.stop()
    assert not runs(pid)


@pytest.mark.parametrize("command", [[sys.executable, "-c", "WATCHED"], ["/bin/sh", "-c", UNTIL_STDIN_CLOSES, "it",
                                                                        "sleep", "600"]])  # fmt: skip
def test_nothing_outlives_a_supervisor_that_was_killed(command: list[str]) -> None:
    code = (
        "from cli.supervise import end_with_whoever_started_this as end; end(); import time; time.sleep(600)"
    )
    wanted = [code if part == "WATCHED" else part for part in command]
    parent = (
        "import subprocess, sys, time\n"
        f"child = subprocess.Popen({wanted!r}, stdin=subprocess.PIPE, process_group=0)\n"
        "print(child.pid, flush=True)\ntime.sleep(600)\n"
    )
    with subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout is not None
        child = int(process.stdout.readline())
        assert runs(child)
        process.kill()
    until(lambda: not runs(child))
