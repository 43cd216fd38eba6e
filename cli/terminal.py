"""A call in the terminal: what is heard, what is typed, and the record as it grows.

What is typed waits until it can be heard or done, so that a file of keys can be piped in as well.
"""

import queue
import re
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, Final, Protocol, TypeAlias

from cli.errors import CommandError
from console.record import Record

HELP: Final = """Type keys as on a telephone (0-9, * and #) and press Enter. For the telephone of whoever is rung:
a answers, b is busy, n lets it ring, m is an answering machine, h hangs up. q: you hang up yourself."""
LOOK_EVERY: Final = 0.1
KEYS: Final = re.compile(r"[0-9*#]+")
KEYS_WAIT: Final = 4.0
"""Seconds that keys wait for something to be heard: in a conversation nothing is, and star ends it."""
OTHERS_WAIT: Final = 30.0
SETTLES: Final = 2.0
"""Seconds after the end in which the last of the record is written."""
ACTS: Final[dict[str, tuple[str, str, dict[str, str]]]] = {
    "a": ("ringing", "answer", {}),
    "b": ("ringing", "reject", {}),
    "m": ("ringing", "answer", {"as": "machine"}),
    "h": ("live", "hang-up", {}),
}
"""Letter: the state that the contact's telephone must be in, what is done with it, and how."""

Typed: TypeAlias = "queue.SimpleQueue[str | None]"


class Telephones(Protocol):
    """What the call needs of the carrier's handsets."""

    def live(self) -> list[dict[str, Any]]:
        """Those that ring or are in a call."""

    def look(self, number: str, since: int = 0) -> dict[str, Any]:
        """How one stands, and its transcript from line `since` on."""

    def act(self, number: str, what: str, **given: str) -> None:
        """Do something with one."""


def keyboard() -> Typed:
    """The lines that are typed, as they come; None at their end."""
    typed: Typed = queue.SimpleQueue()

    def read() -> None:
        for line in sys.stdin:
            typed.put(line.strip().lower())
        typed.put(None)

    threading.Thread(target=read, daemon=True).start()
    return typed


class Call:
    """One volunteer's call. `record`: the newest session's entries past one; `tell`: prints a line."""

    def __init__(
        self,
        telephones: Telephones,
        volunteer: str,
        record: Callable[[str, int], Record],
        tell: Callable[[str], None],
    ) -> None:
        """Nobody rings yet."""
        self._telephones = telephones
        self._volunteer = volunteer
        self._record = record
        self._tell = tell
        self._next = 0
        self._session, self._entry = "", 0
        self._rung = ""
        self._fresh = False
        """Whether something was heard since keys were pressed."""
        self._acted = time.monotonic()

    def ring_in(self, line: str) -> None:
        """Ring the service."""
        self._telephones.act(self._volunteer, "call", to=line)

    def go_on(self, typed: Typed) -> None:
        """Until the volunteer's call is over."""
        waiting: str | None = None
        ended = False
        while self._hear() != "ended":
            if waiting is None and not ended:
                waiting, ended = self._typed(typed)
            if waiting is not None and self._done(waiting):
                waiting = None
            if ended and waiting is None and time.monotonic() - self._acted > KEYS_WAIT:
                self._telephones.act(self._volunteer, "hang-up")
            time.sleep(LOOK_EVERY)
        self._settle()

    def _settle(self) -> None:
        until = time.monotonic() + SETTLES
        while time.monotonic() < until:
            self._read_record()
            time.sleep(LOOK_EVERY)
        self._tell("The call is over.")

    def _typed(self, typed: Typed) -> tuple[str | None, bool]:
        """What was typed, if anything; and whether nothing more will be."""
        try:
            line = typed.get_nowait()
        except queue.Empty:
            return None, False
        self._acted = time.monotonic()
        return (line or None), line is None

    def _hear(self) -> str:
        """Print what is new, and say how the volunteer's telephone stands."""
        seen = self._telephones.look(self._volunteer, self._next)
        self._next = seen["next"]
        for line in seen["lines"]:
            self._print(line)
        self._read_record()
        self._notice_ringing()
        return str(seen["state"])

    def _print(self, line: dict[str, Any]) -> None:
        match line["who"], line["verb"]:
            case "key", _:
                self._tell(f"  [{line['text']}]")
            case _, "play":
                self._tell("  ♪")
            case "line", _ if line["text"]:
                self._fresh = True
                self._tell(f"  {line['text']}")
            case _:
                pass

    def _read_record(self) -> None:
        found = self._record(self._session, self._entry)
        self._session = found.session
        for entry in found.entries:
            self._entry = entry.id
            self._tell(f"      {entry.time}  {entry.sentence}")

    def _notice_ringing(self) -> None:
        rung = self._contact("ringing")
        if rung and rung["call_sid"] != self._rung:
            self._rung = rung["call_sid"]
            who = self._record(self._session, self._entry).contact
            name = who.name if who else "the contact"
            self._tell(f"  >> The telephone of {name} rings: a, b, n or m?")

    def _contact(self, state: str) -> dict[str, Any] | None:
        others = (one for one in self._telephones.live() if one["number"] != self._volunteer)
        return next((one for one in others if one["state"] == state), None)

    def _done(self, what: str) -> bool:
        """Do what was typed if it can be done now; whether it is done with."""
        if KEYS.fullmatch(what):
            return self._press(what)
        if what == "q":
            self._telephones.act(self._volunteer, "hang-up")
            return True
        if what in ACTS or what == "n":
            return self._for_contact(what)
        self._tell(HELP)
        return True

    def _press(self, keys: str) -> bool:
        if not self._fresh and time.monotonic() - self._acted < KEYS_WAIT:
            return False
        self._fresh = False
        self._telephones.act(self._volunteer, "keys", digits=keys)
        self._acted = time.monotonic()
        return True

    def _for_contact(self, what: str) -> bool:
        state, act, given = ACTS.get(what, ("ringing", "", {}))
        contact = self._contact(state)
        if contact is None and time.monotonic() - self._acted < OTHERS_WAIT:
            return False
        if contact is None:
            self._tell(
                "  >> No telephone but yours rings." if state == "ringing" else "  >> Nobody else is there."
            )
        elif act:
            self._fresh = False
            self._act(contact["number"], act, given)
        self._acted = time.monotonic()
        return True

    def _act(self, number: str, act: str, given: dict[str, str]) -> None:
        try:
            self._telephones.act(number, act, **given)
        except CommandError as error:  # it stopped ringing at that moment
            self._tell(f"  >> {error}")
