"""A crowd of volunteers on the whole service for minutes: how long the carrier waits, what fails, the memory."""

import threading
import time
from dataclasses import dataclass, field
from itertools import product
from random import Random
from typing import Final

from bench.load import Heard
from bench.servers import resident
from rehearsal.carrier import Carrier
from rehearsal.clock import RealClock
from rehearsal.people import Answers, Busy, Persona
from rehearsal.wire import Answer, HttpReply, HttpRequest, RequestsTransport
from tests.storm.caller import Caller
from tests.storm.storm import PINS
from tests.storm.whole import WholeEvening

THINKS: Final = 3
"""Seconds that a volunteer takes for a key, about."""
AREAS: Final = (
    *("1134960", "1144960", "1164960", "1174960", "1214960", "1314960", "1414960", "1514960"),
    *("1614960", "1914980", "2896496", "2920180", "1632960", "7700900"),
)
"""Ofcom's drama numbers, of which each has three digits more."""
KINDS: Final[tuple[Persona, ...]] = (*[Answers(after=3, hangs_up_after=15)] * 4, Busy())
FIRST: Final = (
    "Mary",
    "Tom",
    "Sam",
    "Jo",
    "Lee",
    "Pat",
    "Eve",
    "Max",
    "Ida",
    "Ben",
    "Una",
    "Rex",
    "Gwen",
    "Kit",
)


@dataclass
class Timed(RequestsTransport):
    """The wire, with a watch: each of the carrier's requests under /twilio/."""

    each: list[tuple[float, float]] = field(default_factory=list)
    """When it was answered, and after how many seconds."""
    failed: list[str] = field(default_factory=list)

    def send(self, request: HttpRequest) -> Answer:
        """Send it, and take the time."""
        began = time.perf_counter()
        answer = super().send(request)
        if "/twilio/" in request.url:
            now = time.perf_counter()
            self.each.append((now, now - began))
            if not isinstance(answer, HttpReply) or answer.status >= 400:
                self.failed.append(str(answer)[:200])
        return answer


@dataclass
class CrowdedEvening(WholeEvening):
    """Its carrier has a watch."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.wire = Timed()
        self.carrier = Carrier(self._points_here(), RealClock(), self.wire)


@dataclass(frozen=True, slots=True)
class Crowded:
    """What came of it. `first`, `all`: of the first tenth of the time, and the whole; memory in megabytes."""

    calls: int
    failed: list[str]
    first: Heard
    all: Heard
    memory_first: float
    memory_last: float


def crowded(evening: CrowdedEvening, volunteers: int, seconds: float) -> Crowded:
    """So many volunteers call for so long."""
    callers = _gathered(evening, volunteers, seconds)
    dice, began, memory, tenth = Random(1), time.perf_counter(), 0.0, 0
    while (gone := time.perf_counter() - began) < seconds:
        look = time.perf_counter()
        for caller in callers:
            if caller.line is None or dice.randrange(THINKS) == 0:
                caller.acts()
        evening.supervisor.look()
        if not memory and gone > seconds / 10:
            memory, tenth = resident(evening.supervisor), len(evening.wire.each)
        threading.Event().wait(max(0.0, 1 - (time.perf_counter() - look)))
    each = [took for _, took in evening.wire.each]
    return Crowded(
        len(evening.attempts()),
        list(evening.wire.failed),
        Heard(seconds / 10, each[:tenth] or each),
        Heard(seconds, each),
        memory or resident(evening.supervisor),
        resident(evening.supervisor),
    )


def _gathered(evening: CrowdedEvening, volunteers: int, seconds: float) -> list[Caller]:
    """Volunteers, and people enough for all of them."""
    dice, wanted = Random(1), int(volunteers * (1 + seconds / 30))
    names = (
        f"{first} {chr(65 + n // 26)}{chr(97 + n % 26)}ves" for n, first in product(range(26 * 26), FIRST)
    )
    numbers = (f"+44{area}{n:03}" for n, area in product(range(999), AREAS))
    for _, name, number in zip(range(wanted), names, numbers, strict=False):
        evening.contact(name, number)
        evening.carrier.become(number, dice.choice(KINDS))
    found = []
    for number, pin in list(PINS.items())[:volunteers]:
        evening.volunteer(f"Volunteer {pin}", number, pin)
        found.append(Caller(evening, number, pin, 1000, Random(number)))
    return found
