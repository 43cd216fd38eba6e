"""Households in the list: read their calls, work out where each member stands, write what changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import BindParameter, Connection, bindparam, func, select, update

from scheduler.retries import CallingRules
from scheduler.standing import Member, Try, contacted_at, standing
from store.models import Attempt, Campaign, Contact, Household


@dataclass(frozen=True, slots=True)
class Overrule:
    """An outcome that counts in place of the one on the attempt's row."""

    attempt_id: str
    outcome: str


def settle_households(
    tx: Connection,
    household_ids: Iterable[int],
    now: datetime,
    defaults: CallingRules,
    overrule: Overrule | None = None,
) -> None:
    """Work out these households' standing and write it; in order of id, so that two never wait crosswise."""
    for household_id in sorted(set(household_ids)):
        home = tx.execute(_LOCKED_HOME, {"home": household_id}).one()
        rules = defaults.laid_under(home.calling)
        tries = _tries(tx, household_id, overrule)
        spoken_to = contacted_at(tries)
        if spoken_to != home.contacted_at:
            tx.execute(_CONTACTED, {"home": household_id, "at": spoken_to})
        for row in tx.execute(_MEMBERS, {"home": household_id}).all():
            _write(tx, row, tries, now, rules)


def _tries(tx: Connection, household_id: int, overrule: Overrule | None) -> list[Try]:
    """All dialled calls to those who are in the household now, oldest first."""
    return [
        Try(
            row.contact_id, row.number_id, row.at, _outcome(row, overrule), row.call_back_at, row.volunteer_id
        )
        for row in tx.execute(_TRIES, {"home": household_id})
    ]


def _outcome(row: Any, overrule: Overrule | None) -> str:  # noqa: ANN401 (a row)
    if overrule is not None and row.id == overrule.attempt_id:
        return overrule.outcome
    return row.outcome or ("dropped" if row.answered_at else "failed")


def _write(tx: Connection, row: Any, tries: Sequence[Try], now: datetime, rules: CallingRules) -> None:  # noqa: ANN401 (a row)
    member = Member(row.id, row.number_id, bool(row.removed_at or row.paused_at), row.ready, row.due_at)
    new = standing(member, tries, now, rules)
    tried_at = max([row.tried_at, *(call.at for call in tries if call.contact_id == row.id)])
    before = tuple(getattr(row, name) for name in WRITTEN)
    after = (new.ready, new.due_at, new.attempts, tried_at, new.call_back_at, new.call_back_to)
    if after != before:
        tx.execute(_MEMBER, {"member": row.id, **dict(zip(WRITTEN, after, strict=True))})


WRITTEN: Final = ("ready", "due_at", "attempts", "tried_at", "call_back_at", "call_back_to")
"""What the calling list writes of a contact."""
_HOME: Final[BindParameter[int]] = bindparam("home")
_LOCKED_HOME = (
    select(Household.contacted_at, Campaign.calling)
    .join(Campaign, Campaign.id == Household.campaign_id)
    .where(Household.id == _HOME)
    .with_for_update(of=Household)
)
_CONTACTED = update(Household).where(Household.id == _HOME).values(contacted_at=bindparam("at"))
_MEMBER = update(Contact).where(Contact.id == bindparam("member"))
_MEMBERS = select(
    Contact.id,
    Contact.number_id,
    Contact.removed_at,
    Contact.paused_at,
    Contact.ready,
    Contact.due_at,
    Contact.attempts,
    Contact.tried_at,
    Contact.call_back_at,
    Contact.call_back_to,
).where(Contact.household_id == _HOME)
_TRIES = (
    select(
        Attempt.id,
        Attempt.contact_id,
        Attempt.number_id,
        Attempt.outcome,
        Attempt.answered_at,
        Attempt.call_back_at,
        Attempt.volunteer_id,
        func.coalesce(Attempt.ended_at, Attempt.dialled_at).label("at"),
    )
    .join(Contact, Contact.id == Attempt.contact_id)
    .where(Contact.household_id == _HOME, Attempt.dialled_at.is_not(None))
    .order_by(Attempt.dialled_at, Attempt.id)
)
