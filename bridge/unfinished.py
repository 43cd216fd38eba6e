"""Calls to be finished or corrected, as the flow takes them up again."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, select

from bridge import household
from ivr.events import Person, Unfinished
from store.models import Answer, Attempt, Number, Session

LONDON: Final = ZoneInfo("Europe/London")
_OF_NOBODY: Final = Attempt.number_id.in_(select(Number.id).where(Number.erased_at.is_not(None)))
"""Calls to who was forgotten since: there is nothing to finish, and nothing may be added."""
_LEFT: Final = (
    select(Attempt)
    .join(Session, Session.id == Attempt.session_id)
    .where(
        Attempt.volunteer_id == bindparam("volunteer"),
        Attempt.finished_at.is_(None),
        Attempt.answered_at.is_not(None),
        ~_OF_NOBODY,
        ~Attempt.live | Session.ended_at.is_not(None),
    )
    .order_by(Attempt.intended_at.desc())
    .limit(1)
)
_LAST: Final = (
    select(Attempt)
    .where(
        Attempt.volunteer_id == bindparam("volunteer"), Attempt.finished_at >= bindparam("since"), ~_OF_NOBODY
    )
    .order_by(Attempt.finished_at.desc())
    .limit(1)
)


def of(tx: Connection, volunteer: int) -> Unfinished | None:
    """The volunteer's newest call whose contact was spoken to, or may have been, and whose outcome is not finished."""
    row = tx.execute(_LEFT, {"volunteer": volunteer}).mappings().first()
    if row is None:
        return None
    left = of_attempt(tx, row)
    # "Dropped" is what the service made of it: what became of the call is still to be asked.
    return replace(left, outcome=None) if left.outcome == "dropped" else left


def last_today(tx: Connection, volunteer: int, now: datetime) -> Unfinished | None:
    """The volunteer's last finished call of this London day."""
    midnight = now.astimezone(LONDON).replace(hour=0, minute=0, second=0, microsecond=0)
    row = tx.execute(_LAST, {"volunteer": volunteer, "since": midnight}).mappings().first()
    return of_attempt(tx, row) if row else None


def answers_of(tx: Connection, attempt: str, about: int) -> dict[str, str]:
    """What somebody's answers are now, by question."""
    given = select(Answer.question, Answer.value).where(
        Answer.attempt_id == attempt,
        Answer.contact_id == about,
        Answer.superseded_at.is_(None),
        Answer.value.is_not(None),
    )
    return {row.question: row.value for row in tx.execute(given.order_by(Answer.id))}


def of_attempt(tx: Connection, row: Mapping[Any, Any]) -> Unfinished:
    """An attempt as it was left."""
    given = tx.execute(
        select(Answer.contact_id, Answer.question, Answer.value)
        .where(Answer.attempt_id == row["id"], Answer.superseded_at.is_(None), Answer.value.is_not(None))
        .order_by(Answer.id)
    ).all()
    about = given[-1].contact_id if given else row["contact_id"]
    return Unfinished(
        attempt=row["id"],
        contact=Person(str(row["contact_id"])),
        household=tuple(Person(str(other)) for other in household.others(tx, row["contact_id"])),
        about=Person(str(about)),
        outcome=row["outcome"],
        answers=_answers(given, about),
        kept=tuple(
            (Person(str(one)), _answers(given, one))
            for one in sorted({row.contact_id for row in given} - {about})
        ),
    )


def _answers(given: Sequence[Any], about: int) -> tuple[tuple[str, str], ...]:
    return tuple((one.question, one.value) for one in given if one.contact_id == about)
