"""Call backs: at what times a contact could be rung again, and the time that is agreed on."""

from datetime import date, timedelta
from typing import Final

from bridge.desk import Desk
from bridge.facts import LONDON, contact_facts
from ivr.effects import CallBack
from ivr.events import TimesFree
from ivr.times import LATER_TO
from policy import DialContact, Facts, decide
from policy.openings import Opening, PartOfDay, openings
from policy.rules.hours import next_opening
from store.ledger import Kind

DAYS: Final = LATER_TO + 1
SOONEST: Final = timedelta(hours=1)
"""Who asks to be rung later today does not mean at once."""
LASTING: Final = frozenset({"number", "opted_out", "consent", "tps", "ctps", "source"})
"""Rules whose refusal no hour mends."""


def free(desk: Desk, attempt: str) -> TimesFree:
    """The times at which lines are open for the contact's campaign and policy would let the contact be rung."""
    today = desk.now.astimezone(LONDON).date()
    facts = _facts(desk, attempt)
    days: list[list[PartOfDay]] = [[] for _ in range(DAYS)]
    for one in _openings(desk, facts) if _may_be_rung(desk, facts) else ():
        days[(one.day - today).days].append(one.part)
    return TimesFree(today.isoformat(), tuple(tuple(part.value for part in parts) for parts in days))


def agree(desk: Desk, agreed: CallBack) -> None:
    """Keep the time; the calling list brings the contact back then."""
    facts, day = _facts(desk, agreed.attempt), date.fromisoformat(agreed.day)
    found = [one for one in _openings(desk, facts) if (one.day, one.part) == (day, agreed.part)]
    # A time that has passed while it was confirmed: as soon as may be.
    at = found[0].at if found else next_opening(desk.parts.rules(), facts.campaign, desk.now + SOONEST)
    attempt = desk.attempt(agreed.attempt)
    desk.change_attempt(agreed.attempt, call_back_at=at)
    desk.log(
        Kind.CALL_BACK_AGREED,
        attempt=agreed.attempt,
        contact=attempt["contact_id"],
        data={"day": agreed.day, "part": agreed.part},
    )
    if attempt["outcome"] is not None:
        desk.parts.calling_list.settle(desk.tx, agreed.attempt, attempt["outcome"], desk.now)


def _facts(desk: Desk, attempt: str) -> Facts:
    return contact_facts(desk.tx, desk.parts, desk.attempt(attempt)["contact_id"], desk.now, attempt=attempt)


def _openings(desk: Desk, facts: Facts) -> list[Opening]:
    today = desk.now.astimezone(LONDON).date()
    found = openings(desk.parts.rules(), facts.campaign, desk.now + SOONEST, DAYS)
    return [one for one in found if (one.day - today).days < DAYS]


def _may_be_rung(desk: Desk, facts: Facts) -> bool:
    rules = decide(DialContact(), facts, desk.parts.rules(), desk.now).rules
    return not any(one.verdict == "refuse" and one.rule in LASTING for one in rules)
