"""Opt-outs: no more calls to a number, for the whole organisation, at once and for ever."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, bindparam, func, insert, select

from policy.facts import Moment
from store import journal, numbers
from store.ledger import Kind, append
from store.models import OptOut

SOURCES: Final = ("keypad", "page", "ring_back", "staff", "import", "erasure")

_insert: Final = insert(OptOut).returning(OptOut.id)
_since: Final = select(func.min(OptOut.at)).where(OptOut.number_id == bindparam("number"))


@dataclass(frozen=True, slots=True)
class Listed:
    """An opt-out as staff see it. `e164` is None after an erasure; `at` is aware UTC."""

    e164: str | None
    at: datetime
    source: str
    note: str


def add(
    tx: Connection,
    number: int,
    now: datetime,
    *,
    source: str,
    attempt: str | None = None,
    session: str | None = None,
    campaign: str | None = None,
    volunteer: int | None = None,
    note: str = "",
) -> int:
    """Opt a number out and return the opt-out's id. A dial of the number waits for it, or was before it.

    ValueError for a source that is not in SOURCES. Opting out twice keeps both: the first is when it began.
    """
    if source not in SOURCES:
        raise ValueError(f"'{source}' is no source of an opt-out: {', '.join(SOURCES)}.")
    numbers.lock(tx, number, now)
    optout: int = tx.execute(
        _insert, {"number_id": number, "at": now, "source": source, "attempt_id": attempt, "note": note}
    ).scalar_one()
    data = {"optout": optout, "number": number, "source": source}
    append(
        tx, Kind.OPTOUT_MADE, now, campaign=campaign, session=session, attempt=attempt, volunteer=volunteer,
        data=data, personal={"note": note} if note else None,
    )  # fmt: skip
    journal.note(tx, number, now, source)
    return optout


def fact(tx: Connection, number: int) -> Moment:
    """Since when the number is opted out; `Moment(None)`: it is not."""
    return Moment(tx.scalar(_since, {"number": number}))


def of(tx: Connection, number: int) -> list[Listed]:
    """The number's opt-outs, the first one first."""
    return listing(tx, [OptOut.number_id == number])


def listing(
    tx: Connection, where: Sequence[ColumnElement[bool]] = (), *, at_most: int | None = None, after: int = 0
) -> list[Listed]:
    """All opt-outs, or those `where`, the earliest first; `at_most` so many, `after` so many others."""
    columns = (OptOut.at, OptOut.source, OptOut.note)
    found = numbers.page_of(tx, OptOut, columns, where, by=OptOut.at, at_most=at_most, after=after)
    return [Listed(*row) for row in found]
