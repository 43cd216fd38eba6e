"""What the carrier tells us, as frozen values: `webhooks` parses a form into one of these and hands it over."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from ivr.events import Fate

Answered = Literal["human", "machine_start", "fax", "unknown"]

RANK: Final = {
    "queued": 0,
    "initiated": 1,
    "ringing": 2,
    "in-progress": 3,
    "completed": 4,
    "busy": 4,
    "failed": 4,
    "no-answer": 4,
    "canceled": 4,
}
"""A call's status by how far along it is: order of delivery is not guaranteed, so only a step forward counts."""

ENDED: Final[dict[str, Fate]] = {
    "completed": "completed",
    "busy": "busy",
    "failed": "failed",
    "no-answer": "no_answer",
    "canceled": "cancelled",
}


@dataclass(frozen=True, slots=True)
class Delivery:
    """One webhook as it came. `key`: the same for the same delivery; `token`: the carrier's own mark, if sent."""

    key: str
    token: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Ring:
    """A leg has reached us. `caller`, `called`: E.164, or None where withheld or no number."""

    sid: str
    caller: str | None
    called: str | None


@dataclass(frozen=True, slots=True)
class Turn:
    """A request for a turn's reply. `keys`: None where the request carries none; `left_room`: the Dial has ended."""

    sid: str
    turn: str
    keys: str | None
    left_room: bool


@dataclass(frozen=True, slots=True)
class LegStatus:
    """A call's status. `sequence`: the carrier's count from 0; `at`: when it was so, if not just now."""

    sid: str
    status: str
    sequence: int | None
    seconds: int | None
    sip_code: str | None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Machine detection's verdict on a contact's leg, `after_ms` the answer."""

    sid: str
    answered_by: Answered
    after_ms: int | None


@dataclass(frozen=True, slots=True)
class RoomEvent:
    """An event of a room: `start end join leave`, and for the last two whose leg it is."""

    event: Literal["start", "end", "join", "leave"]
    sid: str | None
    sequence: int | None
