"""Telephone numbers: one row each, found again by a keyed hash. Everywhere else a number is its row's id."""

import hmac
from datetime import datetime
from hashlib import sha256
from typing import Final

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from store.models import Number

_find: Final = select(Number.id).where(Number.hmac == bindparam("hmac"))
_e164: Final = select(Number.e164).where(Number.id == bindparam("id"))
_insert: Final = {
    "sqlite": sqlite.insert(Number).on_conflict_do_nothing(index_elements=["hmac"]).returning(Number.id),
    "postgresql": postgresql.insert(Number)
    .on_conflict_do_nothing(index_elements=["hmac"])
    .returning(Number.id),
}


def fingerprint(e164: str, key: bytes) -> str:
    """The number's keyed hash, in hex: the same number always has the same one."""
    return hmac.digest(key, e164.encode(), sha256).hex()


def number_id(tx: Connection, e164: str, key: bytes) -> int:
    """The id of a number's row, made if it is new. Of two who make it at once, both get the same.

    A number that was erased keeps its row without its digits: it is not dialled again for being seen.
    """
    known = {"hmac": fingerprint(e164, key)}
    found = tx.scalar(_find, known)
    if found is None:
        found = tx.scalar(_insert[tx.dialect.name], {"e164": e164, **known})
    if found is None:  # somebody else made it between the two
        found = tx.execute(_find, known).scalar_one()
    return found


def find(tx: Connection, e164: str, key: bytes) -> int | None:
    """The id of a number's row; None where the number was never seen."""
    return tx.scalar(_find, {"hmac": fingerprint(e164, key)})


def e164_of(tx: Connection, number: int) -> str | None:
    """The number itself; None after an erasure, or where there is no such row."""
    return tx.scalar(_e164, {"id": number})


def lock(tx: Connection, number: int, now: datetime) -> None:
    """Hold the number's row until the transaction ends: an opt-out and a permit never overlap."""
    tx.execute(update(Number).where(Number.id == number).values(locked_at=now))
