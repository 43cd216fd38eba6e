"""Consents: a subscriber's word that calls are welcome 'for the time being' (PECR reg 21(4) and (5))."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from sqlalchemy import ColumnElement, Connection, bindparam, func, insert, select, update

from policy.facts import Consent as Fact
from store import numbers
from store.errors import RefusedError
from store.ledger import Kind, append
from store.models import Consent

_of_number: Final = Consent.number_id == bindparam("number")
_latest: Final = select(Consent).where(_of_number).order_by(Consent.id.desc()).limit(1)
_taken_back: Final = select(func.max(Consent.withdrawn_at)).where(_of_number)


def add(
    tx: Connection, number: int, now: datetime, *, wording: str, obtained_at: datetime, source: str
) -> int:
    """Record a consent and return its id. Times are aware UTC; `obtained_at` is when the subscriber gave it.

    RefusedError where the evidence is not whole: no wording, no source, or a time to come.
    """
    if not wording.strip() or not source.strip():
        raise RefusedError("A consent needs its wording and its source: they are the evidence of it.")
    if obtained_at > now:
        raise RefusedError("A consent cannot be from a time to come: give the time when it was obtained.")
    numbers.lock(tx, number, now)
    row = {"number_id": number, "wording": wording, "obtained_at": obtained_at, "source": source}
    consent: int = tx.execute(insert(Consent).returning(Consent.id), row | {"recorded_at": now}).scalar_one()
    data = {"consent": consent, "number": number, "wording": wording_id(wording)}
    data |= {"obtained_at": obtained_at.isoformat()}
    append(tx, Kind.CONSENT_GIVEN, now, data=data, personal={"source": source})
    return consent


def withdraw(tx: Connection, number: int, now: datetime, *, source: str) -> bool:
    """Take back every consent of the number that is in force; False where there is none.

    RefusedError where nothing is said of how it was taken back.
    """
    if not source.strip():
        raise RefusedError("A withdrawal needs its source: say how it was made, a letter or a call.")
    numbers.lock(tx, number, now)
    in_force = (
        update(Consent)
        .where(Consent.number_id == number, Consent.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
        .returning(Consent.id)
    )
    taken = sorted(tx.execute(in_force).scalars())
    if taken:
        data = {"consents": taken, "number": number}
        append(tx, Kind.CONSENT_WITHDRAWN, now, data=data, personal={"source": source})
    return bool(taken)


@dataclass(frozen=True, slots=True)
class Listed:
    """A consent with its evidence. `e164` is None after an erasure, and then wording and source are empty.

    Times are aware UTC: when the subscriber gave it, when it was recorded here, when it was taken back.
    `wording_id`: what stands for the wording in the ledger.
    """

    e164: str | None
    wording: str
    wording_id: str
    obtained_at: datetime
    source: str
    recorded_at: datetime
    withdrawn_at: datetime | None


def of(tx: Connection, number: int) -> list[Listed]:
    """The number's consents, the first one first."""
    return listing(tx, [Consent.number_id == number])


def listing(
    tx: Connection, where: Sequence[ColumnElement[bool]] = (), *, at_most: int | None = None, after: int = 0
) -> list[Listed]:
    """All consents, or those `where`, the earliest first; `at_most` so many, `after` so many others."""
    columns = (
        Consent.wording, Consent.obtained_at, Consent.source, Consent.recorded_at, Consent.withdrawn_at
    )  # fmt: skip
    by = Consent.obtained_at
    found = numbers.page_of(tx, Consent, columns, where, by=by, at_most=at_most, after=after)
    return [Listed(e164, wording, wording_id(wording), *more) for e164, wording, *more in found]


def fact(tx: Connection, number: int) -> Fact:
    """The number's latest consent as the policy reads it, and when consent was last taken back, of any of its rows.

    `Fact(None, None, "")`: there was none.
    """
    row = tx.execute(_latest, {"number": number}).first()
    if row is None:
        return Fact(None, None, "")
    taken_back = tx.scalar(_taken_back, {"number": number})
    return Fact(row.obtained_at, taken_back, wording_id(row.wording))


def wording_id(wording: str) -> str:
    """What stands for the wording in facts and in the ledger: the beginning of its SHA-256."""
    return sha256(wording.encode()).hexdigest()[:16]
