"""A call that nothing is against, to be spoilt a fact at a time: its facts, its rules, a summer Wednesday."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from policy import (
    Attempt,
    BankHolidays,
    CallerId,
    CallsToday,
    Campaign,
    CampaignStatus,
    Consent,
    Dialable,
    Facts,
    Listing,
    Moment,
    NumberClass,
    NumberKind,
    Rules,
)

NOW = datetime(2026, 7, 15, 12, 0, tzinfo=UTC)  # 13:00 in London
NEVER = Moment(None)
MOBILE = NumberClass(NumberKind.MOBILE, drama=True)
CAMPAIGN = Campaign(CampaignStatus.RUNNING, "voter_id")
RULES = Rules(
    dialable=Dialable.DRAMA,
    bank_holidays=(
        BankHolidays("england-and-wales", frozenset({date(2026, 8, 31), date(2026, 12, 25)})),
        BankHolidays("scotland", frozenset({date(2026, 8, 3), date(2026, 12, 25)})),
    ),
)
FACTS = Facts(
    stopped=False,
    number=MOBILE,
    caller_id=CallerId(NumberClass(NumberKind.FIXED, drama=True), returnable=True),
    campaign=CAMPAIGN,
    source="lookup",
    tps=Listing(date(2026, 7, 10), listed=False),
    ctps=Listing(date(2026, 7, 10), listed=False),
    opted_out=NEVER,
    consent=Consent(None, None, ""),
    paused=False,
    household_contacted=False,
    live_attempt=False,
    attempts_made=0,
    last_attempt=Attempt(None, None),
    last_machine=NEVER,
    last_abandoned=NEVER,
    calls_today=CallsToday(abandoned=0, passed=40),
    clock_skew_seconds=0.2,
    permit_expires=Moment(NOW + timedelta(seconds=5)),
    volunteer_present=False,
)


def campaign(**changes: object) -> Campaign:
    """Return the good campaign with some of its fields changed."""
    return replace(CAMPAIGN, **changes)  # type: ignore[arg-type] # the fields' types are checked where they are used
