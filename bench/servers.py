"""What is measured, started as in production: the web server, the workers, the queue, and the databases."""

import os
import resource
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import requests

from cli import programs
from cli.addresses import Address
from cli.supervise import Program, Supervisor
from tests.support import postgres

DATABASES: Final = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
WORKERS: Final = 2


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """The URL of an empty database of this kind, durable as in production."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'ringround.db'}"
        return
    with postgres.running() as server:
        server.create("bench")
        yield server.url("bench")


@contextmanager
def folder() -> Iterator[Path]:
    """A folder that is gone at the end; its path is short, since sockets stand in it."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        yield Path(name)


@contextmanager
def running(wanted: Sequence[Program]) -> Iterator[Supervisor]:
    """The programs, started in order and stopped at the end."""
    supervisor = Supervisor(wanted, print, sys.stderr.fileno())
    supervisor.start()
    try:
        yield supervisor
    finally:
        supervisor.stop()


def web(port: int, folder: Path, env: Mapping[str, str]) -> Program:
    """The real service's web server."""
    return programs.web_server(Address("127.0.0.1", port), folder / "metrics", {**os.environ, **env})


def constant(port: int) -> Program:
    """The baseline's."""
    command = [sys.executable, "-m", "bench.constant", str(port), str(WORKERS)]
    return Program("baseline's server", command, os.environ, lambda: _answers(port))


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    return Address("127.0.0.1", 0).found().port


def memory(supervisor: Supervisor) -> float:
    """Megabytes that the programs and all their processes have held at most, each with what it shares."""
    return sum(_kilobytes(pid, "VmHWM:") for pid in _processes(supervisor)) / 1024


def resident(supervisor: Supervisor) -> float:
    """Megabytes that the programs and all their processes hold now, each with what it shares."""
    return sum(_kilobytes(pid, "VmRSS:") for pid in _processes(supervisor)) / 1024


def processor_seconds(supervisor: Supervisor) -> float:
    """What the programs and all their processes have used of the processors so far."""
    ticks = 0
    for pid in _processes(supervisor):
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def own_memory() -> float:
    """Megabytes that this process has held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _processes(supervisor: Supervisor) -> set[int]:
    parents = _parents()
    ours = set(supervisor.pids().values())
    while more := {pid for pid, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return ours


def _parents() -> dict[int, int]:
    found = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            found[int(status.parent.name)] = int(status.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # it has just ended
    return found


def _kilobytes(pid: int, what: str) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((float(line.split()[1]) for line in lines if line.startswith(what)), 0.0)


def _answers(port: int) -> bool:
    with requests.Session() as session:
        session.trust_env = False
        try:
            return session.get(f"http://127.0.0.1:{port}/healthz", timeout=5).ok
        except requests.RequestException:
            return False
