"""The service as `make run` starts it: every process for real, in a folder of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STARTS_WITHIN = 120


@pytest.fixture(scope="module")
def rehearsal_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the rehearsal is served; it is stopped as Ctrl-C stops it."""
    folder = tmp_path_factory.mktemp("rehearsal")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{free.getsockname()[1]}"
    environment = {
        **os.environ,
        "RINGROUND_CONFIG": str(ROOT / "deploy" / "rehearsal.toml"),
        "RINGROUND__DATA_DIR": f'"{folder / "data"}"',
    }
    with (folder / "output").open("wb") as output:
        serving = subprocess.Popen(
            [sys.executable, "-m", "cli", "serve", "--bind", bind],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_until_ready(f"http://{bind}/readyz", serving, folder / "output")
            yield f"http://{bind}"
        finally:
            serving.send_signal(signal.SIGINT)
            serving.wait(30)


def _wait_until_ready(url: str, serving: "subprocess.Popen[bytes]", output: Path) -> None:
    give_up = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < give_up and serving.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=1):  # noqa: S310 (an address of our own)
                return
        except OSError:
            try:
                serving.wait(0.2)
            except subprocess.TimeoutExpired:
                continue
    pytest.fail(f"the rehearsal did not come up:\n{output.read_text()[-4000:]}")
