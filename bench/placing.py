"""From the key pressed to the call placed: the embedded service's own processes, idle, and a carrier that only notes.

Counted from the key's webhook being sent to the carrier's getting the request for the call. Beside it the same without
the wake-up through Redis, when a worker looks round each second.
"""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Final

from bench import noting, servers, stage
from bench.load import Exchange, Heard
from bench.sizes import Sizes
from bench.table import Row
from bench.wire import Telephone
from cli import programs

PAUSE: Final = 0.06
"""Seconds between two calls: all is idle again. No part of a second, or the looks round would keep step."""
COLD: Final = 6
"""The first of so many calls are not counted: both web processes and the worker have then done each step once."""
UNWOKEN: Final = 6
"""As many times fewer calls are placed without a wake-up: each takes half a second."""


def rows(sizes: Sizes) -> Iterator[Row]:
    """The 99th and the 50th hundredth of the times."""
    with servers.folder() as folder, noting.carrier() as carrier:
        unwoken = max(1, sizes.placed // UNWOKEN)
        url = f"sqlite:///{folder / 'ringround.db'}"
        env = stage.environment(folder, url, programs.queue_url(folder / "queue"), carrier)
        env = {**os.environ, **env}
        service = stage.prepared(env | {"REDIS_URL": ""}, sizes.placed + unwoken)
        telephones = [
            Telephone(one, ("1",)) for one in stage.callers(service, stage.offered, sizes.placed + unwoken)
        ]
        service.parts.db.dispose()
        woken, memory = _with(env, env, folder, telephones[unwoken:])
        slow, _ = _with(env, env | {"REDIS_URL": ""}, folder, telephones[:unwoken])
    name = "without a wake-up"
    for what, share, aim in (("p99", 0.99, "15"), ("median", 0.5, "")):
        baseline = (name, slow.percentile(share))
        yield Row(f"key pressed to call placed, {what}", woken.percentile(share), "ms", aim, baseline, memory)


def _with(
    env: dict[str, str], web_env: dict[str, str], folder: Path, telephones: list[Telephone]
) -> tuple[Heard, float]:
    """The time of each telephone's key to its call, and the peak memory."""
    port = servers.free_port()
    queue = programs.queue(folder / "queue", env)
    wanted = [queue, *programs.workers(env), servers.web(port, folder, web_env)]
    with servers.running(wanted) as supervisor:
        time.sleep(2)  # the workers' first look round, and the comparison of clocks
        each = [_placed(port, one) for one in telephones]
        return Heard(1.0, each[len(each) // COLD :]), servers.memory(supervisor)


def _placed(port: int, telephone: Telephone) -> float:
    exchange = Exchange(port, [telephone])
    try:
        time.sleep(PAUSE)
        pressed = perf_counter()
        exchange.press_once()
        return noting.Noting.asked.get(timeout=noting.LOST) - pressed
    finally:
        exchange.close()
