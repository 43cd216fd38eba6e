"""One call, from the offer of the contact to the last correction: every entry about it, and every decision in full."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, or_, select

from store.audit import explain
from store.audit.explain import DECISIONS, Explained
from store.audit.sight import Sight
from store.ledger import Kind
from store.models import Attempt, Campaign, Entry, SealedEntry

UNTOLD = (Kind.WEBHOOK_TAKEN.value, Kind.WEBHOOK_REPEATED.value)
"""That the carrier told us something is an entry; what it told is another one, which is shown."""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry. `place`: in the sealed order, None while it is not sealed. `decision`: of one that is a decision."""

    entry: int
    place: int | None
    at: datetime
    kind: str
    data: dict[str, Any]
    decision: Explained | None


@dataclass(frozen=True, slots=True)
class Call:
    """An attempt as its row has it, by ids: no number and no name. Times are aware UTC."""

    attempt: str
    campaign: str
    title: str
    contact: int
    volunteer: int
    number: int
    source: str
    caller_id: str
    flow: str
    outcome: str | None
    intended_at: datetime
    dialled_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    hung_up_by: str | None
    lines: tuple[Line, ...]


def of_attempt(tx: Connection, attempt: str, sight: Sight) -> Call | None:
    """The call; None where there is none that may be seen."""
    query = (
        select(Attempt, Campaign.title)
        .join(Campaign, Campaign.id == Attempt.campaign_id)
        .where(Attempt.id == attempt, *sight.of_campaign(Attempt.campaign_id))
    )
    row = tx.execute(query).first()
    if row is None:
        return None
    return Call(
        attempt=row.id, campaign=row.campaign_id, title=row.title, contact=row.contact_id,
        volunteer=row.volunteer_id, number=row.number_id, source=row.source, caller_id=row.caller_id,
        flow=row.flow_version, outcome=row.outcome, intended_at=row.intended_at, dialled_at=row.dialled_at,
        answered_at=row.answered_at, ended_at=row.ended_at, hung_up_by=row.hung_up_by, lines=_lines(tx, row),
    )  # fmt: skip


def decision(tx: Connection, entry: int, sight: Sight) -> Explained | None:
    """One decision, such as a refusal that no call came of; None where there is none that may be seen."""
    known = select(Entry.id).where(
        Entry.id == entry, Entry.kind.in_(DECISIONS), *sight.of_campaign(Entry.campaign_id)
    )
    if tx.execute(known).first() is None:
        return None
    (found,) = explain.of_entries(tx, [entry])
    return found


def _lines(tx: Connection, call: Any) -> tuple[Line, ...]:  # noqa: ANN401 (a row)
    """The attempt's own entries, and those of before it in the same session about the contact: offer and decisions."""
    begun = select(Entry.id).where(Entry.attempt_id == call.id, Entry.kind == Kind.DIAL_INTENDED.value)
    before = and_(
        Entry.session_id == call.session_id,
        Entry.contact_id == call.contact_id,
        Entry.attempt_id.is_(None),
        Entry.id < begun.scalar_subquery(),
    )
    query = (
        select(Entry.id, Entry.at, Entry.kind, Entry.data, SealedEntry.place)
        .outerjoin(SealedEntry, SealedEntry.entry_id == Entry.id)
        .where(or_(Entry.attempt_id == call.id, before), Entry.kind.not_in(UNTOLD))
        .order_by(Entry.id)
    )
    rows = tx.execute(query).all()
    told = {
        one.entry: one for one in explain.of_entries(tx, [row.id for row in rows if row.kind in DECISIONS])
    }
    return tuple(Line(row.id, row.place, row.at, row.kind, row.data, told.get(row.id)) for row in rows)
