"""What was asked of staff, and what volunteers reported: open until somebody of staff has worked it off."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from store.ledger import Kind, append
from store.models import Campaign, Contact, FollowUp, Number, Volunteer, VolunteerCampaign
from store.models.law import COORDINATOR_OPEN

NOTE_LENGTH: Final = 500
COORDINATOR: Final = "coordinator"
"""The kind of a request of a volunteer who is to be rung by a co-ordinator."""
_ONCE: Final[dict[str, Any]] = {"index_elements": ["volunteer_id"], "index_where": COORDINATOR_OPEN}
_WANTED: Final = {
    "sqlite": sqlite.insert(FollowUp).on_conflict_do_nothing(**_ONCE).returning(FollowUp.id),
    "postgresql": postgresql.insert(FollowUp).on_conflict_do_nothing(**_ONCE).returning(FollowUp.id),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One of them. `contact`: a name, or nothing; `at`: aware UTC.

    `number`: whether whom it is about can be rung; `rings`: whether the volunteer can.
    """

    id: int
    kind: str
    at: datetime
    campaign: str
    contact: str
    ward: str
    volunteer: str
    ending: str
    """The last three digits of the volunteer's own telephone, as pages show it; or nothing."""
    why: str
    note: str
    contact_id: int | None
    paused: bool
    number: bool
    rings: bool


def want_coordinator(tx: Connection, volunteer: int, campaign: str | None, why: str, now: datetime) -> bool:
    """The volunteer is to be rung. Whether that is news: a request that is open stays, with the time of its first.

    Whoever was lost and then asks is known to have asked.
    """
    new = {"kind": COORDINATOR, "campaign_id": campaign, "volunteer_id": volunteer, "why": why, "at": now}
    if tx.execute(_WANTED[tx.dialect.name], {**new, "note": ""}).first() is not None:
        return True
    waits = (FollowUp.kind == COORDINATOR, FollowUp.volunteer_id == volunteer, FollowUp.done_at.is_(None))
    asked = update(FollowUp).where(*waits, FollowUp.why != why).values(why=why).returning(FollowUp.id)
    return why == "asked" and tx.execute(asked).first() is not None


def still_open(theirs: ColumnElement[bool]) -> Select[Any]:
    """Those that are not done: of the campaigns that the condition on `Campaign` lets through, or of none.

    What a volunteer told outside a campaign is for staff of the campaigns that they call for.
    """
    return (
        select(FollowUp.id)
        .outerjoin(Campaign, Campaign.id == FollowUp.campaign_id)
        .where(FollowUp.done_at.is_(None), or_(FollowUp.campaign_id.is_not(None) & theirs, _of_none(theirs)))
    )


def _of_none(theirs: ColumnElement[bool]) -> ColumnElement[bool]:
    """Of no campaign, and of nobody who calls for others' campaigns alone."""
    calls = VolunteerCampaign.volunteer_id == FollowUp.volunteer_id
    known = exists().where(calls).correlate(FollowUp)
    for_them = exists().where(calls, VolunteerCampaign.campaign_id == Campaign.id, theirs).correlate(FollowUp)
    return and_(FollowUp.campaign_id.is_(None), or_(~known, for_them))


def listing(tx: Connection, theirs: ColumnElement[bool], kinds: Collection[str], most: int) -> list[Asked]:
    """Those of these kinds, the oldest first, `most` at most."""
    rows = (
        still_open(theirs)
        .outerjoin(Contact, Contact.id == FollowUp.contact_id)
        .outerjoin(Volunteer, Volunteer.id == FollowUp.volunteer_id)
        .outerjoin(Number, Number.id == Volunteer.number_id)
        .where(FollowUp.kind.in_(kinds))
        .order_by(FollowUp.at, FollowUp.id)
        .limit(most)
        .with_only_columns(
            FollowUp.id, FollowUp.kind, FollowUp.at, FollowUp.why, FollowUp.note, FollowUp.contact_id,
            FollowUp.number_id, Campaign.title, Contact.first_name, Contact.last_name, Contact.ward, Contact.paused_at,
            Volunteer.name, Number.e164,
        )
    )  # fmt: skip
    return [
        Asked(
            row.id, row.kind, row.at, row.title or "", f"{row.first_name or ''} {row.last_name or ''}".strip(),
            row.ward or "", row.name or "", (row.e164 or "")[-3:], row.why or "", row.note,
            row.contact_id, row.paused_at is not None,
            row.number_id is not None or row.contact_id is not None, row.e164 is not None,
        )
        for row in tx.execute(rows)
    ]  # fmt: skip


def volunteers_number(tx: Connection, request: int) -> int | None:
    """The row of the telephone of the volunteer who told it; None where none is known."""
    found = select(Volunteer.number_id).join(FollowUp, FollowUp.volunteer_id == Volunteer.id)
    return tx.scalar(found.where(FollowUp.id == request))


def number_of(tx: Connection, request: int) -> int | None:
    """The row of the number of whom it is about; None where none is known."""
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
