"""What every rule is handed: the facts, the limits, the moment, and the moment as London's clocks show it."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from policy.facts import Facts, require_utc
from policy.limits import Rules

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True)
class Case:
    """One decision to be made. `now` is UTC, `local` the same moment in Europe/London.

    `time_of_day` is the local time for a sentence, to the second: '20:44:59 on Friday'.
    """

    facts: Facts
    rules: Rules
    now: datetime
    local: datetime
    time_of_day: str


def make_case(facts: Facts, rules: Rules, now: datetime) -> Case:
    """Return the case. Raises NaiveTimeError where `now` is not an aware UTC time."""
    require_utc(now)
    local = now.astimezone(LONDON)
    return Case(facts, rules, now, local, f"{local:%H:%M:%S on %A}")


def clock(moment: datetime) -> str:
    """Return a moment for a sentence: London's date and time, to the minute, as '7 July 2026, 20:45'."""
    local = moment.astimezone(LONDON)
    return f"{local.day} {local:%B %Y, %H:%M}"
