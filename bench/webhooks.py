"""Signed webhooks that change state durably, on the whole real service, beside constant TwiML on the same server.

Every request is a key in a Gather: half of them answer a question of the survey or correct the answer (two ledger
entries, the old answer kept), half go back to it. Server and load share the machine's cores.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench import contacts, servers, stage
from bench.load import Exchange, Heard
from bench.sizes import Sizes
from bench.table import Row
from bench.wire import Telephone
from cli import programs
from cli.supervise import Supervisor

RATE: Final = 200
RATE_WHILE_IMPORTING: Final = 100
WARM_UP: Final = 0.2
"""Share of the seconds that is not counted: statements are compiled, and connections opened."""


def rows(sizes: Sizes) -> Iterator[Row]:
    """Throughput and tail on both databases."""
    for kind, name in servers.DATABASES.items():
        with servers.folder() as folder, servers.database(kind, folder) as url:
            yield from _on(name, url, folder, sizes)


def _on(name: str, url: str, folder: Path, sizes: Sizes) -> Iterator[Row]:
    env = stage.environment(folder, url, programs.queue_url(folder / "queue"))
    service = stage.prepared(env | {"REDIS_URL": ""}, sizes.telephones)
    callers = stage.callers(service, stage.surveying, sizes.telephones)
    service.parts.db.dispose()
    telephones = [Telephone(one) for one in callers]
    constant = least([Telephone(one) for one in callers], sizes.seconds)
    port = servers.free_port()
    wanted = [programs.queue(folder / "queue", os.environ), servers.web(port, folder, env)]
    with servers.running(wanted) as supervisor, _exchange(port, telephones) as exchange:
        ours = _loads(supervisor, exchange, sizes.seconds)
        busy = _while_importing(exchange, folder, env, sizes)
        memory = servers.memory(supervisor)
    yield from _beside(name, ours, constant, memory)
    what = f"its p99 at {RATE_WHILE_IMPORTING}/s, contacts being imported, {name}"
    yield Row(what, busy.percentile(0.99), "ms", "25", ("not importing", ours.steady.percentile(0.99)))


@dataclass(frozen=True, slots=True)
class Loads:
    """What one server did. `processor_ms`: of its own processes for each request."""

    most: float
    processor_ms: float
    steady: Heard


def _beside(name: str, ours: Loads, constant: Loads, memory: float) -> Iterator[Row]:
    def beside(value: float) -> tuple[str, float]:
        return "constant TwiML", value

    yield Row(
        f"signed webhook, durable, {name}", ours.most, "/s", "ratio 0.25", beside(constant.most), memory
    )
    what = f"its processor time in the web server, {name}"
    yield Row(what, ours.processor_ms, "ms", "", beside(constant.processor_ms))
    for share, aim in ((0.99, "10"), (0.5, "")):
        what = f"its p{100 * share:.0f} at {RATE}/s, {name}"
        yield Row(what, ours.steady.percentile(share), "ms", aim, beside(constant.steady.percentile(share)))


def least(telephones: list[Telephone], seconds: float) -> Loads:
    """What the baseline does: constant TwiML on the same server."""
    port = servers.free_port()
    with servers.running([servers.constant(port)]) as supervisor, _exchange(port, telephones) as exchange:
        return _loads(supervisor, exchange, seconds)


def _loads(supervisor: Supervisor, exchange: Exchange, seconds: float) -> Loads:
    exchange.closed_loop(WARM_UP * seconds)
    before = servers.processor_seconds(supervisor)
    most = exchange.closed_loop(seconds)
    used = servers.processor_seconds(supervisor) - before
    return Loads(most.rate, used / len(most.each) * 1000, exchange.open_loop(RATE, seconds))


def _while_importing(exchange: Exchange, folder: Path, env: dict[str, str], sizes: Sizes) -> Heard:
    """The tail while another process imports, until that ends or three times the seconds have passed."""
    file = folder / "many.csv"
    contacts.write_file(file, sizes.contacts)
    # The file's numbers are no drama numbers: this one process takes them, and none is ever dialled.
    live = {"RINGROUND__NUMBERS__DIALABLE": "live", "RINGROUND__CLOCK__OFFSET": "0"}
    command = [sys.executable, "-m", "cli", "contacts", "import", str(file), "--campaign", stage.CAMPAIGN]
    importing = subprocess.Popen(
        command, env={**os.environ, **env, **live}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        return exchange.open_loop(
            RATE_WHILE_IMPORTING, 3 * sizes.seconds, lambda: importing.poll() is not None
        )
    finally:
        importing.terminate()
        importing.wait()


@contextmanager
def _exchange(port: int, telephones: list[Telephone]) -> Iterator[Exchange]:
    exchange = Exchange(port, telephones)
    try:
        yield exchange
    finally:
        exchange.close()
