"""The head of every page of a rehearsal: that it is one, and what time the service thinks it is."""

from dataclasses import dataclass
from datetime import datetime

from console.context import ConsoleContext
from console.words import moment, shift


@dataclass(frozen=True, slots=True)
class Banner:
    """What the head of a rehearsal's page says. `now`: aware UTC, by the service's clock."""

    now: datetime
    time: str
    shift: str


def banner(context: ConsoleContext) -> Banner | None:
    """The banner, or None where calls are real."""
    if context.rehearsal is None:
        return None
    now = context.clock()
    return Banner(now, moment(now), shift(context.offset_seconds))
