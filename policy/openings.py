"""When somebody could be rung again: the parts of a day at which lines are open, as the rules of hours have them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum, unique
from typing import Final

from policy.case import LONDON
from policy.facts import Campaign
from policy.limits import LATEST, Rules
from policy.rules.hours import next_opening


@unique
class PartOfDay(StrEnum):
    """When people are at home differs by these."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


STARTS: Final = ((time(9), PartOfDay.MORNING), (time(12), PartOfDay.AFTERNOON), (time(17), PartOfDay.EVENING))
"""When each begins, by London's wall clock; the last ends as lines close."""
ENDS: Final = dict(zip(PartOfDay, (time(12), time(17), LATEST), strict=True))


@dataclass(frozen=True, slots=True)
class Opening:
    """A part of a day (London's date), and the first moment of it (UTC) at which lines are open."""

    day: date
    part: PartOfDay
    at: datetime


def openings(rules: Rules, campaign: Campaign | None, soonest: datetime, days: int) -> Iterator[Opening]:
    """All parts of the day of `soonest` and of those after it, `days` in all, in which lines are open from then on."""
    today = soonest.astimezone(LONDON).date()
    for day in (today + timedelta(days=ahead) for ahead in range(days)):
        for start, part in STARTS:
            begins = max(datetime.combine(day, start, LONDON).astimezone(UTC), soonest)
            at = next_opening(rules, campaign, begins)
            if at is not None and at < datetime.combine(day, ENDS[part], LONDON):
                yield Opening(day, part, at)
