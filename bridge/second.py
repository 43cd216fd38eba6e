"""What keypad or page said second: kept on record, while what the other said first counts; and the keypad is told.

A save on the page moves the line on. A key that was pressed for the turn before it, in that moment, is read here
by the state that the volunteer heard.
"""

from typing import Final

from sqlalchemy import insert, select

from bridge import records
from bridge.desk import Desk
from bridge.play import play
from ivr.advance import advance
from ivr.codec import from_json
from ivr.effects import OptOut, SaveAnswer, SaveOutcome
from ivr.events import Digits
from ivr.page import Overtaken
from store.ledger import Kind
from store.models import Answer, Outcome

PROVISIONAL: Final = (None, "answered", "dropped")
"""Outcomes that another outcome only makes more exact: no two answers to one question."""


def remember(desk: Desk, turn: str, state: str) -> None:
    """The page has moved the line on from this turn and state, if it has."""
    if desk.row["turn"] != turn:
        desk.row["overtaken_turn"], desk.row["overtaken_state"] = turn, state


def key(desk: Desk, keys: str) -> None:
    """Keys for the turn that was overtaken: what they would have said is kept, and their presser told."""
    state = from_json(desk.row["overtaken_state"])
    desk.row["overtaken_turn"] = desk.row["overtaken_state"] = None
    _, effects = advance(desk.flow, state, Digits(keys))
    answers = [one for one in effects if isinstance(one, SaveAnswer)]
    outcomes = [one for one in effects if isinstance(one, SaveOutcome)]
    kept = [keep_answer(desk, one) for one in answers]
    if not answers:  # an outcome that follows from an answer is no second one
        kept += [keep_outcome(desk, one) for one in outcomes]
    for effect in effects:
        if isinstance(effect, OptOut):  # no more calls means no more calls, whoever says it when
            records.write(desk, effect)
    if any(kept):
        play(desk, Overtaken(), replying=True)


def keep_answer(desk: Desk, said: SaveAnswer) -> bool:
    """Keep an answer beside the one that counts; False: it is the same."""
    about = int(said.about.id)
    first = desk.tx.scalar(
        select(Answer.value).where(
            Answer.attempt_id == said.attempt,
            Answer.contact_id == about,
            Answer.question == said.question,
            Answer.superseded_at.is_(None),
        )
    )
    if first is None or first == said.value:
        records.write(desk, said)  # the first to this question after all
        return False
    row = {"attempt_id": said.attempt, "contact_id": about, "question": said.question, "value": said.value}
    desk.tx.execute(insert(Answer).values(**row, channel=desk.channel, at=desk.now, superseded_at=desk.now))
    desk.log(
        Kind.ANSWER_SECOND,
        attempt=said.attempt,
        contact=about,
        data={"question": said.question, "channel": desk.channel},
        personal={"value": said.value} if said.value else None,
    )
    return True


def keep_outcome(desk: Desk, said: SaveOutcome) -> bool:
    """Keep an outcome beside the one that counts; False: it is the same, or only less exact."""
    row = desk.attempt(said.attempt)
    if said.outcome in (*PROVISIONAL, row["outcome"]):
        return False
    desk.tx.execute(
        insert(Outcome).values(
            attempt_id=said.attempt,
            outcome=said.outcome,
            channel=desk.channel,
            at=desk.now,
            superseded_at=desk.now,
        )
    )
    desk.log(
        Kind.OUTCOME_SECOND,
        attempt=said.attempt,
        contact=row["contact_id"],
        data={"outcome": said.outcome, "channel": desk.channel},
    )
    return True
