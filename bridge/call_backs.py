"""Call backs: at what times a contact could be rung again, and the time that is agreed on."""

from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from bridge.desk import Desk
from bridge.facts import LONDON, contact_facts
from bridge.parts import Parts
from ivr.effects import CallBack
from ivr.events import TimesFree
from ivr.times import LATER_TO
from policy import Campaign, DialContact, Rules, decide
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
    days: list[list[PartOfDay]] = [[] for _ in range(DAYS)]
    today = desk.now.astimezone(LONDON).date()
    for one in times(desk.tx, desk.parts, desk.attempt(attempt)["contact_id"], attempt, desk.now):
        days[(one.day - today).days].append(one.part)
    return TimesFree(today.isoformat(), tuple(tuple(part.value for part in parts) for parts in days))


def times(tx: Connection, parts: Parts, contact: int, attempt: str, now: datetime) -> list[Opening]:
    """The same, in order, for a page. `attempt`: the call in which they asked for it."""
    facts = contact_facts(tx, parts, contact, now, attempt=attempt)
    rules = parts.rules()
    if any(
        one.verdict == "refuse" and one.rule in LASTING
        for one in decide(DialContact(), facts, rules, now).rules
    ):
        return []
    return _openings(rules, facts.campaign, now)


def agree(desk: Desk, agreed: CallBack) -> None:
    """Keep the time; the calling list brings the contact back then."""
    attempt, rules = desk.attempt(agreed.attempt), desk.parts.rules()
    campaign = contact_facts(
        desk.tx, desk.parts, attempt["contact_id"], desk.now, attempt=agreed.attempt
    ).campaign
    day = date.fromisoformat(agreed.day)
    found = [one for one in _openings(rules, campaign, desk.now) if (one.day, one.part) == (day, agreed.part)]
    # A time that has passed while it was confirmed: as soon as may be.
    at = found[0].at if found else next_opening(rules, campaign, desk.now + SOONEST)
    desk.change_attempt(agreed.attempt, call_back_at=at)
    desk.log(
        Kind.CALL_BACK_AGREED,
        attempt=agreed.attempt,
        contact=attempt["contact_id"],
        data={"day": agreed.day, "part": agreed.part},
    )
    if attempt["outcome"] is not None:
        desk.parts.calling_list.settle(desk.tx, agreed.attempt, attempt["outcome"], desk.now)


def _openings(rules: Rules, campaign: Campaign | None, now: datetime) -> list[Opening]:
    today = now.astimezone(LONDON).date()
    found = openings(rules, campaign, now + SOONEST, DAYS)
    return [one for one in found if (one.day - today).days < DAYS]
