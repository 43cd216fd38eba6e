"""A contact whose file now gives another number: what was said and decided stays with the number that it was about.

The row that was rung is kept as it is, out of the list and under a key of its own; the file's id goes to a new row.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, or_, select, update

from store import many
from store.models import Attempt, Contact, Entry

WAS: Final = "~was-"
"""Stands in such a row's key between the file's id and the row's own."""


def with_a_past(tx: Connection, contacts: Collection[int]) -> frozenset[int]:
    """Those of them who were called, or of whom the ledger says anything."""
    return frozenset(tx.scalars(_PAST, {many.MANY: list(contacts)})) if contacts else frozenset()


def set_aside(tx: Connection, rows: Iterable[tuple[Any, int]], now: datetime) -> None:
    """Take these out of the list, each row with its household from now on: others there are as spoken to as before."""
    for row, home in rows:
        values = {"key": f"{row.key}{WAS}{row.id}", "household_id": home, "removed_at": row.removed_at or now}
        tx.execute(_ASIDE, {"contact": row.id, **values, "ready": False, "due_at": None})


def keep_paused(tx: Connection, campaign_id: str, rows: Iterable[Any]) -> None:
    """Who was paused is so at the new number too, until staff have looked."""
    for row in rows:
        if row.paused_at is not None:
            tx.execute(_PAUSED, {"campaign": campaign_id, "known_as": row.key, "paused_at": row.paused_at})


def taken_over(row: Any, columns: Iterable[str]) -> Mapping[str, str | int]:  # noqa: ANN401 (a row)
    """What the file may leave out of a contact that it has had before."""
    return {name: getattr(row, name) for name in columns}


_PAST: Final = select(Contact.id).where(
    Contact.id.in_(many.numbers()),
    or_(
        select(Attempt.id).where(Attempt.contact_id == Contact.id).exists(),
        select(Entry.id).where(Entry.contact_id == Contact.id).exists(),
    ),
)
_ASIDE: Final = update(Contact).where(Contact.id == bindparam("contact"))
_PAUSED: Final = update(Contact).where(
    Contact.campaign_id == bindparam("campaign"), Contact.key == bindparam("known_as")
)
