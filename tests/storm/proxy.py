"""A proxy as small as can be: each connection goes to the next web service that takes it, byte by byte."""

import itertools
import select
import socket
import socketserver
import threading
from collections.abc import Sequence
from typing import Final

from cli.addresses import Address

CHUNK: Final = 65536
PATIENCE: Final = 5.0


class Proxy:
    """Listens on a port of this machine's own choosing."""

    def __init__(self) -> None:
        """Nobody stands behind it yet."""
        self.behind: Sequence[Address] = ()
        self._turn = itertools.count()
        proxy = self

        class _Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                """Join the two ends."""
                other = proxy.reached()
                if other is not None:
                    with other:
                        _join(self.request, other)

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Handler)
        self._server.daemon_threads = True
        self._server.request_queue_size = 128

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def start(self) -> None:
        """Take connections."""
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        """Take no more."""
        self._server.shutdown()
        self._server.server_close()

    def reached(self) -> socket.socket | None:
        """A connection with the next of the services that takes one, if any does."""
        first = next(self._turn)
        for place in range(len(self.behind)):
            address = self.behind[(first + place) % len(self.behind)]
            try:
                return socket.create_connection((address.host, address.port), PATIENCE)
            except OSError:
                continue
        return None


def _join(one: socket.socket, other: socket.socket) -> None:
    """Hand on what either says, until one has no more to say."""
    to = {one: other, other: one}
    try:
        while True:
            for ready in select.select([one, other], [], [])[0]:
                said = ready.recv(CHUNK)
                if not said:
                    return
                to[ready].sendall(said)
    except OSError:
        return  # one of them has gone: so does the other
