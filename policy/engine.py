"""The decision itself: every rule that a request falls under is asked, and all their verdicts are reported.

Pure: the time is an argument, the facts are given, and a fact that is not known refuses.
"""

from collections.abc import Callable
from datetime import datetime
from typing import assert_never

from policy.case import Case, make_case
from policy.decision import Decision, RuleVerdict, Verdict
from policy.facts import Facts
from policy.limits import Rules
from policy.reasons import REASONS, Reason
from policy.requests import DialContact, PlayToContact, Request, RingVolunteer, StayOnMachine
from policy.rules import campaign, contact, history, hours, numbers, wishes

Rule = Callable[[Case], RuleVerdict]

_DIAL: tuple[Rule, ...] = (
    campaign.stopped,
    campaign.campaign,
    numbers.number,
    numbers.caller_id,
    hours.hours,
    hours.campaign_hours,
    hours.clock,
    wishes.opted_out,
    wishes.consent,
    wishes.tps,
    wishes.tps_age,
    wishes.ctps,
    wishes.ctps_age,
    campaign.source,
    campaign.abandoned_rate,
    history.paused,
    history.live_attempt,
    history.household,
    history.attempts,
    history.recently_abandoned,
    history.machine_recently,
    history.spacing,
)

DIAL_RULES: dict[int, tuple[Rule, ...]] = {
    1: tuple(rule for rule in _DIAL if rule is not history.paused),
    2: _DIAL,
}
"""By engine: what was recorded under an older one is decided again as it was then."""

# A volunteer asked to be rung, so neither the registers nor the campaign's list have a say.
VOLUNTEER_RULES: tuple[Rule, ...] = (
    campaign.stopped,
    numbers.number,
    numbers.caller_id,
    hours.hours,
    hours.clock,
    history.live_attempt,
)

_NOTHING_KNOWN = Facts()
_PRECEDENCE = {reason: place for place, reason in enumerate(Reason)}


def decide(request: Request, facts: Facts, rules: Rules, now: datetime) -> Decision:
    """Say whether the request is permitted at `now` (aware UTC, else NaiveTimeError)."""
    case = make_case(facts, rules, now)
    verdicts = _verdicts(request, case)
    refusals = [verdict for verdict in verdicts if verdict.reason is not None]
    if not refusals:
        return Decision(Verdict.PERMIT, None, "No rule is against it.", "", None, verdicts, rules.version)
    reason = min((verdict.reason for verdict in refusals if verdict.reason), key=_PRECEDENCE.__getitem__)
    said = REASONS[reason]
    until = _until(request, case, refusals)
    return Decision(Verdict.REFUSE, reason, said.sentence, said.remedy, until, verdicts, rules.version)


def lines_open(rules: Rules, now: datetime) -> bool:
    """Whether any call may be placed at `now` (aware UTC), as far as the rule of hours alone is asked."""
    return hours.hours(make_case(_NOTHING_KNOWN, rules, now)).verdict == "pass"


def _verdicts(request: Request, case: Case) -> tuple[RuleVerdict, ...]:
    match request:
        case DialContact(with_permit=False):
            return tuple([rule(case) for rule in DIAL_RULES[case.rules.engine]])
        case DialContact():
            return tuple([rule(case) for rule in (*DIAL_RULES[case.rules.engine], history.permit)])
        case PlayToContact(recording):
            return contact.recorded_speech(recording), contact.volunteer_gone(case)
        case StayOnMachine():
            return (contact.voicemail_drop(),)
        case RingVolunteer():
            return tuple([rule(case) for rule in VOLUNTEER_RULES])
        case _:
            assert_never(request)


def _until(request: Request, case: Case, refusals: list[RuleVerdict]) -> datetime | None:
    """Return when all refusals have lapsed and lines are open, None where time alone does not mend it."""
    moments = [verdict.until for verdict in refusals if verdict.until is not None]
    if len(moments) < len(refusals):
        return None
    own = case.facts.campaign if isinstance(request, DialContact) else None
    return hours.next_opening(case.rules, own, max(moments))
