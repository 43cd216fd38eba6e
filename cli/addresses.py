"""Where things listen: HOST:PORT, free ports, and the address that a browser on this machine opens."""

import socket
import time
from dataclasses import dataclass
from typing import Final, Self

from cli.errors import CommandError

PATIENCE: Final = 3.0
"""Seconds that a port may take to be given back by what was stopped just now."""
EVERYWHERE: Final = {"0.0.0.0": "127.0.0.1", "[::]": "[::1]"}  # noqa: S104 (recognised, not bound)


@dataclass(frozen=True, slots=True)
class Address:
    """A host and a port; port 0: any that is free."""

    host: str
    port: int

    @classmethod
    def of(cls, text: str) -> Self:
        """HOST:PORT as an address. CommandError where it is none."""
        host, _, port = text.rpartition(":")
        if not host or not port.isascii() or not port.isdigit() or int(port) > 0xFFFF:  # noqa: PLR2004 (the last port)
            raise CommandError(f"'{text}' is no HOST:PORT: give one such as 127.0.0.1:8080.")
        return cls(host, int(port))

    @property
    def url(self) -> str:
        """What a browser, or the carrier, on this machine opens."""
        return f"http://{EVERYWHERE.get(self.host, self.host)}:{self.port}"

    def __str__(self) -> str:
        """HOST:PORT."""
        return f"{self.host}:{self.port}"

    def found(self) -> "Address":
        """This address with a port that is free. CommandError where it is taken and stays so."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return Address(self.host, self._bound())
            except OSError as error:
                if time.monotonic() > until:
                    raise CommandError(
                        f"{self} cannot be listened on ({error.strerror}): "
                        "choose another with --bind, or with `make run PORT=…`."
                    ) from error
                time.sleep(0.1)

    def _bound(self) -> int:
        host = self.host.strip("[]")
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family) as listening:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind((host, self.port))
            return int(listening.getsockname()[1])
