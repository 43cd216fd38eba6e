"""What must stand nowhere but in its own column, and the search for it in whatever the service says or writes."""

import io
import json
import logging
import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import unquote_plus

import pytest
import structlog
from redis import Redis

from cli import logs

_BETWEEN: Final = re.compile(r"(?<=\d)[\s().\u00a0\u2011-]+(?=[\d(])")
"""What people put between the digits of a number."""


@dataclass(frozen=True)
class Secrets:
    """Numbers in E.164; names, a word each; PINs and tokens as they are."""

    numbers: tuple[str, ...]
    names: tuple[str, ...]
    pins: tuple[str, ...]
    tokens: tuple[str, ...]

    def found_in(self, text: str) -> list[str]:
        """Those that stand in the text, in any usual spelling: with or without +44, spaces, brackets, %2B."""
        plain = unquote_plus(text)
        digits = _BETWEEN.sub("", plain)
        found = [one for one in self.numbers if one.removeprefix("+44") in digits]
        found += [one for one in self.names if one.lower() in plain.lower()]
        found += [one for one in self.pins if re.search(rf"(?<![\w.-]){one}(?![\w-])", plain)]
        return found + [one for one in self.tokens if one in text or one in plain]


@dataclass
class Seen:
    """Everything that was said or written, by where: each piece with a name by which it is found again."""

    pieces: dict[str, list[str]] = field(default_factory=dict)

    def note(self, where: str, text: object) -> None:
        """Keep a piece."""
        words = text if isinstance(text, str) else json.dumps(text, default=str, ensure_ascii=False)
        self.pieces.setdefault(where, []).append(words)

    def leaks(self, secrets: Secrets) -> list[str]:
        """Each piece that holds what it must not, and what."""
        return [
            f"{where}: {found} in {piece[:300]!r}"
            for where, pieces in self.pieces.items()
            for piece in pieces
            if (found := secrets.found_in(piece))
        ]


@contextmanager
def every_log_line(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Log as the service does, with every logger at its lowest level, into what is given."""
    stream = io.StringIO()
    root, before = logging.getLogger(), logging.getLogger().handlers[:]
    monkeypatch.setattr("sys.stderr", stream)
    logs.configure()
    levels = {one: one.level for one in [root, *_loggers()]}
    root.setLevel(logging.DEBUG)
    for logger in _loggers():
        logger.setLevel(logging.DEBUG)
    try:
        yield stream
    finally:
        monkeypatch.undo()
        for logger in _loggers():
            logger.setLevel(levels.get(logger, logging.NOTSET))
        root.setLevel(levels[root])
        root.handlers[:] = before
        structlog.reset_defaults()


def _loggers() -> Iterable[logging.Logger]:
    return [one for one in logging.Logger.manager.loggerDict.values() if isinstance(one, logging.Logger)]


def note_redis(url: str, seen: Seen) -> None:
    """Keep every key and value of the queue, as bytes and unpacked."""
    with Redis.from_url(url) as redis:
        for key in redis.scan_iter():
            seen.note("queue", f"{key.decode()}: {_value(redis, key)}")


def _value(redis: Any, key: bytes) -> str:  # noqa: ANN401 (the client's types differ by version)
    match redis.type(key):
        case b"hash":
            held: Iterable[bytes] = [part for pair in redis.hgetall(key).items() for part in pair]
        case b"list":
            held = redis.lrange(key, 0, -1)
        case b"set":
            held = redis.smembers(key)
        case b"zset":
            held = redis.zrange(key, 0, -1)
        case b"stream":
            held = [repr(redis.xrange(key)).encode()]
        case _:
            held = [redis.get(key) or b""]
    return " ".join(_unpacked(one) for one in held)


def _unpacked(value: bytes) -> str:
    with suppress(zlib.error):
        value = zlib.decompress(value)
    return value.decode(errors="replace")
