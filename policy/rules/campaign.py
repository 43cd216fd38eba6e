"""Rules about the campaign: the stop switch, its state, its use of data, its abandoned calls."""

from policy.case import Case
from policy.decision import RuleVerdict, passed, refused, unknown
from policy.facts import CampaignStatus
from policy.reasons import Reason


def stopped(case: Case) -> RuleVerdict:
    """Refuse while the campaign's stop switch is on."""
    if case.facts.stopped is None:
        return unknown("stopped", "stopped")
    if case.facts.stopped:
        return refused("stopped", Reason.STOPPED, "The stop switch is on.")
    return passed("stopped", "The stop switch is off.")


def campaign(case: Case) -> RuleVerdict:
    """Refuse unless the campaign is running."""
    found = case.facts.campaign
    if found is None:
        return unknown("campaign", "campaign")
    match found.status:
        case CampaignStatus.RUNNING:
            return passed("campaign", "The campaign is running.")
        case CampaignStatus.STOPPED:
            return refused("campaign", Reason.STOPPED, "The campaign has been stopped.")
        case _:
            return refused("campaign", Reason.CAMPAIGN_CLOSED, f"The campaign's state is '{found.status}'.")


def source(case: Case) -> RuleVerdict:
    """Refuse data whose source may not serve the campaign's purpose, or is not among those it is to call from.

    Source: Representation of the People Regulations 2001 (electoral data); UK GDPR art 5(1)(b).
    """
    name, found = case.facts.source, case.facts.campaign
    if name is None or found is None:
        return unknown("source", "source" if name is None else "campaign")
    known = next((item for item in case.rules.sources if item.name == name), None)
    if known is None:
        return refused(
            "source", Reason.SOURCE_NOT_ALLOWED, f"'{name}' is no source of data that is known here."
        )
    if found.purpose not in known.purposes:
        why = f"Data from '{name}' may not be used for the purpose '{found.purpose}'."
        return refused("source", Reason.SOURCE_NOT_ALLOWED, why)
    if found.sources and name not in found.sources:
        why = f"The campaign calls from {', '.join(sorted(found.sources))} alone, not from '{name}'."
        return refused("source", Reason.SOURCE_NOT_ALLOWED, why)
    return passed("source", f"Data from '{name}' may be used for the purpose '{found.purpose}'.")


def abandoned_rate(case: Case) -> RuleVerdict:
    """Refuse once more than 3 in 100 of the campaign's calls today were abandoned, until staff have looked.

    Abandoned ÷ (abandoned + passed to a volunteer). Source: Ofcom, persistent misuse statements of 2010 and
    2016.
    """
    today = case.facts.calls_today
    if today is None:
        return unknown("abandoned_rate", "calls_today")
    total = today.abandoned + today.passed
    why = f"{today.abandoned} of {total} calls of the campaign's day were abandoned."
    # Rounded, so that exactly 3 in 100 is never past it by an error of binary fractions.
    if not today.cleared and today.abandoned > round(case.rules.abandoned_rate * total, 6):
        return refused("abandoned_rate", Reason.ABANDONED_RATE, why)
    return passed("abandoned_rate", why)
