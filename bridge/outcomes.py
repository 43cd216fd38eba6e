"""Outcomes and answers: the newest counts, what it supersedes stays on record, and the ledger hears of both."""

from sqlalchemy import insert, select, update

from bridge.desk import Desk
from ivr.effects import SaveAnswer
from store.ledger import Kind
from store.models import Answer, Outcome


def save(desk: Desk, attempt: str, outcome: str, *, channel: str) -> None:
    """Set the attempt's outcome; an earlier one stays on record. The calling list is told what became of it."""
    before = desk.attempt(attempt)
    if before["outcome"] == outcome:
        return
    kind = Kind.OUTCOME_SET if before["outcome"] is None else Kind.OUTCOME_CORRECTED
    desk.tx.execute(
        update(Outcome)
        .where(Outcome.attempt_id == attempt, Outcome.superseded_at.is_(None))
        .values(superseded_at=desk.now)
    )
    desk.tx.execute(insert(Outcome).values(attempt_id=attempt, outcome=outcome, channel=channel, at=desk.now))
    desk.change_attempt(attempt, outcome=outcome)
    desk.log(
        kind, attempt=attempt, contact=before["contact_id"], data={"outcome": outcome, "channel": channel}
    )
    desk.parts.calling_list.settle(desk.tx, attempt, outcome, desk.now)


def save_answer(desk: Desk, answer: SaveAnswer, *, channel: str) -> None:
    """Set an answer, or take it back; the value that stood before stays on record. The ledger holds a commitment."""
    about = int(answer.about.id)
    where = (
        Answer.attempt_id == answer.attempt,
        Answer.contact_id == about,
        Answer.question == answer.question,
        Answer.superseded_at.is_(None),
    )
    before = desk.tx.execute(select(Answer.id, Answer.value).where(*where)).first()
    if (before.value if before else None) == answer.value:
        return
    desk.tx.execute(update(Answer).where(*where).values(superseded_at=desk.now))
    desk.tx.execute(
        insert(Answer).values(
            attempt_id=answer.attempt,
            contact_id=about,
            question=answer.question,
            value=answer.value,
            channel=channel,
            at=desk.now,
        )
    )
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
