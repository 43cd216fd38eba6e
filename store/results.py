"""A campaign's results, counted from rows: by outcome, by question, by ward and by hour.

A count over a million calls takes seconds: it is made by the slow queue's worker in one read, which locks nothing, and
never by a web server.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, String, cast, func, select

from store.ledger import Kind, append
from store.models import Answer, Attempt, Contact

LONDON = ZoneInfo("Europe/London")
SURVEYED = ("survey_complete", "survey_partial")
HOUR = len("2026-11-18 18")


@dataclass(frozen=True, slots=True)
class Results:
    """The figures. `outcomes`: calls by outcome id, None while nothing is keyed; `answers`: by question and value.

    `wards`: area, ward, calls, surveys; `hours`: the hour of the day in London, calls, answered calls.
    """

    outcomes: list[tuple[str | None, int]]
    answers: list[tuple[str, str, int]]
    wards: list[tuple[str, str, int, int]]
    hours: list[tuple[int, int, int]]


def count(tx: Connection, campaign: str) -> Results:
    """Count all calls of the campaign that were dialled, and the answers that stand."""
    return Results(
        _outcomes(tx, campaign), _answers(tx, campaign), _wards(tx, campaign), _hours(tx, campaign)
    )


def fetched(tx: Connection, campaign: str, table: str, now: datetime) -> None:
    """That one kind of results was fetched for a spreadsheet is an entry. `now`: aware UTC."""
    append(tx, Kind.RESULTS_EXPORTED, now, campaign=campaign, data={"table": table})


def _outcomes(tx: Connection, campaign: str) -> list[tuple[str | None, int]]:
    rows = (
        select(Attempt.outcome, func.count().label("calls"))
        .where(Attempt.campaign_id == campaign, Attempt.dialled_at.is_not(None))
        .group_by(Attempt.outcome)
        .order_by(func.count().desc(), Attempt.outcome)
    )
    return [(row.outcome, row.calls) for row in tx.execute(rows)]


def _answers(tx: Connection, campaign: str) -> list[tuple[str, str, int]]:
    """Several answers to one question count each."""
    rows = (
        select(Answer.question, Answer.value, func.count().label("given"))
        .join(Attempt, Attempt.id == Answer.attempt_id)
        .where(Attempt.campaign_id == campaign, Answer.superseded_at.is_(None))
        .group_by(Answer.question, Answer.value)
    )
    found: Counter[tuple[str, str]] = Counter()
    for row in tx.execute(rows):
        for value in row.value.split(","):
            found[row.question, value] += row.given
    return [(question, value, given) for (question, value), given in sorted(found.items())]


def _wards(tx: Connection, campaign: str) -> list[tuple[str, str, int, int]]:
    rows = (
        select(
            Contact.area,
            Contact.ward,
            func.count().label("calls"),
            func.count().filter(Attempt.outcome.in_(SURVEYED)).label("surveys"),
        )
        .join(Contact, Contact.id == Attempt.contact_id)
        .where(Attempt.campaign_id == campaign, Attempt.dialled_at.is_not(None))
        .group_by(Contact.area, Contact.ward)
        .order_by(Contact.area, Contact.ward)
    )
    return [(row.area, row.ward, row.calls, row.surveys) for row in tx.execute(rows)]


def _hours(tx: Connection, campaign: str) -> list[tuple[int, int, int]]:
    """The databases count by the hour in UTC; which hour that was in London is worked out of those few."""
    hour = func.substr(cast(Attempt.dialled_at, String), 1, HOUR).label("hour")
    rows = (
        select(hour, func.count().label("calls"), func.count(Attempt.answered_at).label("answered"))
        .where(Attempt.campaign_id == campaign, Attempt.dialled_at.is_not(None))
        .group_by(hour)
    )
    calls: Counter[int] = Counter()
    answered: Counter[int] = Counter()
    for row in tx.execute(rows):
        local = datetime.strptime(row.hour, "%Y-%m-%d %H").replace(tzinfo=UTC).astimezone(LONDON).hour
        calls[local] += row.calls
        answered[local] += row.answered
    return [(one, calls[one], answered[one]) for one in sorted(calls)]
