"""The facts that the policy decides from, read in the caller's transaction. What cannot be found stays None.

Spacing, cool-downs and counts of attempts go by the number, across all campaigns: `bridge.past_calls`.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from socket import gethostname
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, and_, bindparam, func, or_, select

from bridge import past_calls
from bridge.parts import Parts
from policy.facts import CallerId, CallsToday, Campaign, CampaignStatus, Facts, NumberClass
from policy.numbers import classify
from store import consents, numbers, optouts, own_numbers
from store.models import Attempt as AttemptRow
from store.models import Campaign as CampaignRow
from store.models import CarrierClock, Contact, Household, Number, OwnNumber

LONDON: Final = ZoneInfo("Europe/London")
A_SECOND: Final = timedelta(seconds=1)
CLOCK_GOOD_FOR: Final = timedelta(minutes=10)
"""A comparison with the carrier's clock older than this is a stale fact."""
NOBODY_SPOKE: Final = ("no_answer", "busy", "failed", "cancelled", "machine", "abandoned", "dropped")
"""Outcomes of calls in which the contact was not spoken to."""

# Made once: three times in a call all of these are asked, while a volunteer waits.
_CONTACT: Final = (
    select(
        Contact.number_id,
        Contact.household_id,
        Contact.campaign_id,
        Contact.source,
        Contact.paused_at,
        Number.e164,
        CampaignRow.caller_id,
        CampaignRow.status,
        CampaignRow.purpose,
        CampaignRow.hours,
        CampaignRow.calling,
        CampaignRow.sources,
        CampaignRow.looked_at,
        Household.contacted_at,
        OwnNumber.answered,
    )
    .join(Number, Number.id == Contact.number_id)
    .join(CampaignRow, CampaignRow.id == Contact.campaign_id)
    .join(Household, Household.id == Contact.household_id)
    .outerjoin(OwnNumber, OwnNumber.e164 == CampaignRow.caller_id)
    .where(Contact.id == bindparam("contact"))
)
_ABANDONED: Final = or_(AttemptRow.abandoned_at.is_not(None), AttemptRow.false_positive)
_TODAY: Final = select(
    func.count().filter(_ABANDONED),
    func.count().filter(and_(AttemptRow.joined_at.is_not(None), ~_ABANDONED)),
).where(AttemptRow.campaign_id == bindparam("campaign"), AttemptRow.answered_at >= bindparam("since"))
_CAMPAIGN: Final = select(*CampaignRow.__table__.c).where(CampaignRow.id == bindparam("campaign"))
_CLOCKS: Final = select(CarrierClock.host, CarrierClock.skew_seconds, CarrierClock.measured_at)


def contact_facts(
    tx: Connection,
    parts: Parts,
    contact_id: int,
    now: datetime,
    *,
    attempt: str | None = None,
    volunteer: bool = True,
) -> Facts:
    """All the facts of ringing this contact now. `attempt`: the one at hand, which is no other live attempt."""
    row = _contact(tx, contact_id)
    if row is None:
        return Facts()
    contacted = _household_contacted(tx, row, contact_id)
    return _dial_facts(tx, parts, row, now, contacted=contacted, attempt=attempt, volunteer=volunteer)


def number_facts(tx: Connection, parts: Parts, e164: str, campaign_id: str, now: datetime) -> Facts:
    """The facts of ringing a number for the campaign, be it in its list or not, with a volunteer there.

    For whoever is not in the list: a source that every campaign may use, and a household not spoken to.
    """
    number = numbers.find(tx, e164, parts.terms.keys.numbers)
    listed = tx.scalar(
        select(Contact.id)
        .where(Contact.campaign_id == campaign_id, Contact.number_id == number)
        .order_by(Contact.removed_at.is_not(None), Contact.id)
        .limit(1)
    )
    if listed is not None:
        row = {**(_contact(tx, listed) or {}), "e164": e164}  # given here, whoever was forgotten
        contacted = _household_contacted(tx, row, listed)
        return _dial_facts(tx, parts, row, now, contacted=contacted, attempt=None, volunteer=True)
    campaign = tx.execute(select(CampaignRow).where(CampaignRow.id == campaign_id)).mappings().one()
    row = {**campaign, "campaign_id": campaign_id, "number_id": number, "e164": e164, "source": "lookup"}
    row |= {"paused_at": None, "answered": own_numbers.answered(tx, campaign["caller_id"])}
    return _dial_facts(tx, parts, row, now, contacted=False, attempt=None, volunteer=True)


