"""Outcomes and answers: the newest counts, what it supersedes stays on record, and the ledger hears of both."""

from typing import Final

from sqlalchemy import bindparam, insert, select, update

from bridge.desk import Desk
from ivr.effects import SaveAnswer
from store.ledger import Kind
from store.models import Answer, Outcome

_OUTCOME_IN_FORCE: Final = (Outcome.attempt_id == bindparam("attempt"), Outcome.superseded_at.is_(None))
_ANSWER_IN_FORCE: Final = (
    Answer.attempt_id == bindparam("attempt"),
    Answer.contact_id == bindparam("contact"),
    Answer.question == bindparam("asked"),
    Answer.superseded_at.is_(None),
)
_SUPERSEDE_OUTCOME: Final = update(Outcome).where(*_OUTCOME_IN_FORCE)
_OUTCOME: Final = insert(Outcome)
_BEFORE: Final = select(Answer.value).where(*_ANSWER_IN_FORCE)
_SUPERSEDE_ANSWER: Final = update(Answer).where(*_ANSWER_IN_FORCE)
_ANSWER: Final = insert(Answer)


def save(desk: Desk, attempt: str, outcome: str, *, channel: str) -> None:
    """Set the attempt's outcome; an earlier one stays on record. The calling list is told what became of it."""
    before = desk.attempt(attempt)
    if before["outcome"] == outcome:
        return
    kind = Kind.OUTCOME_SET if before["outcome"] is None else Kind.OUTCOME_CORRECTED
    desk.tx.execute(_SUPERSEDE_OUTCOME, {"attempt": attempt, "superseded_at": desk.now})
    row = {"attempt_id": attempt, "outcome": outcome, "channel": channel, "at": desk.now}
    desk.tx.execute(_OUTCOME, row)
    desk.change_attempt(attempt, outcome=outcome)
    desk.log(
        kind, attempt=attempt, contact=before["contact_id"], data={"outcome": outcome, "channel": channel}
    )
    desk.parts.calling_list.settle(desk.tx, attempt, outcome, desk.now)


def save_answer(desk: Desk, answer: SaveAnswer, *, channel: str) -> None:
    """Set an answer, or take it back; the value that stood before stays on record. The ledger holds a commitment."""
    about = int(answer.about.id)
    which = {"attempt": answer.attempt, "contact": about, "asked": answer.question}
    before = desk.tx.execute(_BEFORE, which).first()
    if (before.value if before else None) == answer.value:
        return
    if before is not None:
        desk.tx.execute(_SUPERSEDE_ANSWER, {**which, "superseded_at": desk.now})
    row = {
        "attempt_id": answer.attempt, "contact_id": about, "question": answer.question,
        "value": answer.value, "channel": channel, "at": desk.now,
    }  # fmt: skip
    desk.tx.execute(_ANSWER, row)
    if answer.value is None:
        kind, personal = Kind.ANSWER_WITHDRAWN, {}
    else:
        kind, personal = Kind.ANSWER_CORRECTED if before else Kind.ANSWER_GIVEN, {"value": answer.value}
    desk.log(
        kind,
        attempt=answer.attempt,
        contact=about,
        data={"question": answer.question, "channel": channel},
        personal=personal,
    )
