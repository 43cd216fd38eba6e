"""Reads what an auditor looks for. A number is turned into its row's id at once: nothing keeps it as it was typed."""

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Connection, select
from werkzeug.datastructures import MultiDict

from console.words import LONDON
from policy import Reason
from policy.numbers import normalise
from store import numbers
from store.audit import lists, search
from store.audit.search import KINDS, Sought
from store.audit.sight import Sight
from store.models import Volunteer

WHY: Final = {
    "complaint": "A complaint",
    "own": "Somebody asked what is held about them",
    "quality": "A quality check",
    "incident": "Something went wrong",
    "regulator": "A question from a regulator or a court",
}
"""Why somebody may look at a number."""
REFERENCE_LENGTH: Final = 60

Form = MultiDict[str, str]


class UnreadableError(ValueError):
    """What was filled in cannot be looked for; the message is a sentence with the remedy."""


def sought(tx: Connection, form: Form, sight: Sight, key: bytes) -> Sought:
    """What the form looks for. `key`: of the numbers' hashes. UnreadableError where a field cannot be read."""
    text, code = form.get("number", "").strip(), form.get("volunteer", "").strip()
    number = _number(tx, text, sight, key) if text else None
    volunteer = tx.scalar(select(Volunteer.id).where(Volunteer.code == code)) if code else None
    since, until = moment(form.get("since", "")), moment(form.get("until", ""))
    if since and until and since >= until:
        raise UnreadableError("The time to search to is before the time to search from: exchange them.")
    return Sought(
        what=_one_of(form.get("what", "") or "both", tuple(KINDS)),
        number=number,
        since=since,
        until=until,
        campaign=_one_of(form.get("campaign", ""), ("", *(one for one, _ in search.campaigns(tx, sight)))),
        volunteer=volunteer,
        reason=_one_of(form.get("reason", ""), ("", *Reason)),
        unknown=bool((text and number is None) or (code and volunteer is None)),
        why=why(form) if text else "",
        reference=reference(form) if text else "",
    )


def why(form: Form) -> str:
    """The reason for looking at a number, of the list. UnreadableError without one."""
    chosen = WHY.get(form.get("why", ""))
    if chosen is None:
        raise UnreadableError("Looking at a number needs a reason: choose one of the list.")
    return chosen


def reference(form: Form) -> str:
    """What was typed beside the reason, such as a complaint's number; it may be nothing."""
    return form.get("reference", "").strip()[:REFERENCE_LENGTH]


def moment(text: str) -> datetime | None:
    """A time of London's clocks as aware UTC; None for nothing. UnreadableError for what is no time."""
    if not text.strip():
        return None
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=LONDON).astimezone(UTC)
    except ValueError as error:
        raise UnreadableError(
            "The time cannot be read: give it as 2026-11-18T21:00, or 2026-11-18 for a day's beginning."
        ) from error


def _number(tx: Connection, text: str, sight: Sight, key: bytes) -> int | None:
    """Its row; None where it was never seen, or in no list that may be seen."""
    e164 = normalise(text)
    if e164 is None:
        raise UnreadableError("The number cannot be read: give it with its area code, such as 01632 960 001.")
    found = numbers.find(tx, e164, key)
    return found if found is not None and lists.may_see(tx, found, sight) else None


def _one_of(given: str, known: tuple[str, ...]) -> str:
    if given not in known:
        raise UnreadableError("That is not in the list: choose one of the list.")
    return given
