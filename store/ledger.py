"""The ledger: append-only entries, written in the transaction of what they record.

What is not personal stands in clear in an entry's data. What is stands there as a commitment, SHA-256 of a
salt and the value. The salt stands apart: once it is deleted the commitment says nothing,
and the entry is whole.
"""

import hmac
import re
import secrets
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Connection, insert

from store.canonical import Canonical, canonical
from store.kinds import Kind
from store.models import Entry, Salt

__all__ = ["COMMITTED", "Kind", "TelephoneNumberError", "acting", "append", "opens"]

COMMITTED: Final = "committed"
"""Under this key of an entry's data stand the commitments, by field."""

SALT_BYTES: Final = 16

_BY: Final = "ringround_by"
"""The option of a connection under which a transaction finds who acts in it."""

_WRITTEN: Final = re.compile(r"[+04](?<![\w.+-].)[\d \u00a0()-]{8,22}\d(?![\w:])")
"""Digits as people write a number; not those inside an id, a time or a decimal. (To look at what stands
before only after the first character is four times as fast.)"""
_PUNCTUATION: Final = str.maketrans("", "", " \u00a0()-")
_NUMBER: Final = re.compile(r"(\+|00)\d{9,15}|0\d{9,10}|44\d{9,10}")

_entries: Final = insert(Entry)
_salts: Final = insert(Salt)


class TelephoneNumberError(ValueError):
    """An entry's data hold what looks like a telephone number, which stands in its own table alone."""


def append(
    tx: Connection,
    kind: Kind,
    at: datetime,
    *,
    campaign: str | None = None,
    session: str | None = None,
    attempt: str | None = None,
    contact: int | None = None,
    volunteer: int | None = None,
    data: Mapping[str, Any] | None = None,
    personal: Mapping[str, str] | None = None,
    noted: Mapping[str, str] | None = None,
) -> int:
    """Write one entry and return its id. `at` is aware UTC; `personal` fields are committed, not shown.

    `noted`: personal fields that stand nowhere else: they are kept beside their salts, and go with them.
    TelephoneNumberError where `data` or these hold one; TypeError where the kind is not of the list.
    """
    if not isinstance(kind, Kind):
        raise TypeError(f"'{kind}' is no kind of ledger entry: add it to store.kinds.Kind, with its meaning.")
    kept = noted or {}
    committed = {**(personal or {}), **kept}
    salts = {field: secrets.token_bytes(SALT_BYTES) for field in committed}
    shown = dict(data or {})
    if (who := tx.get_execution_options().get(_BY)) is not None:
        shown.setdefault("by", who)
    if committed:
        shown[COMMITTED] = {field: _commitment(salts[field], value) for field, value in committed.items()}
    text = canonical(shown)
    _refuse_numbers(text)
    _refuse_numbers(canonical(kept))
    row = {
        "at": at, "kind": kind.value, "campaign_id": campaign, "session_id": session,
        "attempt_id": attempt, "contact_id": contact, "volunteer_id": volunteer, "data": Canonical(text),
    }  # fmt: skip
    entry: int = tx.execute(_entries, row).inserted_primary_key[0]  # type: ignore[index]  # a new row has one
    if salts:
        tx.execute(
            _salts,
            [
                {"entry_id": entry, "field": f, "salt": s.hex(), "value": kept.get(f)}
                for f, s in salts.items()
            ],
        )
    return entry


def acting(tx: Connection, by: str) -> None:
    """From now on this transaction's entries say who did it: `by`, in words without a name, such as "user 3"."""
    tx.execution_options(**{_BY: by})


def opens(data: Mapping[str, Any], field: str, value: str, salt: str) -> bool:
    """Whether the commitment to `field` in an entry's data is to this value; `salt` in hex, as kept."""
    kept = data.get(COMMITTED, {}).get(field, "")
    return hmac.compare_digest(kept, _commitment(bytes.fromhex(salt), value))


def _commitment(salt: bytes, value: str) -> str:
    return sha256(salt + canonical(value).encode()).hexdigest()


def _refuse_numbers(text: str) -> None:
    written = _WRITTEN.findall(text)
    if any(_NUMBER.fullmatch(one.translate(_PUNCTUATION)) for one in written):
        raise TelephoneNumberError(
            "A ledger entry's data hold what looks like a telephone number: give the number's id instead."
        )
