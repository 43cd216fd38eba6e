"""When a contact comes back after an outcome: one table. Pure; every time is aware UTC.

The calling list asks here; the policy has its own spacing and is asked again before each dial.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any, Final, Self
from zoneinfo import ZoneInfo

from policy.limits import LATEST
from policy.openings import STARTS, PartOfDay

LONDON: Final = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True)
class CallingRules:
    """The [calling] settings that the list needs. ValueError for a negative one, or no attempt at all."""

    attempts: int = 3
    busy_minutes: float = 30
    no_answer_hours: float = 4
    machine_hours: float = 24
    abandoned_hours: float = 72
    call_back_hours: float = 20

    def __post_init__(self) -> None:
        """Refuse what makes no sense."""
        for name in (f.name for f in fields(self)):
            value = getattr(self, name)
            least = 1 if name == "attempts" else 0
            if isinstance(value, bool) or not isinstance(value, int | float) or value < least:
                raise ValueError(f"calling.{name} is {value!r}: give a number, at least {least}.")

    def laid_under(self, campaign: Mapping[str, Any]) -> Self:
        """These rules with a campaign's own (its `calling` column) over them; other keys are passed over."""
        known = {f.name for f in fields(self)}
        return replace(self, **{name: value for name, value in campaign.items() if name in known})


@dataclass(frozen=True, slots=True)
class After:
    """What follows an outcome: `setting` times `unit` of rest, and whether the contact comes back."""

    setting: str
    unit: timedelta
    comes_back: bool = True
    another_part_of_day: bool = False
    conversation: bool = False
    """Somebody of the household was spoken to: nobody else there is rung in this campaign."""


HOUR: Final = timedelta(hours=1)
MINUTE: Final = timedelta(minutes=1)
SPOKEN_TO: Final = After("call_back_hours", HOUR, comes_back=False, conversation=True)

AFTER: Final[Mapping[str, After]] = {
    "busy": After("busy_minutes", MINUTE),
    "no_answer": After("no_answer_hours", HOUR, another_part_of_day=True),
    "cancelled": After("no_answer_hours", HOUR),
    "failed": After("no_answer_hours", HOUR),
    "machine": After("machine_hours", HOUR),
    "abandoned": After("abandoned_hours", HOUR),
    "dropped": After("call_back_hours", HOUR),
    "call_back": After("call_back_hours", HOUR, conversation=True),
    "wrong_number": After("call_back_hours", HOUR, comes_back=False),
    "answered": SPOKEN_TO,
    "survey_complete": SPOKEN_TO,
    "survey_partial": SPOKEN_TO,
    "someone_else": SPOKEN_TO,
    "declined": SPOKEN_TO,
    "opted_out": SPOKEN_TO,
}
"""All outcome ids of the public surface. `cancelled` (star pressed) waits as the policy's spacing does."""


def next_try(outcome: str, attempts_made: int, at: datetime, rules: CallingRules) -> datetime | None:
    """When a contact comes back whose last call ended `at` with this outcome; None: never.

    `attempts_made` counts this one, from the last `call_back` on (asked for, so the count starts anew).
    KeyError for an outcome that is not in the table.
    """
    if not AFTER[outcome].comes_back or attempts_made >= rules.attempts:
        return None
    return rested(outcome, at, rules)


def rested(outcome: str, at: datetime, rules: CallingRules) -> datetime:
    """When the number may ring again for anybody there. KeyError as `next_try`."""
    after = AFTER[outcome]
    earliest = at + after.unit * getattr(rules, after.setting)
    return _another_part_of_day(at, earliest) if after.another_part_of_day else earliest


def part_of_day(moment: datetime) -> PartOfDay | None:
    """Morning, afternoon or evening in Europe/London; None while lines are closed."""
    local = moment.astimezone(LONDON).time()
    if local >= LATEST:
        return None
    return next((part for start, part in reversed(STARTS) if local >= start), None)


def _another_part_of_day(tried: datetime, earliest: datetime) -> datetime:
    """The first moment from `earliest` on that is in another part of a day than `tried` was."""
    found = earliest
    while part_of_day(found) in {part_of_day(tried), None}:
        found = _next_start(found)
    return found


def _next_start(moment: datetime) -> datetime:
    """The start of the next part of a day after `moment`, in the zone of `moment`."""
    today = moment.astimezone(LONDON).date()
    starts = (
        datetime.combine(day, start, LONDON).astimezone(moment.tzinfo)
        for day in (today, today + timedelta(days=1))
        for start, _ in STARTS
    )
    return next(start for start in starts if start > moment)
