"""One transaction's hold on one session: its row, its state and flow, and what the transaction will leave behind."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import Connection, bindparam, func, insert, select, update

from bridge import outbox
from bridge.parts import Parts
from ivr.codec import from_json, to_json
from ivr.flow import Flow
from ivr.state import State
from store.ledger import Kind, append
from store.models import Attempt, Claim, Session

# Statements are made once: to put one together takes longer than SQLite takes to run it.
_KEYS: Final = {"id": Session.id, "leg_sid": Session.leg_sid, "turn": Session.turn}
# A row that only refers to the session, such as another one's order to end a leg of its attempt, does not wait, or
# the two would wait for each other.
_CLAIMED: Final = (
    select(func.min(Claim.lease_until))
    .where(Claim.session_id == Session.id)
    .scalar_subquery()
    .label("claimed_until")
)
_LOCKED: Final = {
    name: select(Session, _CLAIMED).where(column == bindparam("wanted")).with_for_update(key_share=True)
    for name, column in _KEYS.items()
}
_SAVE: Final = update(Session).where(Session.id == bindparam("session"))
_NEW: Final = insert(Session)
_ATTEMPT: Final = select(Attempt).where(Attempt.id == bindparam("attempt"))
_CHANGE: Final = update(Attempt).where(Attempt.id == bindparam("attempt"))


@dataclass(frozen=True, slots=True)
class Checked:
    """A PIN held, before the transaction, against the hash of each volunteer who may be calling: whose it is."""

    pin: str
    right: tuple[int, ...]


@dataclass(slots=True)
class Desk:
    """The session's columns as they will be saved, its state, and the queues to wake after the commit."""

    tx: Connection
    parts: Parts
    now: datetime
    row: dict[str, Any]
    state: State
    read: Mapping[Any, Any]
    """The row as it stands in the database."""
    checked: Checked | None = None
    channel: Literal["keypad", "page"] = "keypad"
    """How the volunteer says what is written down."""
    wake: set[str] = field(default_factory=set)

    @property
    def id(self) -> str:
        """The session's id."""
        return str(self.row["id"])

    @property
    def flow(self) -> Flow:
        """The call flow that the session plays now."""
        return self.parts.flows.get(self.tx, self.row["flow_version"])

    @property
    def volunteer(self) -> int | None:
        """Who has signed in."""
        return self.row["volunteer_id"]  # type: ignore[no-any-return]  # a column of a row mapping

    @property
    def campaign(self) -> str | None:
        """The campaign being called for."""
        return self.row["campaign_id"]  # type: ignore[no-any-return]  # a column of a row mapping

    @property
    def ended(self) -> bool:
        """Whether the volunteer's leg is no more."""
        return self.row["ended_at"] is not None

    def order(self, kind: outbox.OrderKind, key: str, **ids: Any) -> None:  # noqa: ANN401 (passed on as it is)
        """Put an order in the outbox, and see that its worker wakes."""
        self.wake.add(outbox.put(self.tx, kind, key, self.now, **ids))

    def log(self, kind: Kind, *, attempt: str | None = None, contact: int | None = None, **more: Any) -> int:  # noqa: ANN401 (passed on)
        """Write a ledger entry of this session. `more`: `data` and `personal`."""
        return append(
            self.tx,
            kind,
            self.now,
            campaign=self.campaign,
            session=self.id,
            attempt=attempt,
            contact=contact,
            volunteer=self.volunteer,
            **more,
        )

    def attempt(self, attempt_id: str) -> Mapping[Any, Any]:
        """An attempt's row, as it stands now."""
        return self.tx.execute(_ATTEMPT, {"attempt": attempt_id}).mappings().one()

    def change_attempt(self, attempt_id: str, **values: Any) -> None:  # noqa: ANN401 (columns)
        """Change an attempt's columns."""
        self.tx.execute(_CHANGE, {"attempt": attempt_id, **values})

    def look_again_in(self, wait: timedelta) -> None:
        """Set the deadline past which this session is looked at if nothing is heard."""
        self.row["deadline_at"] = self.now + wait

    def save(self) -> None:
        """Write what has changed of the session's row."""
        self.row["state"] = to_json(self.state)
        changed = {name: value for name, value in self.row.items() if value != self.read[name]}
        if changed:
            self.tx.execute(_SAVE, {"session": self.id, **changed})
            self.read = dict(self.row)


def new_turn() -> str:
    """An opaque id for a turn (96 bits)."""
    return secrets.token_hex(12)


def open_session(tx: Connection, parts: Parts, now: datetime, session_id: str, **columns: Any) -> Desk:  # noqa: ANN401 (columns)
    """A new session, at the very start of the line."""
    state = State(step="arrive")
    row: dict[str, Any] = {
        "id": session_id,
        "volunteer_id": None,
        "expected_id": None,
        "number_id": None,
        "campaign_id": None,
        "flow_version": parts.flows.line(tx),
        "leg_sid": None,
        "state": to_json(state),
        "turn": new_turn(),
        "reply": "",
        "given": False,
        "attempt_id": None,
        "in_room": False,
        "deadline_at": None,
        "hold_fetches": 0,
        "started_at": now,
        "ended_at": None,
        **columns,
    }
    tx.execute(_NEW, row)
    return Desk(tx, parts, now, row, state, dict(row))


def lock_session(tx: Connection, parts: Parts, now: datetime, **where: str) -> Desk | None:
    """The session with this `id`, `leg_sid` or `turn`, its row locked; None where there is none."""
    ((column, value),) = where.items()
    row = tx.execute(_LOCKED[column], {"wanted": value}).mappings().first()
    return None if row is None else Desk(tx, parts, now, dict(row), from_json(row["state"]), row)
