"""A carrier that takes every call, and only notes when and for which attempt it was asked."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from time import perf_counter
from typing import Final
from urllib.parse import unquote

from bench import stage

ATTEMPT: Final = re.compile(r"/twilio/leg/(\w+)")
LOST: Final = 10.0
"""Seconds after which a call that was not asked for counts as lost."""


class Noting(BaseHTTPRequestHandler):
    """Its requests, as they come."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # an answer in one piece: in two, the second would wait for word of the first
    asked: "Queue[float]"
    """When each call was asked for, by `perf_counter`."""
    legs: "dict[str, Queue[str]]"
    """The leg of each attempt, which whoever waits for it finds."""

    def do_POST(self) -> None:
        """A call is asked for, or a leg is to be ended or moved."""
        at, leg = perf_counter(), stage.sid("CA")
        form = unquote(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())
        attempt = ATTEMPT.search(form)
        self._answer(201, {"sid": leg, "status": "queued"})
        if attempt is not None:
            type(self).asked.put(at)
            type(self).legs.setdefault(attempt[1], Queue()).put(leg)

    def do_GET(self) -> None:
        """The account is asked for, to compare clocks."""
        self._answer(200, {"sid": stage.ACCOUNT})

    def _answer(self, status: int, document: dict[str, str]) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the library's)
        """Log nothing."""


def leg_of(attempt: str) -> str:
    """The leg that the carrier was asked for in this attempt, once it was. queue.Empty: it never was."""
    return Noting.legs.setdefault(attempt, Queue()).get(timeout=LOST)


@contextmanager
def carrier() -> Iterator[str]:
    """Where the noting carrier is."""
    Noting.asked, Noting.legs = Queue(), {}
    server = ThreadingHTTPServer(("127.0.0.1", 0), Noting)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
