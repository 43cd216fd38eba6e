"""What was asked of staff, and what volunteers reported: open until somebody of staff has worked it off."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, or_, select, update

from store.ledger import Kind, append
from store.models import Campaign, Contact, FollowUp, Volunteer

NOTE_LENGTH: Final = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """One of them. `contact`: a name, or nothing; `number`: whether there is a number to ring; `at`: aware UTC."""

    id: int
    kind: str
    at: datetime
    campaign: str
    contact: str
    ward: str
    volunteer: str
    note: str
    contact_id: int | None
    paused: bool
    number: bool


def still_open(theirs: ColumnElement[bool]) -> Select[Any]:
    """Those that are not done: of the campaigns that the condition on `Campaign` lets through, or of none."""
    return (
        select(FollowUp.id)
        .outerjoin(Campaign, Campaign.id == FollowUp.campaign_id)
        .where(FollowUp.done_at.is_(None), or_(FollowUp.campaign_id.is_(None), theirs))
    )


def listing(tx: Connection, theirs: ColumnElement[bool], kinds: Collection[str], most: int) -> list[Asked]:
    """Those of these kinds, the oldest first, `most` at most."""
    rows = (
        still_open(theirs)
        .outerjoin(Contact, Contact.id == FollowUp.contact_id)
        .outerjoin(Volunteer, Volunteer.id == FollowUp.volunteer_id)
        .where(FollowUp.kind.in_(kinds))
        .order_by(FollowUp.at, FollowUp.id)
        .limit(most)
        .with_only_columns(
            FollowUp.id, FollowUp.kind, FollowUp.at, FollowUp.note, FollowUp.contact_id, FollowUp.number_id,
            Campaign.title, Contact.first_name, Contact.last_name, Contact.ward, Contact.paused_at,
            Volunteer.name,
        )
    )  # fmt: skip
    return [
        Asked(
            row.id, row.kind, row.at, row.title or "", f"{row.first_name or ''} {row.last_name or ''}".strip(),
            row.ward or "", row.name or "", row.note, row.contact_id, row.paused_at is not None,
            row.number_id is not None or row.contact_id is not None,
        )
        for row in tx.execute(rows)
    ]  # fmt: skip


def number_of(tx: Connection, request: int) -> int | None:
    """The row of the number that is to be rung for it; None where none is known."""
    found = (
        select(FollowUp.number_id, Contact.number_id.label("theirs"))
        .outerjoin(Contact, Contact.id == FollowUp.contact_id)
        .where(FollowUp.id == request)
    )
    row = tx.execute(found).first()
    return None if row is None else row.number_id or row.theirs


def contact_of(tx: Connection, request: int) -> Any:  # noqa: ANN401 (a row)
    """The contact whom it is about: `id` and `campaign_id`; None where it is about nobody."""
    found = select(Contact.id, Contact.campaign_id).join(FollowUp, FollowUp.contact_id == Contact.id)
    return tx.execute(found.where(FollowUp.id == request)).first()


def is_theirs(tx: Connection, request: int, theirs: ColumnElement[bool]) -> bool:
    """Whether it is open, and of their campaigns or of none."""
    return tx.execute(still_open(theirs).where(FollowUp.id == request)).first() is not None


def done(tx: Connection, request: int, user: int, note: str, now: datetime) -> None:
    """It is worked off; `note` says how. Saying it again changes nothing."""
    row = tx.execute(
        update(FollowUp)
        .where(FollowUp.id == request, FollowUp.done_at.is_(None))
        .values(done_at=now, done_by=user, note=note[:NOTE_LENGTH] if note else FollowUp.note)
        .returning(FollowUp.kind, FollowUp.campaign_id, FollowUp.attempt_id, FollowUp.contact_id)
    ).first()
    if row is not None:
        append(
            tx, Kind.FOLLOW_UP_DONE, now, campaign=row.campaign_id, attempt=row.attempt_id,
            contact=row.contact_id, data={"kind": row.kind, "request": request},
            personal={"note": note} if note else None,
        )  # fmt: skip