def _dial_facts(
    tx: Connection,
    parts: Parts,
    row: Mapping[Any, Any],
    now: datetime,
    *,
    contacted: bool,
    attempt: str | None,
    volunteer: bool,
) -> Facts:
    number, e164 = row["number_id"], row["e164"]
    calls = past_calls.to_number(tx, number, but=attempt)
    listed = parts.registers.listings(tx, e164) if e164 else {}
    return Facts(
        stopped=row["status"] == "stopped",
        number=_class(e164),
        caller_id=_caller_id(row["caller_id"], row["answered"]),
        campaign=campaign_facts(row),
        source=row["source"],
        tps=listed.get("tps"),
        ctps=listed.get("ctps"),
        opted_out=optouts.fact(tx, number),
        consent=consents.fact(tx, number),
        paused=row["paused_at"] is not None,
        household_contacted=contacted,
        live_attempt=calls.live,
        attempts_made=calls.made(now),
        last_attempt=calls.last,
        last_machine=calls.last_machine,
        last_abandoned=calls.last_abandoned,
        calls_today=_calls_today(tx, row["campaign_id"], row["looked_at"], now),
        clock_skew_seconds=_skew(tx, now),
        volunteer_present=volunteer,
    )


def volunteer_facts(
    tx: Connection, number_id: int | None, campaign_id: str | None, caller_id: str, now: datetime
) -> Facts:
    """All the facts of ringing a volunteer who asked for it."""
    e164 = None if number_id is None else numbers.e164_of(tx, number_id)
    row = tx.execute(_CAMPAIGN, {"campaign": campaign_id}).mappings().first()
    presented = caller_id or (row["caller_id"] if row else "")
    return Facts(
        stopped=False,
        number=_class(e164),
        caller_id=_caller_id(presented, own_numbers.answered(tx, presented)),
        campaign=campaign_facts(row) if row else None,
        live_attempt=past_calls.to_number(tx, number_id).live,
        clock_skew_seconds=_skew(tx, now),
    )


def campaign_of(tx: Connection, campaign_id: str | None) -> Campaign | None:
    """The campaign's own limits; None: there is none."""
    row = tx.execute(_CAMPAIGN, {"campaign": campaign_id}).mappings().first()
    return campaign_facts(row) if row else None


def campaign_facts(row: Mapping[Any, Any]) -> Campaign:
    """The campaign's own limits, from its row."""
    hours, calling = row["hours"], row["calling"]
    return Campaign(
        status=CampaignStatus(row["status"]),
        purpose=row["purpose"],
        opens=_time(hours.get("opens")),
        closes=_time(hours.get("closes")),
        weekdays=frozenset(hours.get("weekdays") or range(1, 8)),
        dates_off=frozenset(date.fromisoformat(day) for day in hours.get("dates_off") or ()),
        nation=hours.get("nation"),
        attempts=calling.get("attempts"),
        busy_minutes=calling.get("busy_minutes"),
        no_answer_minutes=_minutes(calling.get("no_answer_hours")),
        sources=frozenset(row["sources"]),
    )


def _contact(tx: Connection, contact_id: int) -> Mapping[Any, Any] | None:
    return tx.execute(_CONTACT, {"contact": contact_id}).mappings().first()


def _class(e164: str | None) -> NumberClass | None:
    return classify(e164) if e164 else None


def _caller_id(e164: str, answered: bool | None) -> CallerId | None:
    """A campaign's number is one of the service's own, answered here unless a look at the carrier said otherwise."""
    return CallerId(classify(e164), returnable=answered is not False) if e164 else None


def _household_contacted(tx: Connection, row: Mapping[Any, Any], contact_id: int) -> bool:
    """A household spoken to is left alone, but for whoever there asked, when last spoken to, to be called back."""
    if row["contacted_at"] is None:
        return False
    last = tx.scalar(
        select(AttemptRow.outcome)
        .where(AttemptRow.contact_id == contact_id, AttemptRow.outcome.not_in(NOBODY_SPOKE))
        .order_by(AttemptRow.intended_at.desc())
        .limit(1)
    )
    return last != "call_back"


def _calls_today(tx: Connection, campaign_id: str, looked_at: datetime | None, now: datetime) -> CallsToday:
    """The campaign's London day, from when staff last looked at its abandoned calls, counted from rows."""
    local = now.astimezone(LONDON)
    since = local.replace(hour=0, minute=0, second=0, microsecond=0)
    since = max(since, looked_at) if looked_at else since
    row = tx.execute(_TODAY, {"campaign": campaign_id, "since": since}).one()
    return CallsToday(abandoned=row[0], passed=row[1])


def _skew(tx: Connection, now: datetime) -> float | None:
    """This server's own comparison; on one that makes none, as a web server apart, the worst of the others'.

    A comparison of the future says that the clock was set back since: it is as stale as an old one.
    """
    rows = tx.execute(_CLOCKS).all()
    mine = [row for row in rows if row.host == gethostname()] or rows
    fresh = [row.skew_seconds for row in mine if -A_SECOND <= now - row.measured_at <= CLOCK_GOOD_FOR]
    return max(fresh, key=abs, default=None)


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


def _minutes(hours: float | None) -> int | None:
    return None if hours is None else round(hours * 60)
