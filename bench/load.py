"""A small load generator: telephones or pages that ask over kept connections, on one thread, loopback only.

Open loop: requests are due at a fixed rate, and a reply's time counts from when its request was due, so that a
server which stalls is charged for all that waited (no co-ordinated omission). Closed loop: every telephone presses
the next key as soon as it has heard. Both are bounded in time and in the number of connections.
"""

import selectors
import socket
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Final, Protocol

MOST: Final = 256
"""Connections at once, at most."""
PATIENCE: Final = 20.0
"""Seconds without any answer after which the server counts as dead."""


class Asker(Protocol):
    """Whoever asks on a connection: a telephone at the carrier, or a volunteer's page."""

    good: tuple[int, ...]
    """The statuses of a good answer."""

    def request(self) -> bytes:
        """The next request, whole."""

    def heard(self, head: bytes, body: bytes) -> None:
        """Take the answer to it."""


@dataclass(slots=True)
class _Line:
    """One of them on its connection."""

    asker: Asker
    connection: socket.socket
    due: float = 0.0
    heard: bytes = b""

    def press(self, due: float) -> None:
        """Send the next request."""
        request = self.asker.request()
        self.due = due
        self.connection.sendall(request)

    def answered(self) -> bool:
        """Read what has come; whether that was the whole answer. RuntimeError for any but a good one."""
        self.heard += self.connection.recv(65536)
        head, end, body = self.heard.partition(b"\r\n\r\n")
        if not end or len(body) < _length(head):
            return False
        if int(head[9:12]) not in self.asker.good:
            raise RuntimeError(f"The server answered {head.splitlines()[0].decode()}: {body[:300]!r}")
        self.asker.heard(head, body)
        self.heard = b""
        return True


@dataclass(slots=True)
class Heard:
    """What was measured: seconds of each request that was answered, and how long it all took."""

    seconds: float
    each: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.each) / self.seconds

    def percentile(self, share: float) -> float:
        """The milliseconds within which this share of the requests was answered."""
        return sorted(self.each)[min(len(self.each) - 1, int(share * len(self.each)))] * 1000


class Exchange:
    """Their connections to one server."""

    def __init__(self, port: int, askers: Sequence[Asker]) -> None:
        """`port`: of a server on this machine."""
        if len(askers) > MOST:
            raise ValueError(f"{len(askers)} connections: at most {MOST}.")
        self._lines = [_Line(one, _connected(port)) for one in askers]
        self._ready = selectors.DefaultSelector()
        for line in self._lines:
            self._ready.register(line.connection, selectors.EVENT_READ, line)

    def close(self) -> None:
        """Hang all up."""
        self._ready.close()
        for line in self._lines:
            line.connection.close()

    def press_once(self) -> None:
        """The first one's next request, and its answer."""
        self._lines[0].press(perf_counter())
        self._wait(1)

    def closed_loop(self, seconds: float) -> Heard:
        """As fast as the server answers, for so long."""
        began = perf_counter()
        heard = Heard(seconds)
        for line in self._lines:
            line.press(perf_counter())
        while (now := perf_counter()) - began < seconds:
            for line in self._answers(PATIENCE):
                heard.each.append(perf_counter() - line.due)
                line.press(perf_counter())
        heard.seconds = now - began
        self._wait(len(self._lines))
        return heard

    def open_loop(self, rate: float, seconds: float, over: Callable[[], bool] = lambda: False) -> Heard:
        """So many a second, answered or not, for so long or until `over`."""
        heard, free, sent, began = Heard(seconds), deque(self._lines), 0, perf_counter()
        while (now := perf_counter()) - began < seconds and not over():
            due = began + sent / rate
            if free and due <= now:
                free.popleft().press(due)
                sent += 1
                continue
            for line in self._answers(max(0.0, due - now) if free else PATIENCE):
                heard.each.append(perf_counter() - line.due)
                free.append(line)
        heard.seconds = now - began
        for line in self._wait(sent - len(heard.each)):
            heard.each.append(perf_counter() - line.due)
        return heard

    def _answers(self, timeout: float) -> list[_Line]:
        """Who has been answered by then."""
        events = self._ready.select(timeout)
        if not events and timeout >= PATIENCE:
            raise RuntimeError("The server does not answer any more.")
        lines: list[_Line] = [key.data for key, _ in events]
        return [line for line in lines if line.answered()]

    def _wait(self, count: int) -> list[_Line]:
        """The answers that are still to come."""
        lines: list[_Line] = []
        while len(lines) < count:
            lines += self._answers(PATIENCE)
        return lines


def _connected(port: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def _length(head: bytes) -> int:
    if head.startswith(b"HTTP/1.1 304"):
        return 0  # it has no body, whatever its length says
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line[15:])
    raise RuntimeError(f"An answer without its length: {head!r}")
