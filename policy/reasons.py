"""Why something was refused: the one table of codes, sentences, remedies and sources.

The order of `Reason` is the precedence: where several rules refuse, the reason reported is the one that
stands first here. The stop switch comes first; then what is about the person, for good; then what stops
everybody for now; then what a contact only has to wait for.
"""

from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Final


@unique
class Reason(StrEnum):
    """A refusal's stable code. Codes may be added, never renamed."""

    STOPPED = "stopped"
    VOICEMAIL_DROP = "voicemail_drop"
    RECORDED_SPEECH = "recorded_speech"
    NUMBER_INVALID = "number_invalid"
    NUMBER_NOT_DIALABLE = "number_not_dialable"
    OPTED_OUT = "opted_out"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    ON_TPS = "on_tps"
    ON_CTPS = "on_ctps"
    SOURCE_NOT_ALLOWED = "source_not_allowed"
    CAMPAIGN_CLOSED = "campaign_closed"
    OUTSIDE_HOURS = "outside_hours"
    CLOCK_UNSURE = "clock_unsure"
    REGISTER_MISSING = "register_missing"
    REGISTER_STALE = "register_stale"
    CALLER_ID_MISSING = "caller_id_missing"
    CONTACT_PAUSED = "contact_paused"
    LIVE_ATTEMPT = "live_attempt"
    HOUSEHOLD_CONTACTED = "household_contacted"
    ATTEMPTS_EXHAUSTED = "attempts_exhausted"
    RECENTLY_ABANDONED = "recently_abandoned"
    MACHINE_RECENTLY = "machine_recently"
    TOO_SOON = "too_soon"
    ABANDONED_RATE = "abandoned_rate"
    FACT_MISSING = "fact_missing"
    PERMIT_EXPIRED = "permit_expired"


ABOUT_EVERYBODY: Final = frozenset(
    {
        Reason.STOPPED,
        Reason.CAMPAIGN_CLOSED,
        Reason.OUTSIDE_HOURS,
        Reason.CLOCK_UNSURE,
        Reason.REGISTER_MISSING,
        Reason.REGISTER_STALE,
        Reason.CALLER_ID_MISSING,
        Reason.ABANDONED_RATE,
        Reason.VOICEMAIL_DROP,
        Reason.RECORDED_SPEECH,
        Reason.PERMIT_EXPIRED,
    }
)
"""Refusals that no other contact of the campaign would escape now; the others are about the contact."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a reason means in one sentence, what to do about it, and the rule's source."""

    sentence: str
    remedy: str
    source: str


