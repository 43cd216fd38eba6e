"""How a volunteer's line stands, for their page: one indexed read, and a mark that changes when anything does."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Connection, and_, bindparam, or_, select

from bridge.page import being_rung
from ivr.codec import from_json
from ivr.state import State
from store.models import Attempt, Session


@unique
class Phase(StrEnum):
    """How far things have come."""

    APART = "apart"
    """There is no line."""
    RINGING_YOU = "ringing_you"
    """The service rings the volunteer's telephone."""
    SIGN_IN = "sign_in"
    """The line is up, and waits for the PIN."""
    READY = "ready"
    OFFERED = "offered"
    CONNECTING = "connecting"
    RINGING = "ringing"
    TALKING = "talking"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Standing:
    """How the line stands. `since`: when the talking began, aware UTC; `mark`: the same as long as nothing changes."""

    phase: Phase
    mark: str
    turn: str = ""
    since: datetime | None = None
    campaign: str | None = None
    flow: str | None = None
    state: State | None = None


_LINE: Final = (
    select(
        Session.id,
        Session.turn,
        Session.state,
        Session.campaign_id,
        Session.flow_version,
        Session.volunteer_id,
        Session.reply != "",
        Attempt.state.label("attempt_state"),
        Attempt.answered_at,
        Attempt.joined_at,
        Attempt.outcome,
    )
    .outerjoin(Attempt, Attempt.id == Session.attempt_id)
    .where(
        Session.ended_at.is_(None),
        or_(
            Session.volunteer_id == bindparam("volunteer"),
            and_(Session.volunteer_id.is_(None), Session.expected_id == bindparam("volunteer")),
        ),
    )
    .order_by(Session.volunteer_id.is_(None), Session.started_at.desc())
    .limit(1)
)


def standing(tx: Connection, volunteer: int) -> Standing:
    """How this volunteer's line stands now."""
    row = tx.execute(_LINE, {"volunteer": volunteer}).first()
    if row is None:
        phase = Phase.RINGING_YOU if being_rung(tx, volunteer) else Phase.APART
        return Standing(phase, phase.value)
    state = from_json(row.state)
    mark = sha256(repr(tuple(row)).encode()).hexdigest()[:32]
    since = row.joined_at or row.answered_at
    return Standing(_phase(row, state), mark, row.turn, since, row.campaign_id, row.flow_version, state)


def _phase(row: Any, state: State) -> Phase:  # noqa: ANN401 (a row)
    call = state.call
    if row.volunteer_id is None:
        answered = state.step != "arrive"
        return Phase.SIGN_IN if answered else Phase.RINGING_YOU
    if call is None or call.correcting:
        return Phase.READY
    if call.phase == "ringing":
        return Phase.RINGING if row.attempt_state in ("ringing", "answered") else Phase.CONNECTING
    return Phase(call.phase)
