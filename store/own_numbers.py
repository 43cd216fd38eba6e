"""The service's own numbers: whether somebody who rings one of them is answered here, as last looked at."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, delete, insert, select

from store.models import OwnNumber

_ANSWERED: Final = select(OwnNumber.answered).where(OwnNumber.e164 == bindparam("e164"))


def note(tx: Connection, answered: Mapping[str, bool], now: datetime) -> None:
    """Keep what was found at the carrier, by number (E.164), in place of what was found before."""
    tx.execute(delete(OwnNumber).where(OwnNumber.e164.in_(answered)))
    rows = [{"e164": e164, "answered": here, "looked_at": now} for e164, here in answered.items()]
    if rows:
        tx.execute(insert(OwnNumber), rows)


def answered(tx: Connection, e164: str) -> bool | None:
    """Whether the number is answered here; None: it was never looked at."""
    return tx.scalar(_ANSWERED, {"e164": e164})
