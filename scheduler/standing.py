"""Where each member of a household stands in the calling list, worked out from all calls to it. Pure.

Nothing is counted up or down: a corrected outcome, a late one or one that comes twice gives the same answer,
because the answer is made from the calls as they are recorded now.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from scheduler.retries import AFTER, CallingRules, next_try, rested

UNTIL_TOLD: Final = datetime(9999, 1, 1, tzinfo=UTC)
"""`due_at` of a contact that time alone does not bring back, but news may: see `CallingList.look_again`."""


@dataclass(frozen=True, slots=True)
class Try:
    """One call that was dialled. `at`: when it ended, or else began."""

    contact_id: int
    number_id: int
    at: datetime
    outcome: str
    call_back_at: datetime | None = None
    """From when on the contact asked to be rung again, if they agreed on a time."""
    volunteer_id: int | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A contact of the household, as it stands in the list so far."""

    contact_id: int
    number_id: int
    removed: bool
    """Or paused: not to be offered, whatever its calls say."""
    ready: bool
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a contact may be offered now, or when it comes back (None: never); how often it was tried."""

    ready: bool
    due_at: datetime | None
    attempts: int
    call_back_at: datetime | None = None
    """The time agreed for the next call, and with which volunteer."""
    call_back_to: int | None = None


OUT: Final = (False, None)


def contacted_at(tries: Sequence[Try]) -> datetime | None:
    """When somebody of the household was first spoken to; None: not yet."""
    return min((call.at for call in tries if AFTER[call.outcome].conversation), default=None)


def standing(member: Member, tries: Sequence[Try], now: datetime, rules: CallingRules) -> Standing:
    """Where a member stands, by all calls to the household, oldest first."""
    line = [call for call in tries if call.number_id == member.number_id]
    own = [call for call in line if call.contact_id == member.contact_id]
    ready, due_at = _place(member, tries, line, now, rules)
    asked = own[-1] if own and own[-1] is line[-1] and not member.removed else None
    if asked is None or asked.outcome != "call_back" or asked.call_back_at is None:
        return Standing(ready, due_at, len(own))
    return Standing(ready, due_at, len(own), asked.call_back_at, asked.volunteer_id)


def _place(
    member: Member, tries: Sequence[Try], line: Sequence[Try], now: datetime, rules: CallingRules
) -> tuple[bool, datetime | None]:
    if member.removed or (contacted_at(tries) and not asked_to_be_called_back(member.contact_id, tries)):
        return OUT
    if not line:
        return (member.ready, member.due_at) if member.due_at else (True, None)
    back = _comes_back(member.contact_id, line, rules)
    if back is None:
        return OUT
    if member.due_at == UNTIL_TOLD:
        return False, UNTIL_TOLD
    return (True, None) if back <= now else (False, back)


def asked_to_be_called_back(contact_id: int, tries: Sequence[Try]) -> bool:
    """Whether the last thing this contact said to us was to ring again."""
    own = (call.outcome for call in tries if call.contact_id == contact_id)
    return [outcome for outcome in own if AFTER[outcome].conversation][-1:] == ["call_back"]


def _comes_back(contact_id: int, line: Sequence[Try], rules: CallingRules) -> datetime | None:
    """When, by the calls to its number: a line's rest and its count hold for all who share it."""
    made = _made_since_call_back(line)
    own = [call for call in line if call.contact_id == contact_id]
    if made >= rules.attempts or (own and next_try(own[-1].outcome, made, own[-1].at, rules) is None):
        return None
    return max(_rested(call, rules) for call in line)


def _rested(call: Try, rules: CallingRules) -> datetime:
    """A time that was agreed on comes before the setting."""
    agreed = call.call_back_at if call.outcome == "call_back" else None
    return agreed or rested(call.outcome, call.at, rules)


def _made_since_call_back(line: Sequence[Try]) -> int:
    outcomes = [call.outcome for call in reversed(line)]
    return outcomes.index("call_back") if "call_back" in outcomes else len(outcomes)
