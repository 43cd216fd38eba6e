"""Every commit and every request to the carrier, named as it is passed, and the process that ends at one of them.

A moment's name is the way to it through the rooms' functions, and which one it is there: code that commits or asks
the carrier at a new place makes a new name by itself.
"""

import os
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Any, Final, Literal
from weakref import WeakSet

import pytest
from sqlalchemy import Connection
from twilio.http.http_client import TwilioHttpClient

from store.database import Database

ROOMS: Final = ("bridge", "scheduler", "store", "console")
BELOW: Final = ("store.database", "bridge.carrier")
"""The doors themselves: what matters is who goes through them."""

NAMELESS: Final = re.compile(r"\.<locals>\.<\w+>")
When = Literal["before", "after"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The moment at which a process is to be killed: the `nth` of its name, just before or just after."""

    name: str
    when: When
    nth: int = 1


@dataclass
class Moments:
    """What was passed so far, oldest first; and where the process is to be killed."""

    passed: list[str] = field(default_factory=list)
    wanted: Wanted | None = None
    clients: "WeakSet[TwilioHttpClient]" = field(default_factory=WeakSet)
    _lines: dict[str, tuple[FrameType | None, list[tuple[int, int]]]] = field(default_factory=dict)

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Stand at both doors of the process."""
        write, request = Database.write, TwilioHttpClient.request

        @contextmanager
        def writes(database: Database) -> Iterator[Connection]:
            with write(database) as tx:
                yield tx
                name = self.passes("commit")
            self.has_passed(name)

        def asks(client: TwilioHttpClient, method: str, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
            self.clients.add(client)
            name = self.passes(f"request {method}")
            try:
                return request(client, method, *args, **kwargs)
            finally:  # a request that fails has been made as well
                self.has_passed(name)

        monkeypatch.setattr(Database, "write", writes)
        monkeypatch.setattr(TwilioHttpClient, "request", asks)

    def passes(self, what: str) -> str:
        """Name this moment, and be killed just before it if it is the one."""
        name = self._name(what)
        self.passed.append(name)
        self._die(name, "before")
        return name

    def has_passed(self, name: str) -> None:
        """Be killed just after the moment, if it is the one."""
        self._die(name, "after")

    def _die(self, name: str, when: When) -> None:
        if self.wanted == Wanted(name, when, self.passed.count(name)):
            os.kill(os.getpid(), signal.SIGKILL)

    def _name(self, what: str) -> str:
        frames = list(_ours())
        way = " > ".join(dict.fromkeys(_called(frame) for frame in reversed(frames)))
        base = f"{what}: {way}"
        if not frames:
            return base  # a test's own
        caller = frames[min(1, len(frames) - 1)]
        before, lines = self._lines.get(base, (None, []))
        # The same way again, from another line of the same running function, is the next of its moments.
        if before is not caller:
            lines = []
        line = (caller.f_lineno, frames[0].f_lineno)
        if line not in lines:
            lines.append(line)
        self._lines[base] = (caller, lines)
        place = lines.index(line)
        return f"{base} ({place + 1})" if place else base


def _ours() -> Iterator[FrameType]:
    """The frames of the rooms, innermost first."""
    frame: FrameType | None = sys._getframe(1)  # noqa: SLF001 (its one use: to tell who calls)
    while frame is not None:
        module = str(frame.f_globals.get("__name__", ""))
        if module.partition(".")[0] in ROOMS and module not in BELOW:
            yield frame
        frame = frame.f_back


def _called(frame: FrameType) -> str:
    module = str(frame.f_globals["__name__"]).rpartition(".")[2]
    # Python 3.12 has no frame for a comprehension any more.
    return NAMELESS.sub("", f"{module}.{frame.f_code.co_qualname}")
