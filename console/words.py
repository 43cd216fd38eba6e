"""How times and spans are said on a page: Europe/London, in plain words."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def clock_time(at: datetime) -> str:
    """The time of day in London, to the second: `14:03:22`."""
    return f"{at.astimezone(LONDON):%H:%M:%S}"


def moment(at: datetime) -> str:
    """The time and date in London: `14:03 on Friday 20 November 2026`."""
    local = at.astimezone(LONDON)
    return f"{local:%H:%M} on {local:%A} {local.day} {local:%B %Y}"


def span(lasted: timedelta) -> str:
    """How long, in minutes and seconds: `2:14`."""
    minutes, seconds = divmod(max(0, int(lasted.total_seconds())), 60)
    return f"{minutes}:{seconds:02}"


def shift(seconds: float) -> str:
    """How far a clock is set, in words: `5 hours 12 minutes back`, or empty for less than a minute."""
    minutes = round(abs(seconds) / 60)
    parts = (
        _count(minutes // 1440, "day"),
        _count(minutes // 60 % 24, "hour"),
        _count(minutes % 60, "minute"),
    )
    amount = " ".join(part for part in parts if part)
    return f"{amount} {'forward' if seconds > 0 else 'back'}" if amount else ""


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}" if number else ""
