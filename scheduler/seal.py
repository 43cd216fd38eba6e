"""The sealing job: every few seconds and at the worker's end the ledger is sealed, and its heads leave the host.

Heads are what an auditor keeps: they go to a file, which may lie on another machine's disk, and to a web address.
"""

import json
import logging
import threading
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import requests

from store.errors import RefusedError
from store.sealing.proof import Head
from store.sealing.seal import Sealer

SEND_EVERY: Final = timedelta(minutes=1)
SAY_EVERY: Final = timedelta(minutes=10)
PATIENCE: Final = 10.0
"""Seconds to wait for whoever takes the heads."""
_log = logging.getLogger("ringround.seal")

Send = Callable[[str, Head], None]


def post(url: str, head: Head) -> None:
    """Send a head as JSON. Raises requests.RequestException where it is not taken."""
    requests.post(url, json=asdict(head), timeout=PATIENCE).raise_for_status()


class SealingJob:
    """Seals, and hands the heads on. Never raises for what somebody has to mend: it says so, and goes on trying."""

    def __init__(
        self,
        sealer: Sealer,
        now: Callable[[], datetime],
        *,
        every: timedelta,
        heads_file: Path,
        heads_url: str = "",
        send: Send = post,
    ) -> None:
        """`heads_url`: empty for none. Nothing happens before the first look."""
        self._sealer, self._now, self._every = sealer, now, every
        self._file, self._url, self._send = heads_file, heads_url, send
        self._last: dict[str, datetime] = {}
        self._sending: threading.Thread | None = None
        self._unsent: Head | None = None

    def look(self) -> None:
        """Seal, if it is time again."""
        if self._is_time("seal", self._every):
            self.seal()

    def seal(self) -> None:
        """Seal now."""
        try:
            head = self._sealer.seal()
            if head is not None:
                self._unsent = head
                self._write(head)
        except (RefusedError, OSError) as error:
            if self._is_time("say", SAY_EVERY):
                _log.error("the ledger is not sealed, or its head not written: %s", error)
        if self._url and self._unsent and self._is_time("send", SEND_EVERY):
            self._begin_sending(self._unsent)

    def finish(self) -> None:
        """Seal what there is, and wait for a head that is on its way."""
        self.seal()
        if self._sending:
            self._sending.join()

    def _write(self, head: Head) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(head)) + "\n")

    def _begin_sending(self, head: Head) -> None:
        """In a thread of its own: calls are not to wait for whoever takes the heads."""
        if self._sending is None or not self._sending.is_alive():
            self._sending = threading.Thread(target=self._deliver, args=(head,))
            self._sending.start()

    def _deliver(self, head: Head) -> None:
        try:
            self._send(self._url, head)
        except requests.RequestException as error:
            _log.warning("the ledger's head could not be sent: %s", type(error).__name__)
            return
        if self._unsent == head:
            self._unsent = None

    def _is_time(self, what: str, interval: timedelta) -> bool:
        now, last = self._now(), self._last.get(what)
        if last is not None and timedelta(0) <= now - last < interval:
            return False
        self._last[what] = now
        return True
