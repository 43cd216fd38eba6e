"""Fifty volunteers at once on sixty contacts in twenty households: no contact twice, no household twice."""

import re
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from threading import Barrier
from typing import Final

import pytest
from sqlalchemy import select

from bridge.wire import Delivery, Ring, Turn
from store.models import Claim
from tests.telephone.evening import SERVICE, Evening

VOLUNTEERS: Final = 50
CONTACTS: Final = 60
HOUSEHOLDS: Final = 20
STALL: Final = 1.0
TURN: Final = re.compile(r"/twilio/turn/(\w+)")


@dataclass
class Handset:
    """A volunteer's line, played at its handlers without a carrier between."""

    evening: Evening
    number: str
    sid: str
    reply: str = ""
    longest: float = 0.0
    _deliveries: "count[int]" = field(default_factory=count)

    def rings_in(self) -> None:
        """Ring in and sign in; what is next is to be offered somebody."""
        ring = Ring(self.sid, self.number, SERVICE)
        self.reply = self.evening.service.line.ring_in(self._delivery(), ring)
        self.presses("4826")
        assert "To start, press 1" in self.reply

    def presses(self, keys: str) -> None:
        """Key something for the turn that was given last; how long the answer took is kept."""
        found = TURN.search(self.reply)
        assert found is not None
        turn = Turn(self.sid, found[1], keys, left_room=False)
        began = time.perf_counter()
        self.reply = self.evening.service.line.turn(self._delivery(), turn)
        self.longest = max(self.longest, time.perf_counter() - began)

    def _delivery(self) -> Delivery:
        return Delivery(f"{self.sid}-{next(self._deliveries)}", None, self.evening.now())

    def calls(self, start: Barrier) -> None:
        """With all others at once: ask for somebody, and have them rung."""
        for _ in range(2):  # to whom nobody was offered, nobody is the second time
            start.wait()
            self.presses("1")


def crowd(evening: Evening) -> list[Handset]:
    """The contacts on the list, and all volunteers signed in."""
    for place in range(CONTACTS):
        evening.contact(f"Contact {place}", f"+441632960{place:03}", f"home {place % HOUSEHOLDS}")
    handsets = [Handset(evening, f"+441184960{place:03}", f"CA{place:032}") for place in range(VOLUNTEERS)]
    for handset in handsets:
        evening.volunteer("Ann Price", handset.number)
    return handsets


def call_at_once(evening: Evening) -> float:
    """All of them sign in, ask for somebody and have them rung; the longest that any had to wait, in seconds."""
    handsets = crowd(evening)
    start = Barrier(VOLUNTEERS, timeout=60)  # where one of them fails, the rest do not wait for ever
    with ThreadPoolExecutor(VOLUNTEERS) as pool:
        list(pool.map(Handset.rings_in, handsets))
        list(pool.map(lambda handset: handset.calls(start), handsets))
    return max(handset.longest for handset in handsets)


def test_of_fifty_at_once_no_two_get_one_contact_or_one_household(evening: Evening) -> None:
    call_at_once(evening)
    attempts = evening.attempts()
    for of in ("contact_id", "household_id", "number_id", "session_id"):
        assert max(Counter(attempt[of] for attempt in attempts).values()) == 1, of
    assert len(attempts) == HOUSEHOLDS
    with evening.service.parts.db.read() as tx:
        claimed = tx.scalars(select(Claim.household_id)).all()
    assert len(claimed) == len(set(claimed)) == HOUSEHOLDS
    offered = Counter(entry["contact_id"] for entry in evening.ledger("contact:offered"))
    assert len(offered) == HOUSEHOLDS
    assert max(offered.values()) == 1


@pytest.mark.long
def test_of_fifty_at_once_nobody_waits_longer_than_a_second(evening: Evening) -> None:
    assert call_at_once(evening) < STALL
