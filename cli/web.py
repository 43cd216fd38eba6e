"""The web process: granian with the application that `app.web` makes in each of its workers."""

import shutil
from pathlib import Path
from typing import Final

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from cli.addresses import Address

THREADS: Final = 16
"""A webhook may wait for the database's writer, and a page for the carrier in the box: others go on meanwhile."""


def listen(address: Address, workers: int, target: str = "app:web") -> None:
    """Serve until a signal ends it. Each worker has database connections of its own: it composes after the fork.

    `target`: what makes the application; another one where the server itself is measured.
    """
    Granian(
        target,
        address=address.host.strip("[]"),
        port=address.port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        websockets=False,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        workers_kill_timeout=5,
        factory=True,
    ).serve()


def environment(metrics: Path) -> dict[str, str]:
    """What the web processes need to add up their counters: a folder for them, emptied at each start."""
    shutil.rmtree(metrics, ignore_errors=True)
    metrics.mkdir(parents=True)
    return {"PROMETHEUS_MULTIPROC_DIR": str(metrics.absolute())}
