"""The rules' numbers: what the law fixes, what the organisation and its campaigns may only tighten.

`Rules` are data. Their version is made from their content, so that every decision names exactly the rules it
was made by; a change of what the code makes of them is a new ENGINE_VERSION, and the code still decides as the old one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum, unique
from typing import Any, Self

from policy.codec import Json, decode, digest, encode, field_types
from policy.sources import DEFAULT_SOURCES, ELECTORAL_ONLY, ELECTORAL_PURPOSES, Source

ENGINE_VERSION = 2
ENGINES = frozenset({1, ENGINE_VERSION})
"""What this release decides by, for what was recorded. 2: a paused contact is refused."""

# The legal limits: compliance references are on the rules that apply them.
EARLIEST = time(9, 0)
LATEST = time(20, 45)
REGISTER_DAYS = 28
MACHINE_HOURS = 24
ABANDONED_HOURS = 72
ABANDONED_RATE = 0.03
RING_SECONDS = 15
CLOCK_SKEW_SECONDS = 1.0

EVERY_DAY = frozenset(range(1, 8))
NATIONS = ("england-and-wales", "scotland", "northern-ireland")


class RulesError(ValueError):
    """Rules were asked for that are looser than the law, or make no sense."""


@unique
class Dialable(StrEnum):
    """Which numbers are dialled: real ones, or Ofcom's drama numbers and nothing else."""

    LIVE = "live"
    DRAMA = "drama"


@dataclass(frozen=True, slots=True)
class BankHolidays:
    """A nation's bank holidays. A year without a date here is a year not known."""

    nation: str
    dates: frozenset[date]

    def known(self, day: date) -> bool:
        """Say whether the bank holidays of the day's year are known."""
        return any(holiday.year == day.year for holiday in self.dates)


@dataclass(frozen=True, slots=True)
class Spacing:
    """The minutes to leave after an attempt with this outcome before the number is tried again."""

    outcome: str
    minutes: int


DEFAULT_SPACING = (
    Spacing("busy", 30),
    Spacing("no_answer", 4 * 60),
    Spacing("cancelled", 4 * 60),
    Spacing("failed", 4 * 60),
    Spacing("dropped", 0),
    Spacing("call_back", 0),
)


@dataclass(frozen=True, slots=True)
class Rules:
    """All the limits that a decision is made by.

    Times are London wall-clock; the length of time is in the unit each field names. `other_minutes` is the
    spacing after an outcome that `spacing` does not name. Raises RulesError where a value is looser than the
    law.
    """

    dialable: Dialable = Dialable.LIVE
    opens: time = EARLIEST
    closes: time = LATEST
    weekdays: frozenset[int] = EVERY_DAY
    dates_off: frozenset[date] = frozenset()
    bank_holidays: tuple[BankHolidays, ...] = ()
    register_days: int = REGISTER_DAYS
    register_warn_days: int = 21
    machine_hours: int = MACHINE_HOURS
    abandoned_hours: int = ABANDONED_HOURS
    abandoned_rate: float = ABANDONED_RATE
    ring_seconds: int = 25
    attempts: int = 3
    spacing: tuple[Spacing, ...] = DEFAULT_SPACING
    other_minutes: int = 24 * 60
    clock_skew_seconds: float = CLOCK_SKEW_SECONDS
    sources: tuple[Source, ...] = DEFAULT_SOURCES
    engine: int = ENGINE_VERSION
    version: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse what is looser than the law; then name the rules by their content."""
        problem = next(_problems(self), None)
        if problem is not None:
            raise RulesError(problem)
        object.__setattr__(self, "version", f"{self.engine}-{digest(self.to_json())[:32]}")

    def minutes_after(self, outcome: str | None) -> int:
        """Return the minutes to leave after an outcome; the longest of all where it is not known."""
        if outcome is None:
            return max(self.other_minutes, *(item.minutes for item in self.spacing), 0)
        return next((item.minutes for item in self.spacing if item.outcome == outcome), self.other_minutes)

    def holidays_of(self, nation: str) -> BankHolidays:
        """Return the nation's bank holidays; none at all, so no year known, where the rules hold none."""
        return next(
            (item for item in self.bank_holidays if item.nation == nation), BankHolidays(nation, frozenset())
        )

    def to_json(self) -> dict[str, Json]:
        """Return the rules' numbers as JSON values; their version is made from them, and names the engine."""
        return {name: encode(getattr(self, name)) for name in field_types(type(self)) if name not in _NAMED}

    @classmethod
    def from_json(cls, data: dict[str, Any], version: str = "") -> Self:
        """Return rules as recorded, under the engine that their version names, if this release has it.

        Raises ValueError where they cannot be read or are too loose.
        """
        kinds, named = field_types(cls), version.partition("-")[0]
        engine = next((one for one in ENGINES if str(one) == named), ENGINE_VERSION)
        known = {name: decode(kinds[name], data[name]) for name in data.keys() & kinds.keys() - _NAMED}
        return cls(**known, engine=engine)


_NAMED = frozenset({"engine", "version"})


def _problems(rules: Rules) -> Iterator[str]:
    """Yield a sentence for each value that may not stand."""
    if not EARLIEST <= rules.opens < rules.closes <= LATEST:
        yield "Hours may only be tightened: set opens and closes within 09:00 to 20:45, opens first."
    if not rules.weekdays <= EVERY_DAY:
        yield "Weekdays are numbers from 1 (Monday) to 7 (Sunday)."
    if any(item.nation not in NATIONS for item in rules.bank_holidays):
        yield f"Bank holidays are of {', '.join(NATIONS)}."
    yield from _legal_problems(rules)
    yield from _count_problems(rules)
    if any(item.name in ELECTORAL_ONLY and not item.purposes <= ELECTORAL_PURPOSES for item in rules.sources):
        yield "Electoral data is for electoral purposes only: leave voter_id and turnout as its purposes."


def _legal_problems(rules: Rules) -> Iterator[str]:
    if not 0 < rules.register_days <= REGISTER_DAYS:
        yield f"A register may be used for at most {REGISTER_DAYS} days: lower register_days."
    if rules.machine_hours < MACHINE_HOURS:
        yield f"After an answering machine at least {MACHINE_HOURS} hours must pass: raise machine_hours."
    if rules.abandoned_hours < ABANDONED_HOURS:
        yield f"After an abandoned call at least {ABANDONED_HOURS} hours must pass: raise abandoned_hours."
    if not 0 <= rules.abandoned_rate <= ABANDONED_RATE:
        yield "At most 3 in 100 calls may be abandoned: lower abandoned_rate to 0.03."
    if rules.ring_seconds < RING_SECONDS:
        yield f"A telephone must ring for at least {RING_SECONDS} seconds: raise ring_seconds."
    if not 0 < rules.clock_skew_seconds <= CLOCK_SKEW_SECONDS:
        yield "The clock may be wrong by at most one second: lower clock_skew_seconds."


def _count_problems(rules: Rules) -> Iterator[str]:
    if rules.attempts < 1:
        yield "At least one attempt must be allowed: raise attempts."
    if rules.other_minutes < 0 or any(item.minutes < 0 for item in rules.spacing):
        yield "Spacing is in minutes, nought or more."