REASONS: dict[Reason, Explanation] = {
    Reason.STOPPED: Explanation(
        "Calling has been stopped.",
        "Ask staff to start it again.",
        "The campaign's stop switch.",
    ),
    Reason.VOICEMAIL_DROP: Explanation(
        "Nothing is left on an answering machine.",
        "End the call; the number is tried again another day.",
        "PECR 2003 reg 19; the organisation's rule that no message is left.",
    ),
    Reason.RECORDED_SPEECH: Explanation(
        "Nothing recorded is played to a contact, but for the message of an abandoned call.",
        "Let a volunteer speak to the contact.",
        "PECR 2003 reg 19.",
    ),
    Reason.NUMBER_INVALID: Explanation(
        "The number is not a telephone number.",
        "Correct the number in the list and import it again.",
        "Good practice: a number that cannot be read is never dialled.",
    ),
    Reason.NUMBER_NOT_DIALABLE: Explanation(
        "Numbers of this kind are not dialled here.",
        "Give an ordinary United Kingdom number; drama numbers are for rehearsals only.",
        "The service's limits: no premium, personal, short, emergency or foreign numbers.",
    ),
    Reason.OPTED_OUT: Explanation(
        "This number has asked for no more calls.",
        "None: the wish is kept for the whole organisation.",
        "PECR 2003 reg 21(1)(a); UK GDPR art 21.",
    ),
    Reason.CONSENT_WITHDRAWN: Explanation(
        "Consent to call this number was given and has been taken back.",
        "None, unless the subscriber gives consent anew.",
        "PECR 2003 reg 21(5).",
    ),
    Reason.ON_TPS: Explanation(
        "This number is on the Telephone Preference Service register.",
        "Call only with a recorded consent of the subscriber.",
        "PECR 2003 reg 21(1)(b) and 21(4).",
    ),
    Reason.ON_CTPS: Explanation(
        "This number is on the Corporate Telephone Preference Service register.",
        "Call only with a recorded consent of the subscriber.",
        "PECR 2003 reg 21(1)(b) and 21(4).",
    ),
    Reason.SOURCE_NOT_ALLOWED: Explanation(
        "Data from this source may not be used for this campaign's purpose.",
        "Use contacts from another source, or correct the source in the list.",
        "Representation of the People Regulations 2001; UK GDPR art 5(1)(b).",
    ),
    Reason.CAMPAIGN_CLOSED: Explanation(
        "The campaign is not open.",
        "Ask staff to start the campaign.",
        "The campaign's state.",
    ),
    Reason.OUTSIDE_HOURS: Explanation(
        "Lines are closed at this time.",
        "Call again when lines are open.",
        "The organisation's hours: 09:00 to 20:45, Europe/London, tightened by the campaign.",
    ),
    Reason.CLOCK_UNSURE: Explanation(
        "The server's clock cannot be relied on.",
        "Ask the operator to set the server's clock by NTP.",
        "Good practice: hours are kept to the second.",
    ),
    Reason.REGISTER_MISSING: Explanation(
        "A register of numbers that must not be called has not been imported.",
        "Import it with `ringround registers import`.",
        "PECR 2003 reg 21(1)(b) and 26.",
    ),
    Reason.REGISTER_STALE: Explanation(
        "A register of numbers that must not be called is too old to be used.",
        "Import a newer one with `ringround registers import`.",
        "PECR 2003 reg 21(3); the register licence's 28 days.",
    ),
    Reason.CALLER_ID_MISSING: Explanation(
        "There is no caller number on which the organisation can be rung back.",
        "Give the campaign one of the service's own numbers as its caller number.",
        "PECR 2003 reg 21(A1).",
    ),
    Reason.ABANDONED_RATE: Explanation(
        "Too many of the campaign's calls were abandoned today.",
        "Ask staff to look at the abandoned calls and clear the alarm.",
        "Ofcom, persistent misuse statements of 2010 and 2016.",
    ),
    Reason.CONTACT_PAUSED: Explanation(
        "Staff have still to look at what was reported of this contact.",
        "Take the next contact; staff put this one back with `ringround contacts resume`.",
        "Good practice: after a report of abuse or of a worry the contact is left alone.",
    ),
    Reason.HOUSEHOLD_CONTACTED: Explanation(
        "This household has already been contacted in the campaign.",
        "Take the next contact.",
        "Good practice: one contact to a household in a campaign.",
    ),
    Reason.ATTEMPTS_EXHAUSTED: Explanation(
        "This number has been tried as often as is allowed.",
        "Take the next contact.",
        "Ofcom, persistent misuse; the campaign's limit.",
    ),
    Reason.LIVE_ATTEMPT: Explanation(
        "This number is being called at this moment.",
        "Take the next contact.",
        "Good practice: never two live attempts to one number.",
    ),
    Reason.RECENTLY_ABANDONED: Explanation(
        "A call to this number was abandoned not long ago.",
        "Try again when the time has passed.",
        "Ofcom, persistent misuse: 72 hours after an abandoned call.",
    ),
    Reason.MACHINE_RECENTLY: Explanation(
        "An answering machine took a call to this number not long ago.",
        "Try again when the time has passed.",
        "Ofcom, persistent misuse: 24 hours after an answering machine.",
    ),
    Reason.TOO_SOON: Explanation(
        "This number was tried too recently.",
        "Try again when the time has passed.",
        "Ofcom, persistent misuse; the campaign's spacing of attempts.",
    ),
    Reason.FACT_MISSING: Explanation(
        "A fact that the decision needs is not known.",
        "Look at the rules listed for the fact that is missing, and supply it.",
        "Good practice: a missing fact means do not dial.",
    ),
    Reason.PERMIT_EXPIRED: Explanation(
        "The permit for this call is missing or has run out.",
        "Nothing needs doing: the service asks for a new one.",
        "Good practice: no dial without a fresh permit.",
    ),
}
