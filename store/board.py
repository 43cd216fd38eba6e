"""Who is on the line at this moment and what they do: counted from rows, in one look at those that are open."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select

from store.models import Attempt, Campaign, Leg, Session, Volunteer, VolunteerCampaign
from store.requests import COORDINATOR, Asked, listing, still_open


class Doing(StrEnum):
    """What a volunteer's line is busy with."""

    WAITING = "waiting"
    RINGING = "ringing"
    TALKING = "talking"


@dataclass(frozen=True, slots=True)
class OnLine:
    """A volunteer who has signed in. `since`: aware UTC, of what they do now.

    `campaign`: its title; nothing while they choose.
    """

    volunteer: str
    campaign: str
    doing: Doing
    since: datetime


MOST_WAITING: Final = 20
"""So many who want a co-ordinator are shown, the longest waiting first: their page has the others."""


@dataclass(frozen=True, slots=True)
class Board:
    """How things stand. `longest`: how long somebody has waited for an answer to the call that they asked for.

    `lines`: all calls at the carrier, whatever their campaign; `help`: reports and requests that staff have not done;
    `wanting`: of them, the volunteers who want a co-ordinator.
    """

    at: datetime
    lines: int
    help: int
    longest: timedelta
    people: tuple[OnLine, ...]
    wanting: tuple[Asked, ...]

    def count(self, doing: Doing) -> int:
        """How many do that."""
        return sum(one.doing is doing for one in self.people)


def look(tx: Connection, now: datetime, theirs: ColumnElement[bool]) -> Board:
    """The board of those campaigns that the condition on `Campaign` lets through. `now`: aware UTC."""
    people = tuple(_people(tx, theirs))
    longest = [now - one.since for one in people if one.doing is Doing.RINGING]
    return Board(
        at=now,
        lines=tx.scalar(select(func.count()).where(Leg.ended_at.is_(None))) or 0,
        help=tx.scalar(select(func.count()).select_from(still_open(theirs).subquery())) or 0,
        longest=max(longest, default=timedelta(0)),
        people=people,
        wanting=tuple(listing(tx, theirs, (COORDINATOR,), MOST_WAITING)),
    )


def _people(tx: Connection, theirs: ColumnElement[bool]) -> list[OnLine]:
    """One row a line; with the call in progress, if there is one, and the last one's end."""
    last = (
        select(func.max(Attempt.ended_at)).where(Attempt.session_id == Session.id).correlate(Session)
    ).scalar_subquery()
    calls_for = exists().where(
        VolunteerCampaign.volunteer_id == Volunteer.id, VolunteerCampaign.campaign_id == Campaign.id, theirs
    )
    choosing = and_(Session.campaign_id.is_(None), calls_for.correlate(Volunteer))
    rows = (
        select(
            Volunteer.name, Campaign.title, Session.started_at, Attempt.intended_at, Attempt.answered_at,
            last.label("ended_at"),
        )
        .join(Volunteer, Volunteer.id == Session.volunteer_id)
        .outerjoin(Campaign, Campaign.id == Session.campaign_id)
        .outerjoin(Attempt, and_(Attempt.session_id == Session.id, Attempt.live))
        .where(Session.ended_at.is_(None), or_(theirs & Campaign.id.is_not(None), choosing))
        .order_by(Session.started_at, Session.id)
    )  # fmt: skip
    return [_on_line(row) for row in tx.execute(rows)]


def _on_line(row: Any) -> OnLine:  # noqa: ANN401 (a row)
    if row.intended_at is None:
        return OnLine(row.name, row.title or "", Doing.WAITING, row.ended_at or row.started_at)
    if row.answered_at is None:
        return OnLine(row.name, row.title or "", Doing.RINGING, row.intended_at)
    return OnLine(row.name, row.title or "", Doing.TALKING, row.answered_at)
