"""What is on record here of the carrier's calls: the ledger's entries, which nobody changes, and the rows they name."""

import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, func, select

from store.ledger import Kind
from store.models import Attempt, Entry, Leg, Number, Session
from store.numbers import fingerprint, suppression

LONGEST: Final = timedelta(days=1)
"""No call lasts so long: its first entry and its last are less than this apart."""
TOLD: Final = (Kind.LEG_STATUS.value, Kind.LEG_ENDED.value)


@dataclass(slots=True)
class Logged:
    """A call by its entries. `begun`: the first one; `status`, `seconds`: of the entry that it ended, if it did."""

    begun: datetime
    role: str
    attempt: str | None
    session: str | None
    status: str | None = None
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """The number at the other end as its row has it: `digits` until they went, and the keyed hash."""

    digits: str | None
    mark: str
    caller_id: str | None

    def is_of(self, e164: str, key: bytes) -> bool:
        """Whether the number is this one, by its digits and by its hash."""
        marks = (fingerprint(e164, key), suppression(e164, key))
        return self.digits in (None, e164) and any(hmac.compare_digest(self.mark, one) for one in marks)


def logged(tx: Connection, since: datetime, until: datetime) -> dict[str, Logged]:
    """The calls that the ledger tells of around this time, by the carrier's ids."""
    entries = select(Entry.at, Entry.kind, Entry.attempt_id, Entry.session_id, Entry.data)
    within = (Entry.at >= since - LONGEST, Entry.at < until + LONGEST, Entry.kind.in_(TOLD))
    found = dict[str, Logged]()
    for row in tx.execute(entries.where(*within).order_by(Entry.id)):
        fresh = Logged(row.at, row.data["role"], row.attempt_id, row.session_id)
        call = found.setdefault(row.data["sid"], fresh)
        if row.kind == Kind.LEG_ENDED:
            call.status, call.seconds = row.data["status"], row.data["seconds"]
    return found


def seconds(tx: Connection, sids: Collection[str]) -> dict[str, int]:
    """How long the legs lasted, by their rows: it may be told after the end."""
    query = select(Leg.sid, Leg.seconds).where(Leg.sid.in_(sids), Leg.seconds.is_not(None))
    return {row.sid: row.seconds for row in tx.execute(query)}


def lines(tx: Connection, calls: Collection[Logged]) -> dict[str, Line]:
    """The numbers of these calls, by the attempts' and the sessions' ids; none where the row is gone."""
    attempts = {call.attempt for call in calls if call.attempt is not None}
    sessions = {call.session for call in calls if call.session is not None}
    dialled = select(Attempt.id, Attempt.caller_id, Number.e164, Number.hmac).join(
        Number, Number.id == Attempt.number_id
    )
    rang = select(Session.id, Number.e164, Number.hmac).join(Number, Number.id == Session.number_id)
    found = {
        row.id: Line(row.e164, row.hmac, row.caller_id)
        for row in tx.execute(dialled.where(Attempt.id.in_(attempts)))
    }
    return found | {
        row.id: Line(row.e164, row.hmac, None) for row in tx.execute(rang.where(Session.id.in_(sessions)))
    }


def rows(tx: Connection, since: datetime, until: datetime) -> Any:  # noqa: ANN401 (rows)
    """The legs as the tables have them: what the ledger is to tell of too."""
    query = select(Leg.sid, Leg.role, Leg.created_at).where(Leg.created_at >= since, Leg.created_at < until)
    return tx.execute(query.order_by(Leg.created_at))


def recorded(tx: Connection, since: datetime, until: datetime) -> int:
    """How many calls the tables have of the period: for how far a comparison is."""
    within = (Leg.created_at >= since, Leg.created_at < until)
    return tx.scalar(select(func.count()).select_from(Leg).where(*within)) or 0
