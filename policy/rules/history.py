"""Rules about what happened before: the household, live attempts, counts, cool-downs and the permit."""

from datetime import datetime, timedelta

from policy.case import Case, clock
from policy.decision import RuleVerdict, passed, refused, unknown
from policy.facts import Attempt, Campaign, Moment
from policy.reasons import Reason


def paused(case: Case) -> RuleVerdict:
    """Refuse a contact of whom abuse or a worry was reported, until staff have looked at it. From engine 2 on."""
    if case.facts.paused is None:
        return unknown("paused", "paused")
    if case.facts.paused:
        return refused("paused", Reason.CONTACT_PAUSED, "The contact is paused until staff have looked.")
    return passed("paused", "The contact is not paused.")


def live_attempt(case: Case) -> RuleVerdict:
    """Refuse while any other attempt to the number is live, whatever its campaign."""
    if case.facts.live_attempt is None:
        return unknown("live_attempt", "live_attempt")
    if case.facts.live_attempt:
        return refused("live_attempt", Reason.LIVE_ATTEMPT, "An attempt to the number is live.")
    return passed("live_attempt", "No attempt to the number is live.")


def household(case: Case) -> RuleVerdict:
    """Refuse a household that the campaign has already contacted."""
    if case.facts.household_contacted is None:
        return unknown("household", "household_contacted")
    if case.facts.household_contacted:
        return refused(
            "household", Reason.HOUSEHOLD_CONTACTED, "Someone of the household has been contacted."
        )
    return passed("household", "Nobody of the household has been contacted.")


def attempts(case: Case) -> RuleVerdict:
    """Refuse past the number of attempts allowed: the campaign's, or else the organisation's."""
    made, campaign = case.facts.attempts_made, case.facts.campaign
    if made is None or campaign is None:
        return unknown("attempts", "attempts_made" if made is None else "campaign")
    allowed = case.rules.attempts if campaign.attempts is None else campaign.attempts
    why = f"{made} of {allowed} attempts have been made."
    if made >= allowed:
        return refused("attempts", Reason.ATTEMPTS_EXHAUSTED, why)
    return passed("attempts", why)


def recently_abandoned(case: Case) -> RuleVerdict:
    """Refuse for 72 hours after an abandoned call to the number. Source: Ofcom, persistent misuse."""
    return _cool_down(
        case,
        "recently_abandoned",
        "last_abandoned",
        case.facts.last_abandoned,
        case.rules.abandoned_hours,
        Reason.RECENTLY_ABANDONED,
    )


def machine_recently(case: Case) -> RuleVerdict:
    """Refuse for 24 hours after an answering machine at the number. Source: Ofcom, persistent misuse."""
    return _cool_down(
        case,
        "machine_recently",
        "last_machine",
        case.facts.last_machine,
        case.rules.machine_hours,
        Reason.MACHINE_RECENTLY,
    )


def spacing(case: Case) -> RuleVerdict:
    """Refuse too soon after the last attempt, by its outcome; an outcome not known waits longest."""
    last, campaign = case.facts.last_attempt, case.facts.campaign
    if last is None or campaign is None:
        return unknown("spacing", "last_attempt" if last is None else "campaign")
    if last.at is None:
        return passed("spacing", "The number has not been tried before.")
    ready = last.at + timedelta(minutes=_minutes(case, last, campaign))
    why = f"The last attempt was on {clock(last.at)} (outcome '{last.outcome or 'not known'}')."
    if case.now < ready:
        return refused("spacing", Reason.TOO_SOON, why, ready)
    return passed("spacing", why)


def permit(case: Case) -> RuleVerdict:
    """Refuse to spend a permit that is missing or has run out: no dial without a fresh one."""
    found = case.facts.permit_expires
    if found is None or found.at is None:
        return refused("permit", Reason.PERMIT_EXPIRED, "There is no permit.")
    if case.now >= found.at:
        return refused("permit", Reason.PERMIT_EXPIRED, "The permit has run out.")
    return passed("permit", "The permit is good.")


def _cool_down(  # noqa: PLR0917 - what tells two rules apart, in a row
    case: Case, rule: str, fact: str, last: Moment | None, hours: int, reason: Reason
) -> RuleVerdict:
    if last is None:
        return unknown(rule, fact)
    if last.at is None:
        return passed(rule, "That has not happened to this number.")
    ready = last.at + timedelta(hours=hours)
    if case.now < ready:
        return refused(rule, reason, _last_time(last.at, hours), ready)
    return passed(rule, _last_time(last.at, hours))


def _last_time(at: datetime, hours: int) -> str:
    return f"The last time was on {clock(at)}; {hours} hours must pass."


def _minutes(case: Case, last: Attempt, campaign: Campaign) -> int:
    own = {"busy": campaign.busy_minutes, "no_answer": campaign.no_answer_minutes}.get(last.outcome or "")
    return case.rules.minutes_after(last.outcome) if own is None else own
