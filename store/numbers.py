"""Telephone numbers: one row each, found again by a keyed hash. Everywhere else a number is its row's id.

A number whose owner was erased keeps its row without the digits, and another hash, under a key of the suppression's
own: it is recognised when somebody gives it again, and by nothing else that was kept.
"""

import hmac
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from store.models import Consent, Number, OptOut

_SUPPRESSION: Final = b"suppressed numbers"
_ERASING: Final = 0x45524153
"""PostgreSQL's advisory lock between an erasure and whoever makes rows for new numbers."""

_find: Final = (
    select(Number.id, Number.e164, Number.erased_at)
    .where(Number.hmac.in_((bindparam("hmac"), bindparam("suppressed"))))
    .order_by(Number.erased_at.is_(None))
)
_e164: Final = select(Number.e164).where(Number.id == bindparam("id"))
_erased: Final = select(Number.hmac).where(Number.erased_at.is_not(None))
_insert: Final = {
    "sqlite": sqlite.insert(Number).on_conflict_do_nothing(index_elements=["hmac"]).returning(Number.id),
    "postgresql": postgresql.insert(Number)
    .on_conflict_do_nothing(index_elements=["hmac"])
    .returning(Number.id),
}
_lock: Final = update(Number).where(Number.id == bindparam("number"))


def fingerprint(e164: str, key: bytes) -> str:
    """The number's keyed hash, in hex: the same number always has the same one."""
    return hmac.digest(key, e164.encode(), sha256).hex()


def suppression(e164: str, key: bytes) -> str:
    """What alone is kept of an erased number: its hash under a key of its own, made from `key`; in hex."""
    return fingerprint(e164, hmac.digest(key, _SUPPRESSION, sha256))


def number_id(tx: Connection, e164: str, key: bytes) -> int:
    """The id of a number's row, made if it is new. Of two who make it at once, both get the same.

    A number that was erased keeps its row without its digits: it is not dialled again for being seen. One whose
    digits went because nothing needed them gets them back.
    """
    known = _marks(e164, key)
    found = tx.execute(_find, known).first()
    if found is None:
        keep_erasures_out(tx)
        found = tx.execute(_find, known).first()
    if found is None:
        made: int | None = tx.scalar(_insert[tx.dialect.name], {"e164": e164, "hmac": known["hmac"]})
        if made is not None:
            return made
        found = tx.execute(_find, known).one()  # somebody else made it between the two
    if found.e164 is None and found.erased_at is None:
        tx.execute(update(Number).where(Number.id == found.id).values(e164=e164))
    return int(found.id)


def find(tx: Connection, e164: str, key: bytes) -> int | None:
    """The id of a number's row, erased or not; None where the number was never seen."""
    found: int | None = tx.scalar(_find, _marks(e164, key))
    return found


def e164_of(tx: Connection, number: int) -> str | None:
    """The number itself; None after an erasure, or where there is no such row."""
    return tx.scalar(_e164, {"id": number})


def erased(tx: Connection) -> frozenset[str]:
    """The suppression's hashes of all who were erased."""
    return frozenset(tx.scalars(_erased))


def page_of(
    tx: Connection,
    rows: type[OptOut | Consent],
    columns: Sequence[Any],
    where: Iterable[ColumnElement[bool]],
    *,
    by: Any,  # noqa: ANN401 (a column of times)
    at_most: int | None,
    after: int,
) -> Sequence[Row[*tuple[Any, ...]]]:
    """These columns behind the `e164` of whose they are (None: erased), the earliest first, `by` a time."""
    query = select(Number.e164, *columns).join(Number, Number.id == rows.number_id).where(*where)
    return tx.execute(query.order_by(by, rows.id).limit(at_most).offset(after)).all()


def lock(tx: Connection, number: int, now: datetime) -> None:
    """Hold the number's row until the transaction ends: an opt-out and a permit never overlap."""
    tx.execute(_lock, {"number": number, "locked_at": now})


def keep_erasures_out(tx: Connection) -> None:
    """Nobody is erased until the transaction ends: what it found to be new cannot be suppressed meanwhile."""
    _advisory(tx, shared=True)


def keep_newcomers_out(tx: Connection) -> None:
    """No row is made for a new number until the transaction ends. For an erasure, before anything else of it."""
    _advisory(tx, shared=False)


def _advisory(tx: Connection, *, shared: bool) -> None:
    """On SQLite whoever writes is alone."""
    if tx.dialect.name == "postgresql":
        take = func.pg_advisory_xact_lock_shared if shared else func.pg_advisory_xact_lock
        tx.execute(select(take(_ERASING)))


def _marks(e164: str, key: bytes) -> dict[str, str]:
    return {"hmac": fingerprint(e164, key), "suppressed": suppression(e164, key)}
