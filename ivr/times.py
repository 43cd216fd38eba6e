"""When a contact is rung again: which of the free times fit what has been keyed so far."""

from datetime import date, timedelta

from ivr.events import PartOfDay
from ivr.state import Call

LATER_FROM, LATER_TO = 2, 9
"""Days that one key can name, besides today and tomorrow."""


def parts(call: Call, day: int | None) -> tuple[PartOfDay, ...]:
    """The parts of that day, so many days from today, that are free."""
    return call.times[day] if day is not None and day < len(call.times) else ()


def later(call: Call) -> bool:
    """Whether there is a free time past tomorrow."""
    return any(parts(call, day) for day in range(LATER_FROM, LATER_TO + 1))


def on(call: Call, day: int) -> str:
    """The date, ISO, so many days from today."""
    return (date.fromisoformat(call.today) + timedelta(days=day)).isoformat()
