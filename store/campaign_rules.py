"""What a campaign may set: its own words, and hours and rules that only tighten the organisation's."""

import re
from collections.abc import Collection, Mapping
from datetime import date, time
from typing import Any, Final

from policy.limits import EARLIEST, EVERY_DAY, LATEST, NATIONS, Rules, RulesError
from policy.sources import DEFAULT_SOURCES
from store.errors import RefusedError
from store.models.campaigns import PURPOSES

HOURS: Final = ("opens", "closes", "weekdays", "dates_off", "nation")
CALLING: Final = (
    "attempts", "busy_minutes", "no_answer_hours", "machine_hours", "abandoned_hours", "call_back_hours",
)  # fmt: skip
KEPT_AT_MOST: Final = 730
"""Days, the 24 months that records are kept at most."""
_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_E164: Final = re.compile(r"\+[1-9]\d{6,14}")


def check_plain(row: Mapping[str, Any]) -> None:
    """RefusedError unless id, title, area, purpose and caller number are what a campaign needs."""
    if not _ID.fullmatch(row["id"]):
        raise RefusedError(f"'{row['id']}' is no campaign id: use small letters, digits and hyphens.")
    for name in ("title", "area"):
        if not row[name].strip():
            raise RefusedError(f"A campaign needs its {name}: give one.")
    if row["purpose"] not in PURPOSES:
        raise RefusedError(f"'{row['purpose']}' is no purpose of a campaign: use {', '.join(PURPOSES)}.")
    if not _E164.fullmatch(row["caller_id"]):
        raise RefusedError("A campaign needs a caller number on which it can be rung back: give one as +44….")


def check_hours(hours: Mapping[str, Any]) -> None:
    """RefusedError unless the hours can be read and only tighten the law's (London wall-clock times)."""
    _known("hours", hours, HOURS)
    try:
        Rules(
            opens=time.fromisoformat(hours["opens"]) if "opens" in hours else EARLIEST,
            closes=time.fromisoformat(hours["closes"]) if "closes" in hours else LATEST,
            weekdays=frozenset(hours.get("weekdays", EVERY_DAY)),
            dates_off=frozenset(date.fromisoformat(day) for day in hours.get("dates_off", ())),
        )
    except RulesError as error:
        raise RefusedError(str(error)) from None
    except (TypeError, ValueError):
        raise RefusedError(
            "Hours are times such as 09:30, weekdays 1 to 7 and dates such as 2026-05-07."
        ) from None
    if "weekdays" in hours and not hours["weekdays"]:
        raise RefusedError("A campaign needs a weekday on which it calls: name at least one, from 1 to 7.")
    if hours.get("nation") not in (None, *NATIONS):
        raise RefusedError(f"'{hours['nation']}' is no nation with bank holidays: use {', '.join(NATIONS)}.")


def check_calling(calling: Mapping[str, Any]) -> None:
    """RefusedError unless each rule is known, a number that is not negative, and not looser than the law."""
    _known("calling rules", calling, CALLING)
    for name, value in calling.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            raise RefusedError(f"'{name}' is a number, 0 or more: {value!r} is not.")
    if calling.get("attempts", 1) < 1:
        raise RefusedError("A campaign tries each contact once at least: set attempts to 1 or more.")
    try:
        Rules(**{name: calling[name] for name in ("machine_hours", "abandoned_hours") if name in calling})
    except RulesError as error:
        raise RefusedError(str(error)) from None


def check_sources(sources: Collection[str], purpose: str) -> None:
    """RefusedError unless each is a known source of data, and one that the purpose may use (`policy.sources`)."""
    allowed = [one.name for one in DEFAULT_SOURCES if purpose in one.purposes]
    for name in sources:
        if name not in allowed:
            raise RefusedError(
                f"A campaign for {purpose} may not call from '{name}': use {', '.join(allowed)}."
            )


def check_contacts_days(days: int | None) -> None:
    """RefusedError unless it is None (the organisation's) or from 0 to KEPT_AT_MOST days."""
    if days is not None and not 0 <= days <= KEPT_AT_MOST:
        raise RefusedError(
            f"Contacts are kept 0 to {KEPT_AT_MOST} days after a campaign's end: {days} is not."
        )


def _known(what: str, given: Mapping[str, Any], names: tuple[str, ...]) -> None:
    for name in given:
        if name not in names:
            raise RefusedError(f"'{name}' is not among a campaign's {what}: use {', '.join(names)}.")
