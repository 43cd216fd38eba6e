"""Permits: leave to dial one number once. Made and spent in one transaction, at the moment of dialling.

The database holds the same rules by itself: a partial unique index (one live attempt to a number), a check (no
dialling state without a permit) and a trigger (the permit is this attempt's, unspent and not expired).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, insert, select, update

from store.models import Attempt, Number, Permit, new_id

_NUMBER: Final = (
    select(Attempt.number_id, Attempt.caller_id, Number.e164)
    .join(Number, Number.id == Attempt.number_id)
    .where(Attempt.id == bindparam("attempt"))
)
_MAKE: Final = insert(Permit)
_DIALLING: Final = update(Attempt).where(Attempt.id == bindparam("attempt"))
_SPEND: Final = update(Permit).where(Permit.id == bindparam("permit"))


@dataclass(frozen=True, slots=True)
class SpentPermit:
    """Proof that a permit was spent for this attempt: the only thing `bridge.dial.dial_contact` accepts."""

    id: str
    attempt_id: str
    e164: str
    caller_id: str
    expires_at: datetime


def make_and_spend(
    tx: Connection, attempt_id: str, entry_id: int, now: datetime, expires_at: datetime
) -> SpentPermit:
    """Make a permit from the decision in ledger entry `entry_id`, and spend it: the attempt is `dialling` from now.

    Raises the database's IntegrityError or OperationalError where its own rules are against it.
    """
    row = tx.execute(_NUMBER, {"attempt": attempt_id}).one()
    permit = new_id()
    about = {"attempt_id": attempt_id, "number_id": row.number_id, "entry_id": entry_id}
    tx.execute(_MAKE, {"id": permit, **about, "issued_at": now, "expires_at": expires_at})
    dialling = {"state": "dialling", "permit_id": permit, "dialled_at": now, "leg_sid": None}
    tx.execute(_DIALLING, {"attempt": attempt_id, **dialling})
    tx.execute(_SPEND, {"permit": permit, "spent_at": now})
    return SpentPermit(permit, attempt_id, row.e164, row.caller_id, expires_at)
