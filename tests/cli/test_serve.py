"""The whole embedded service, for real: a call made, a worker killed, stopped, and started again."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import requests

from cli import kept, serve, web
from cli.addresses import Address
from cli.handsets import Handsets
from scheduler.jobs import QUEUES
from settings import load
from tests.house.tree import ROOT

PATIENCE = 90.0
MAIR, SERVICE = "+442079460101", "+442079460100"


def until(holds: Callable[[], Any], what: str = "") -> Any:  # noqa: ANN401 (whatever is waited for)
    """What the function gives, once it gives something; looked at often, given up late."""
    end = time.monotonic() + PATIENCE
    while not (found := holds()):
        assert time.monotonic() < end, what
        time.sleep(0.05)
    return found


def processes_in(folder: Path) -> list[int]:
    """Every process whose environment or command names the folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            told = (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
        except OSError:
            continue
        if os.fsencode(folder) in told:
            found.append(int(process.name))
    return found


@dataclass
class Running:
    """`ringround serve`, started as `make run` does."""

    folder: Path
    address: Address
    said: list[str] = field(default_factory=list)
    began: float = 0.0

    def __post_init__(self) -> None:
        clean = {
            name: value for name, value in os.environ.items() if not name.startswith(("RINGROUND", "TWILIO"))
        }
        self.env = clean | {
            "RINGROUND_CONFIG": str(ROOT / "deploy" / "rehearsal.toml"),
            "RINGROUND__DATA_DIR": f'"{self.folder}"',
        }
        self.env.pop("REDIS_URL", None)
        self.env.pop("DATABASE_URL", None)
        self._start()

    def _start(self) -> None:
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "cli", "serve", "--bind", str(self.address)],
            env=self.env, cwd=ROOT, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        try:
            until(self._is_up, "serve does not come up")
        except AssertionError:
            sys.stderr.write(self.output)
            self.stop(signal.SIGTERM)
            raise

    def _is_up(self) -> bool:
        assert self.process.poll() is None, "serve ended"
        return "Press Ctrl-C" in self.output

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said.append(line)

    @property
    def output(self) -> str:
        """All that it said."""
        return "".join(self.said)

    @property
    def handsets(self) -> Handsets:
        """The carrier's handsets."""
        return Handsets(load(kept.environment(self.env)))

    def ringround(self, *words: str) -> str:
        """Another command, with the same settings."""
        done = subprocess.run(
            [sys.executable, "-m", "cli", *words],
            env=self.env,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def worker(self, queue: str) -> int:
        """The worker's process id."""
        for pid in processes_in(self.folder):
            command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            if b"work" in command and queue.encode() in command:
                return pid
        return 0

    def worker_is_back(self, queue: str, before: int) -> bool:
        """Whether there is another worker in place of the one before."""
        return self.worker(queue) not in {0, before}

    def again(self) -> None:
        """Start it again, after a stop."""
        self.said.clear()
        self._start()

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Stop it; its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        status = self.process.wait(20)
        self._reader.join()
        assert self.process.stderr is not None
        self.process.stderr.close()
        return status


@pytest.fixture
def running(short_folder: Path) -> Iterator[Running]:
    made = Running(short_folder, Address("127.0.0.1", 0).found())
    yield made
    sys.stderr.write(made.output)  # shown where the test failed
    if made.process.poll() is None:
        made.stop()


def rings_in(handsets: Handsets) -> None:
    handsets.act(MAIR, "call", to=SERVICE)


def hears(handsets: Handsets, number: str, words: str) -> None:
    def heard() -> bool:
        return words in " ".join(line["text"] for line in handsets.look(number)["lines"])

    until(heard, words)


def call_somebody(handsets: Handsets, *, first: bool) -> str:
    """Ring in as Mair and call whoever is next, who answers and hangs up; their number."""
    rings_in(handsets)
    hears(handsets, MAIR, "Hello Mair.")
    handsets.act(MAIR, "keys", digits="1592")
    if first:
        hears(handsets, MAIR, "To check your telephone")
        handsets.act(MAIR, "keys", digits="5")
    hears(handsets, MAIR, "Saltmouth voters.")
    handsets.act(MAIR, "keys", digits="1")
    hears(handsets, MAIR, "Next, ")
    handsets.act(MAIR, "keys", digits="1")
    contact = until(
        lambda: next((one for one in handsets.live() if one["state"] == "ringing"), None), "nobody rings"
    )
    number = str(contact["number"])
    handsets.act(number, "answer")
    until(lambda: len(handsets.look(number)["room"]) == 2, "they do not meet")
    handsets.act(number, "hang-up")
    hears(handsets, MAIR, "Call ended.")
    handsets.act(MAIR, "hang-up")
    return number


def test_a_newcomer_starts_it_makes_a_call_stops_it_and_finds_it_again(running: Running) -> None:
    with running.handsets as handsets:
        called = call_somebody(handsets, first=True)
    codes = re.findall(r"volunteer number (\d{6})", running.output)
    assert len(codes) == 4
    assert running.address.url in running.output
    page = requests.get(running.address.url, timeout=5).text
    assert all(code in page for code in codes)
    assert '"running"' in running.ringround("campaigns", "show", "saltmouth", "--json")
    decision = running.ringround("volunteers", "add", "--name", "Ann", "--phone", "0118 496 0999", "--pin", "4826",
                                 "--campaign", "saltmouth")  # fmt: skip
    assert re.fullmatch(r"\d{6}\n", decision)

    assert running.stop() == 0
    until(lambda: not processes_in(running.folder), "something is left behind")
    sealed = json.loads(running.ringround("ledger", "verify", "--json"))
    assert (sealed["holds"], sealed["unsealed"]) == (True, 0)
    assert called not in running.output
    assert called.removeprefix("+44") not in running.output

    running.again()
    assert re.findall(r"volunteer number (\d{6})", running.output) == codes
    with running.handsets as handsets:
        rings_in(handsets)
        hears(handsets, MAIR, "Hello Mair.")
        handsets.act(MAIR, "keys", digits="1592")
        hears(handsets, MAIR, "was not finished")


def test_a_worker_that_is_killed_is_healed_and_calls_go_on(running: Running) -> None:
    killed = {queue: running.worker(queue) for queue in QUEUES}
    for pid in killed.values():
        os.kill(pid, signal.SIGKILL)
    for queue, pid in killed.items():
        until(partial(running.worker_is_back, queue, pid), "the worker is not back")
    with running.handsets as handsets:
        call_somebody(handsets, first=True)
    assert "is started again" in running.output
    assert running.stop(signal.SIGINT) == 0
    until(lambda: not processes_in(running.folder), "something is left behind")


def test_nothing_is_left_of_a_service_that_was_killed(running: Running) -> None:
    second = subprocess.run(
        [sys.executable, "-m", "cli", "serve", "--bind", str(Address("127.0.0.1", 0).found())],
        env=running.env, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert second.returncode == 1
    assert "runs in" in second.stderr
    running.stop(signal.SIGKILL)
    until(lambda: not processes_in(running.folder), "something is left behind")
    running.again()


def test_a_taken_port_is_said_in_one_line(running: Running, tmp_path: Path) -> None:
    refused = subprocess.run(
        [sys.executable, "-m", "cli", "serve", "--bind", str(running.address)],
        env=running.env | {"RINGROUND__DATA_DIR": f'"{tmp_path}"'},
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert refused.returncode == 1
    (line,) = refused.stderr.splitlines()
    assert "make run PORT=" in line


def test_web_services_of_several_hosts_and_ports_on_one_data_folder_count_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = set()
    for host, port in (("one", 8081), ("one", 8082), ("other", 8081)):
        monkeypatch.setattr(serve, "gethostname", lambda host=host: host)
        folders.add(serve.own_metrics(tmp_path, Address("127.0.0.1", port)))
    assert len(folders) == 3
    for folder in folders:
        web.environment(folder)  # which empties it
    assert set(tmp_path.iterdir()) == folders
