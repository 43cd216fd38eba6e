"""Consents: a subscriber's word that calls are welcome 'for the time being' (PECR reg 21(4) and (5))."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, func, insert, select, update

from policy.facts import Consent as Fact
from store import numbers
from store.errors import RefusedError
from store.ledger import Kind, append
from store.models import Consent


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


def fact(tx: Connection, number: int) -> Fact:
    """The number's latest consent as the policy reads it, and when consent was last taken back, of any of its rows.

    `Fact(None, None, "")`: there was none.
    """
    latest = select(Consent).where(Consent.number_id == number).order_by(Consent.id.desc()).limit(1)
    row = tx.execute(latest).first()
    if row is None:
        return Fact(None, None, "")
    taken_back = tx.scalar(select(func.max(Consent.withdrawn_at)).where(Consent.number_id == number))
    return Fact(row.obtained_at, taken_back, wording_id(row.wording))


def wording_id(wording: str) -> str:
    """What stands for the wording in facts and in the ledger: the beginning of its SHA-256."""
    return sha256(wording.encode()).hexdigest()[:16]
