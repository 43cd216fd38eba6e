"""Whether we may: `decide(request, facts, rules, now)` gives a Decision, and each refusal has a Reason.

Pure: no I/O and no clock. The limits that law sets cannot be loosened, and a fact that is not known refuses.
"""

from policy.decision import Decision, RuleVerdict, Verdict
from policy.engine import decide, lines_open
from policy.facts import (
    Attempt,
    CallerId,
    CallsToday,
    Campaign,
    CampaignStatus,
    Consent,
    Facts,
    Listing,
    Moment,
    NaiveTimeError,
    NumberClass,
    NumberKind,
)
from policy.limits import ENGINE_VERSION, BankHolidays, Dialable, Rules, RulesError, Spacing
from policy.reasons import ABOUT_EVERYBODY, REASONS, Reason
from policy.requests import (
    DialContact,
    PlayToContact,
    Recording,
    Request,
    RingVolunteer,
    StayOnMachine,
    UnknownRequestError,
    request_from_json,
    request_to_json,
)
from policy.sources import Source, source_id

__all__ = [
    "ABOUT_EVERYBODY",
    "ENGINE_VERSION",
    "REASONS",
    "Attempt",
    "BankHolidays",
    "CallerId",
    "CallsToday",
    "Campaign",
    "CampaignStatus",
    "Consent",
    "Decision",
    "DialContact",
    "Dialable",
    "Facts",
    "Listing",
    "Moment",
    "NaiveTimeError",
    "NumberClass",
    "NumberKind",
    "PlayToContact",
    "Reason",
    "Recording",
    "Request",
    "RingVolunteer",
    "RuleVerdict",
    "Rules",
    "RulesError",
    "Source",
    "Spacing",
    "StayOnMachine",
    "UnknownRequestError",
    "Verdict",
    "decide",
    "lines_open",
    "request_from_json",
    "request_to_json",
    "source_id",
]
