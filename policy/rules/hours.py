"""Rules about time: the hours of calling, and whether the clock can be relied on.

Hours are London's wall clock, summer time included, to the second: opens <= time < closes.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from policy.case import LONDON, Case
from policy.decision import RuleVerdict, passed, refused, unknown
from policy.facts import Campaign
from policy.limits import Rules
from policy.reasons import Reason

SEARCH_DAYS = 366


def hours(case: Case) -> RuleVerdict:
    """Refuse outside the organisation's hours and on its days off. Source: its rule, 09:00 to 20:45."""
    return _within("hours", case, None)


def campaign_hours(case: Case) -> RuleVerdict:
    """Refuse outside the campaign's own, tighter hours, days off and its nation's bank holidays."""
    campaign = case.facts.campaign
    if campaign is None:
        return unknown("campaign_hours", "campaign")
    return _within("campaign_hours", case, campaign)


def clock(case: Case) -> RuleVerdict:
    """Refuse where the clock is more than a second from the carrier's, or was not compared."""
    skew = case.facts.clock_skew_seconds
    if skew is None:
        return unknown("clock", "clock_skew_seconds", Reason.CLOCK_UNSURE)
    if not abs(skew) <= case.rules.clock_skew_seconds:
        return refused("clock", Reason.CLOCK_UNSURE, f"The clock is {skew:+.1f} seconds from the carrier's.")
    return passed("clock", "The clock agrees with the carrier's to a second.")


def next_opening(rules: Rules, campaign: Campaign | None, moment: datetime) -> datetime | None:
    """Return the first moment (UTC) from `moment` on when lines are open, None if none is in sight."""
    local = moment.astimezone(LONDON)
    opens, closes = window(rules, campaign)
    for ahead in range(SEARCH_DAYS + 1 if opens < closes else 0):
        today = local.date() + timedelta(days=ahead)
        opening = datetime.combine(today, opens, LONDON)
        if _day_off(rules, campaign, today) is None and local < datetime.combine(today, closes, LONDON):
            return max(opening, local).astimezone(UTC)
    return None


def calls_on(rules: Rules, campaign: Campaign | None, moment: datetime) -> bool:
    """Return whether the moment's London day is one for calling, whatever the hour."""
    return _day_off(rules, campaign, moment.astimezone(LONDON).date()) is None


def _within(rule: str, case: Case, campaign: Campaign | None) -> RuleVerdict:
    opens, closes = window(case.rules, campaign)
    off = _day_off(case.rules, campaign, case.local.date())
    if off is not None:
        return refused(rule, Reason.OUTSIDE_HOURS, off, next_opening(case.rules, campaign, case.now))
    if not opens <= case.local.time() < closes:
        why = f"{case.time_of_day} is outside {_span(opens, closes)}."
        return refused(rule, Reason.OUTSIDE_HOURS, why, next_opening(case.rules, campaign, case.now))
    return passed(rule, f"{case.time_of_day} is within {_span(opens, closes)}.")


def window(rules: Rules, campaign: Campaign | None) -> tuple[time, time]:
    """Return when lines open and close: the tighter of the organisation's and the campaign's."""
    if campaign is None:
        return rules.opens, rules.closes
    return max(rules.opens, campaign.opens or rules.opens), min(rules.closes, campaign.closes or rules.closes)


@cache
def _span(opens: time, closes: time) -> str:
    return f"{opens:%H:%M} to {closes:%H:%M}"


def _day_off(rules: Rules, campaign: Campaign | None, today: date) -> str | None:
    """Return why nobody is called on that day, None where it is a day for calling."""
    if today.isoweekday() not in rules.weekdays or today in rules.dates_off:
        return f"{today:%A} {today.isoformat()} is no day for calling."
    if campaign is None:
        return None
    if today.isoweekday() not in campaign.weekdays or today in campaign.dates_off:
        return f"{today:%A} {today.isoformat()} is a day off in this campaign."
    return None if campaign.nation is None else _bank_holiday(rules, campaign.nation, today)


def _bank_holiday(rules: Rules, nation: str, today: date) -> str | None:
    """Return why the nation's bank holidays forbid calling that day; a year not known forbids it."""
    holidays = rules.holidays_of(nation)
    if not holidays.known(today):
        return f"The bank holidays of {nation} in {today.year} are not known."
    return f"{today.isoformat()} is a bank holiday in {nation}." if today in holidays.dates else None
