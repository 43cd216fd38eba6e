"""The record beside the two telephones: the newest session's ledger entries as sentences, by London time."""

from dataclasses import asdict, dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, select

from console.sentences import sentence
from console.words import clock_time
from store.models import Attempt, Contact, Entry, Session

MOST: Final = 200
"""Entries in one reply; the page asks again for the rest."""

entries = Entry.__table__
sessions = Session.__table__
attempts = Attempt.__table__
contacts = Contact.__table__


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as the page shows it. `iso`: UTC; `time`: London. `decision`: with every rule."""

    id: int
    iso: str
    time: str
    kind: str
    sentence: str
    decision: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever was rung last in the session, but not their number. They may ring back `caller_id`."""

    name: str
    ward: str
    caller_id: str


@dataclass(frozen=True, slots=True)
class Record:
    """What is new in the newest session's record. `session`: its id, empty where nobody has rung in yet."""

    session: str
    contact: Person | None
    entries: tuple[Line, ...]

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self)


def read_record(tx: Connection, session: str, after: int) -> Record:
    """Entries of the newest session past entry `after`; from its beginning if it is not `session`."""
    newest = tx.scalar(select(sessions.c.id).order_by(sessions.c.started_at.desc()).limit(1))
    if newest is None:
        return Record("", None, ())
    found = tx.execute(
        select(entries)
        .where(entries.c.session_id == newest, entries.c.id > (after if newest == session else 0))
        .order_by(entries.c.id)
        .limit(MOST)
    )
    return Record(newest, _last_rung(tx, newest), tuple(_line(row) for row in found))


def _last_rung(tx: Connection, session: str) -> Person | None:
    row = tx.execute(
        select(contacts.c.first_name, contacts.c.last_name, contacts.c.ward, attempts.c.caller_id)
        .join(attempts, attempts.c.contact_id == contacts.c.id)
        .where(attempts.c.session_id == session)
        .order_by(attempts.c.intended_at.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    return Person(f"{row.first_name} {row.last_name}".strip(), row.ward, row.caller_id)


def _line(row: Row[Any]) -> Line:
    return Line(
        id=row.id,
        iso=row.at.isoformat(),
        time=clock_time(row.at),
        kind=row.kind,
        sentence=sentence(row.kind, row.data),
        decision=row.data.get("decision"),
    )
