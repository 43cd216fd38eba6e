"""The closed list of what the ledger records: `subject:action`, each with its meaning in one line."""

from enum import StrEnum, unique
from typing import Self


@unique
class Kind(StrEnum):
    """What an entry records. Add, do not rename: old entries keep their kind."""

    meaning: str

    def __new__(cls, value: str, meaning: str) -> Self:
        """A kind is its text; the meaning goes with it."""
        kind = str.__new__(cls, value)
        kind._value_ = value
        kind.meaning = meaning
        return kind

    WEBHOOK_TAKEN = "webhook:taken", "The carrier told us something, and it was taken."
    WEBHOOK_REPEATED = "webhook:repeated", "A delivery came again and was given the reply of the first time."

    SESSION_STARTED = "session:started", "A line was opened: somebody rang in, or answered our call."
    SESSION_SIGNED_IN = "session:signed_in", "A volunteer proved who they are with their PIN."
    SESSION_SIGN_IN_FAILED = (
        "session:sign_in_failed",
        "A number and PIN did not match, or too many were tried.",
    )
    SESSION_RESUMED = "session:resumed", "A volunteer signed in again, to a call that was left unfinished."
    SESSION_MENDED = "session:mended", "A deadline passed without news, and the session was set right."
    SESSION_ENDED = "session:ended", "The line was closed."

    PAGE_SIGNED_IN = "page:signed_in", "A volunteer signed in at their page."
    PAGE_SIGN_IN_FAILED = (
        "page:sign_in_failed",
        "A number and PIN did not match at a page, or too many were tried.",
    )
    PAGE_TAKEN = "page:taken", "A volunteer did something on their page, and it was taken."

    USER_ADDED = "user:added", "Staff or an auditor was invited to the pages."
    USER_RESET = (
        "user:reset",
        "Staff or an auditor was invited anew; the password and second factor of before are void.",
    )
    USER_REMOVED = "user:removed", "Staff or an auditor may no longer sign in."
    USER_ENROLLED = "user:enrolled", "Staff or an auditor set their password and their second factor."
    USER_SIGNED_IN = "user:signed_in", "Staff or an auditor signed in, with password and second factor."
    USER_SIGN_IN_FAILED = (
        "user:sign_in_failed",
        "A sign-in of staff or auditors failed, or too many were tried.",
    )
    USER_SIGNED_OUT = "user:signed_out", "Staff or an auditor signed out."

    CONTACT_OFFERED = "contact:offered", "A volunteer was offered a contact to ring."
    CONTACT_SKIPPED = (
        "contact:skipped",
        "The contact offered was passed over, by the volunteer or after a refusal.",
    )
    CONTACT_RELEASED = "contact:released", "A contact offered to a volunteer was given back to the list."

    DECISION_PERMITTED = (
        "decision:permitted",
        "The policy allowed what was asked; its facts and rules are here.",
    )
    DECISION_REFUSED = "decision:refused", "The policy refused what was asked; its facts and rules are here."

    DIAL_INTENDED = "dial:intended", "A volunteer asked for a call: it is to be placed when its turn comes."
    DIAL_STARTED = "dial:started", "A permit was spent: the carrier is being asked to dial."
    DIAL_PLACED = "dial:placed", "The carrier took the call."
    DIAL_REFUSED = "dial:refused", "The carrier refused the call, certainly before it rang."
    DIAL_UNSURE = "dial:unsure", "No answer from the carrier: it is asked what became of the call."
    DIAL_FOUND = "dial:found", "A call that we were unsure of was found at the carrier."
    DIAL_DROPPED = "dial:dropped", "A call that was intended was given up before it was dialled."

    LEG_STATUS = "leg:status", "The carrier said how far a call has come."
    LEG_ENDED = "leg:ended", "A call ended; who hung up and how long it was."
    LEG_END_ASKED = "leg:end_asked", "The carrier was asked to end a call."
    LEG_UNKNOWN = "leg:unknown", "The carrier spoke of a call that we do not know."

    MACHINE_HEARD = (
        "machine:heard",
        "The carrier said who answered: a person, a machine or a fax; nothing is left on one.",
    )
    MACHINE_FALSE_POSITIVE = "machine:false_positive", "The volunteer said that the machine was a person."

    CALL_ANSWERED = "call:answered", "The contact's telephone was answered."
    CALL_JOINED = "call:joined", "Volunteer and contact were in one room."
    CALL_ABANDONED = "call:abandoned", "A contact answered and no volunteer was there."
    CALL_FINISHED = "call:finished", "Nothing more is to be keyed of a call."

    OUTCOME_SET = "outcome:set", "What became of a call."
    OUTCOME_CORRECTED = "outcome:corrected", "What became of a call, put right; the old word stays."
    ANSWER_GIVEN = "answer:given", "An answer to a question; its value is committed."
    ANSWER_CORRECTED = "answer:corrected", "An answer put right; the old one stays."
    ANSWER_WITHDRAWN = "answer:withdrawn", "An answer taken back; the old one stays."
    OUTCOME_SECOND = "outcome:second", "What became of a call, said second: it is kept, and the first counts."
    ANSWER_SECOND = "answer:second", "An answer given second: it is kept, and the first counts."
    CLOSING_READ = "closing:read", "Whether the volunteer read the closing statement."

    OPTOUT_MADE = "optout:made", "No more calls to a number, for the whole organisation."
    OPTOUT_HOUSEHOLD = "optout:household", "No more calls to the numbers of a whole household."
    CONSENT_GIVEN = "consent:given", "A subscriber said that calls are welcome."
    CONSENT_WITHDRAWN = "consent:withdrawn", "A subscriber took that back."
    FOLLOW_UP_ASKED = "follow_up:asked", "Somebody would like a call about something."
    FOLLOW_UP_DONE = "follow_up:done", "Staff worked off what was asked of them or reported."
    CALL_BACK_AGREED = "call_back:agreed", "When a contact is to be rung again, as agreed with them."
    CONCERN_REPORTED = "concern:reported", "A volunteer reported abuse in a call, or a worry about somebody."
    CONTACT_PAUSED = "contact:paused", "A contact is not rung until staff have looked at what was reported."
    CONTACT_RESUMED = "contact:resumed", "Staff put a paused contact back into the list."
    COORDINATOR_ASKED = (
        "coordinator:asked",
        "A volunteer asked for a co-ordinator, was lost on the line, or their keys were not heard.",
    )
    FAULT_REPORTED = "fault:reported", "A volunteer reported a fault on the line."

    CAMPAIGN_CREATED = "campaign:created", "A campaign was made."
    CAMPAIGN_CHANGED = "campaign:changed", "A campaign's settings were changed: before and after."
    CAMPAIGN_STARTED = "campaign:started", "A campaign may dial."
    CAMPAIGN_PAUSED = "campaign:paused", "A campaign does not dial for now."
    CAMPAIGN_STOPPED = "campaign:stopped", "A campaign's stop switch was pressed."
    CAMPAIGN_LOOKED_AT = "campaign:looked_at", "Staff looked at a campaign's abandoned calls."
    FLOW_PUBLISHED = "flow:published", "A version of a call flow was kept, to be played."
    FLOW_TRIED = "flow:tried", "A call flow was put on a rehearsal's two telephones; it is not published."

    CONTACTS_IMPORTED = "contacts:imported", "A file of contacts was read in."
    REGISTER_IMPORTED = "register:imported", "A register (TPS, CTPS) replaced the one before."
    REGISTER_REFUSED = "register:refused", "A register's file was refused, and the one in force stays."

    VOLUNTEER_ADDED = "volunteer:added", "A volunteer was taken on."
    VOLUNTEER_LANGUAGES = (
        "volunteer:languages",
        "The language a volunteer hears and those they call in were set.",
    )
    VOLUNTEER_PIN_CHANGED = "volunteer:pin_changed", "A volunteer was given another PIN."
    VOLUNTEER_REMOVED = "volunteer:removed", "A volunteer no longer calls for a campaign."
    VOLUNTEER_RUNG = "volunteer:rung", "The service rang a volunteer who had asked for it."
    NUMBER_LOOKED_UP = "number:looked_up", "Somebody looked at what is held about a number; who, and where."
    PERSON_EXPORTED = "person:exported", "All that is held about a number was written out; who did it."
    PERSON_ERASED = "person:erased", "A number's owner was forgotten; the number is suppressed for ever."
    RETENTION_LOOKED = "retention:looked", "It was counted what is past its time; nothing was purged."
    RETENTION_PURGED = "retention:purged", "What was past its time was purged: what, how many, and why."
    BACKUP_MADE = "backup:made", "A copy of all that is held, and of the keys, is made; who asked for it."
    BACKUP_RESTORED = (
        "backup:restored",
        "A backup was put in the place of the database: what came after it is not here.",
    )
    LEDGER_EXPORTED = "ledger:exported", "The ledger was exported, to be verified elsewhere."
    RESULTS_EXPORTED = "results:exported", "A campaign's results were fetched for a spreadsheet; who did it."
    SEARCH_EXPORTED = (
        "search:exported",
        "An auditor took away what a search had found; what was searched for.",
    )
    KEY_CREATED = "key:created", "A key to sign the ledger's heads with was made; its fingerprint is here."
    KEY_ROTATED = "key:rotated", "The key that the ledger's heads are signed with was replaced by another."
    NUMBERS_POINTED = (
        "numbers:pointed",
        "The carrier was told where to send the calls to one of our own numbers; which, by its id there.",
    )
    SETTINGS_LOADED = "settings:loaded", "The service started; the settings it started with, without secrets."
