"""Reads staff's forms into what the store takes. What cannot be read is refused in a sentence with the remedy."""

import re
from datetime import datetime
from typing import Any, Final

from werkzeug.datastructures import MultiDict

from console.words import LONDON
from policy.numbers import display, normalise
from store.campaign_rules import CALLING
from store.errors import RefusedError

EVERY_DAY: Final = list(range(1, 8))
LONGEST_ID: Final = 40
Form = MultiDict[str, str]


def text(form: Form, name: str, most: int = 200) -> str:
    """A line of text, without spaces around it."""
    return form.get(name, "").strip()[:most]


def number(form: Form, name: str = "number") -> str:
    """A telephone number as E.164, as somebody in Britain writes it. RefusedError where it cannot be read."""
    found = normalise(form.get(name, ""))
    if found is None:
        raise RefusedError("The number cannot be read: give it with its area code, such as 01632 960 001.")
    return found


def written(given: str) -> str:
    """A number for a form's field, as people write it; what cannot be read as it was typed."""
    found = normalise(given)
    return given if found is None else display(found)


def moment(form: Form, name: str) -> datetime:
    """A day and time of London, as a browser's field gives it. RefusedError where there is none."""
    try:
        return datetime.fromisoformat(form.get(name, "")).replace(tzinfo=LONDON)
    except ValueError:
        raise RefusedError("The day and time cannot be read: give them such as 2026-11-20T14:30.") from None


def campaign_id(form: Form) -> str:
    """The id that was given, or one made of the title."""
    given = text(form, "id")
    return given or re.sub(r"[^a-z0-9]+", "-", text(form, "title").lower()).strip("-")[:LONGEST_ID].strip("-")


def campaign(form: Form) -> dict[str, Any]:
    """The settings of a campaign that can be changed at any time, as `store.campaigns.change` takes them."""
    return {
        "title": text(form, "title"),
        "caller_id": number(form, "caller_id"),
        "featured": "featured" in form,
        "hours": _hours(form),
        "calling": _calling(form),
        "sources": form.getlist("sources"),
        "contacts_days": _days(form),
    }


def _hours(form: Form) -> dict[str, Any]:
    """What is left empty is as the organisation has it."""
    days = [int(one) for one in form.getlist("weekdays") if one.isdecimal()]
    found: dict[str, Any] = {
        name: text(form, name)[:5] for name in ("opens", "closes", "nation") if text(form, name)
    }
    if "nation" in found:
        found["nation"] = text(form, "nation")
    if days != EVERY_DAY:
        found["weekdays"] = days
    dates = form.get("dates_off", "").replace(",", " ").split()
    return found | ({"dates_off": sorted(set(dates))} if dates else {})


def _calling(form: Form) -> dict[str, Any]:
    return {name: _number(text(form, name), name) for name in CALLING if text(form, name)}


def _number(given: str, name: str) -> int | float:
    try:
        return int(given) if name in ("attempts", "machine_hours", "abandoned_hours") else float(given)
    except ValueError:
        raise RefusedError(f"'{given}' is no number for {name.replace('_', ' ')}: use digits.") from None


def _days(form: Form) -> int | None:
    given = text(form, "contacts_days")
    if given and not given.isdecimal():
        raise RefusedError("Contacts are kept for a number of days: use digits, or leave it empty.")
    return int(given) if given else None
