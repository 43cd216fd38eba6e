"""What the calling list does with a contact that the policy refuses when it is about to be offered.

A contact that is refused is not looked at again at each claim: it rests, waits for news, or is out.
"""

from datetime import datetime, timedelta
from typing import Final

from policy.reasons import Reason
from scheduler.standing import UNTIL_TOLD

FOR_GOOD: Final = frozenset({Reason.OPTED_OUT, Reason.HOUSEHOLD_CONTACTED, Reason.CONTACT_PAUSED})
"""Out of the list. (A corrected outcome, or staff's resuming, works the household's standing out anew.)"""

UNTIL_NEWS: Final = frozenset(
    {
        Reason.NUMBER_INVALID,
        Reason.NUMBER_NOT_DIALABLE,
        Reason.CONSENT_WITHDRAWN,
        Reason.ON_TPS,
        Reason.ON_CTPS,
        Reason.SOURCE_NOT_ALLOWED,
    }
)
"""Out until a consent, a new register, a corrected import or a changed campaign: `CallingList.look_again`."""

REST: Final = {
    Reason.LIVE_ATTEMPT: timedelta(minutes=2),
    Reason.TOO_SOON: timedelta(minutes=30),
    Reason.MACHINE_RECENTLY: timedelta(hours=2),
    Reason.RECENTLY_ABANDONED: timedelta(hours=6),
    Reason.ATTEMPTS_EXHAUSTED: timedelta(days=1),
    Reason.FACT_MISSING: timedelta(hours=1),
}
"""Looked at again after this long; by then another campaign's call to the number may be long enough ago."""


def due_after(reason: str, now: datetime) -> datetime | None:
    """`due_at` of a contact that was refused for a reason of its own; None: never."""
    if reason in FOR_GOOD:
        return None
    return UNTIL_TOLD if reason in UNTIL_NEWS else now + REST[Reason(reason)]
