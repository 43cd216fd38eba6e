"""What a volunteer's home page shows: campaigns, what they have done, and their last calls. Asked of indexed rows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, func, select

from store.models import Attempt, Campaign, Contact, Volunteer, VolunteerCampaign

LAST: Final = 10


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """A running campaign that the volunteer calls for."""

    id: str
    title: str
    featured: bool
    members: bool


@dataclass(frozen=True, slots=True)
class CallLine:
    """One of the volunteer's calls. `at`: aware UTC."""

    attempt: str
    name: str
    ward: str
    at: datetime
    outcome: str
    finished: bool


@dataclass(frozen=True, slots=True)
class Done:
    """How much a volunteer has done, ever."""

    calls: int
    surveys: int


def name_of(tx: Connection, volunteer: int) -> str:
    """The volunteer's first name."""
    name = tx.scalar(select(Volunteer.name).where(Volunteer.id == volunteer)) or ""
    return name.split(" ")[0]


def campaigns(tx: Connection, volunteer: int) -> list[CampaignLine]:
    """Running campaigns of this volunteer, the featured first."""
    rows = tx.execute(
        select(Campaign.id, Campaign.title, Campaign.featured, Campaign.purpose)
        .join(VolunteerCampaign, VolunteerCampaign.campaign_id == Campaign.id)
        .where(VolunteerCampaign.volunteer_id == volunteer, Campaign.status == "running")
        .order_by(Campaign.featured.desc(), Campaign.created_at, Campaign.id)
    )
    return [CampaignLine(row.id, row.title, row.featured, row.purpose == "membership") for row in rows]


def done(tx: Connection, volunteer: int) -> Done:
    """Calls that rang, and surveys completed."""
    row = tx.execute(
        select(
            func.count().filter(Attempt.dialled_at.is_not(None)).label("calls"),
            func.count().filter(Attempt.outcome == "survey_complete").label("surveys"),
        ).where(Attempt.volunteer_id == volunteer)
    ).one()
    return Done(row.calls, row.surveys)


def last_calls(tx: Connection, volunteer: int) -> list[CallLine]:
    """The volunteer's last calls that rang, the newest first."""
    rows = tx.execute(
        select(
            Attempt.id,
            Attempt.intended_at,
            Attempt.outcome,
            Attempt.finished_at,
            Attempt.answered_at,
            Contact.first_name,
            Contact.ward,
        )
        .join(Contact, Contact.id == Attempt.contact_id)
        .where(Attempt.volunteer_id == volunteer, Attempt.dialled_at.is_not(None), ~Attempt.live)
        .order_by(Attempt.intended_at.desc())
        .limit(LAST)
    )
    return [
        CallLine(
            row.id, row.first_name, row.ward, row.intended_at, row.outcome or "",
            row.finished_at is not None or row.answered_at is None,
        )
        for row in rows
    ]  # fmt: skip
