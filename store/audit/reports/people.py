"""Reports of who did what, a random sample for quality checks, and gaps."""

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, func, or_, select, tuple_

from store.audit import noted
from store.audit.reports.table import Period, Table, many
from store.audit.sight import Sight
from store.ledger import COMMITTED, Kind
from store.models import Attempt, Entry, Salt, SealedEntry

LOOKED: Final = tuple(
    kind.value
    for kind in (
        Kind.NUMBER_LOOKED_UP,
        Kind.PERSON_EXPORTED,
        Kind.SEARCH_EXPORTED,
        Kind.RESULTS_EXPORTED,
        Kind.BACKUP_MADE,
        Kind.BACKUP_RESTORED,
        Kind.LEDGER_EXPORTED,
    )
)
CHANGES: Final = (
    "campaign:",
    "flow:",
    "register:",
    "volunteer:",
    "user:",
    "settings:",
    "key:",
    "numbers:",
    "contacts:",
    "contact:resumed",
    "consent:",
    "person:erased",
    "retention:",
)
CHANGING: Final = tuple(kind.value for kind in Kind if kind.value.startswith(CHANGES))
SAMPLE: Final = 20
LOOKED_THROUGH: Final = 4096
"""Numbers among which the missing ones are looked for one by one."""
PIECES: Final = 16
"""Into how many a range is cut in which some are missing."""


def access(tx: Connection, period: Period) -> Table:
    """Who looked at, or exported, whose data."""
    rows = _listed(tx, period, Entry.kind.in_(LOOKED), *looks_at(period.sight))
    return Table(
        f"{many(len(rows), 'time')} somebody looked at or exported data.",
        f"entries {', '.join(LOOKED)} of the ledger; a number is its row's id",
        ("entry", "at", "what", "details"),
        rows,
    )


def looks_at(sight: Sight) -> tuple[ColumnElement[bool], ...]:
    """The condition that what was looked at is a number or a campaign that may be seen."""
    numbers = sight.of_number(Entry.data["number"].as_integer())
    return (or_(*numbers, *sight.of_campaign(Entry.campaign_id)),) if numbers else ()


def changes(tx: Connection, period: Period) -> Table:
    """Changes of settings, campaigns, flows, registers, people and keys."""
    rows = _listed(tx, period, Entry.kind.in_(CHANGING), *period.sight.of_campaign(Entry.campaign_id))
    return Table(
        f"{many(len(rows), 'change')}.",
        f"entries of the ledger whose kind begins with {', '.join(CHANGES)}",
        ("entry", "at", "what", "details"),
        rows,
    )


def sample(tx: Connection, period: Period, *, seed: int = 1, size: int = SAMPLE) -> Table:
    """A random sample of dialled attempts; the same seed draws the same ones."""
    total = tx.scalar(select(func.count()).select_from(Attempt).where(*_dialled(period))) or 0
    drawn = _at(tx, period, random.Random(seed).sample(range(total), min(size, total)))  # noqa: S311 (to be drawn again, not secret)
    columns = (
        Attempt.id, Attempt.dialled_at, Attempt.campaign_id, Attempt.volunteer_id, Attempt.contact_id,
        Attempt.outcome, Attempt.flow_version,
    )  # fmt: skip
    found = {row[0]: tuple(row) for row in tx.execute(select(*columns).where(Attempt.id.in_(drawn)))}
    return Table(
        f"{many(len(drawn), 'attempt')} drawn of {total:,}, with the seed {seed}.",
        "attempts that were dialled, each as likely as any other; `ledger explain ATTEMPT` tells all of one",
        ("attempt", "dialled at", "campaign", "volunteer", "contact", "outcome", "flow"),
        tuple(found[one] for one in drawn),
    )


def _dialled(period: Period) -> tuple[ColumnElement[bool], ...]:
    seen = period.sight.of_campaign(Attempt.campaign_id)
    return (Attempt.dialled_at >= period.since, Attempt.dialled_at < period.until, *seen)


def _at(tx: Connection, period: Period, ranks: Sequence[int]) -> list[str]:
    """The ids of the attempts at these places, from 0, among those dialled, by time: each on from the one before."""
    key = tuple_(Attempt.dialled_at, Attempt.id)
    since, last, passed, by_rank = period.since, "", 0, dict[int, str]()
    for rank in sorted(ranks):
        onward = select(Attempt.dialled_at, Attempt.id).order_by(Attempt.dialled_at, Attempt.id)
        onward = onward.where(*_dialled(replace(period, since=since)), key > (since, last))
        row = tx.execute(onward.offset(rank - passed).limit(1)).one()
        since, last, passed = row.dialled_at or since, row.id, rank + 1
        by_rank[rank] = row.id
    return [by_rank[one] for one in ranks]


def gaps(tx: Connection, period: Period) -> Table:  # noqa: ARG001 (a gap is one at any time)
    """Ids and places that are missing."""
    rows = [("entry id", *row) for row in _missing(tx, Entry.id)]
    places = [("place in the order", *row) for row in _missing(tx, SealedEntry.place)]
    return Table(
        f"{many(len(places), 'gap')} in the sealed order; {many(len(rows), 'gap')} among the ids of entries.",
        "all entries and places. PostgreSQL leaves an id out where a transaction was undone, SQLite never does; "
        "a gap in the order is never right: run `ringround ledger verify`",
        ("of", "first missing", "last missing"),
        tuple(places + rows),
    )


def _listed(tx: Connection, period: Period, *which: ColumnElement[bool]) -> tuple[tuple[Any, ...], ...]:
    query = select(
        Entry.id, Entry.at, Entry.kind, Entry.campaign_id, Entry.contact_id, Entry.volunteer_id, Entry.data,
        *noted.COLUMNS,
    )  # fmt: skip
    query = query.outerjoin(Salt, noted.JOIN).where(*which, Entry.at >= period.since, Entry.at < period.until)
    found = tx.execute(query.order_by(Entry.at, Entry.id))  # as the index of kinds has them
    return tuple((row.id, row.at, row.kind, _details(row)) for row in found)


def _details(row: Any) -> str:  # noqa: ANN401 (a row)
    said: Iterable[str] = (
        f"{name}: {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}"
        for name, value in row.data.items()
        if name != COMMITTED and value is not None
    )
    about = {"campaign": row.campaign_id, "contact": row.contact_id, "volunteer": row.volunteer_id}
    first = (f"{name}: {id_}" for name, id_ in about.items() if id_ is not None)
    typed = noted.reference(row)
    return "; ".join((*first, *said, *((f"reference: {typed}",) if typed else ())))


def _missing(tx: Connection, column: Any) -> list[tuple[int, int]]:  # noqa: ANN401 (a column of whole numbers)
    """The runs of numbers from 1 to the last that are missing, found by counting: where all are there, at once."""
    found: list[tuple[int, int]] = []
    highest = tx.scalar(select(func.max(column))) or 0
    if tx.scalar(select(func.count()).select_from(column.table)) == highest:
        return found  # of a whole table SQLite counts pages
    for first, last in _runs(tx, column, 1, highest):
        if found and found[-1][1] == first - 1:
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return found


def _runs(tx: Connection, column: Any, first: int, last: int) -> Iterator[tuple[int, int]]:  # noqa: ANN401 (as above)
    """The missing runs between the two, in pieces, in order."""
    between, size = (column >= first, column <= last), last - first + 1
    count = tx.scalar(select(func.count()).select_from(column.table).where(*between)) or 0
    if count == size:
        return
    if count == 0:
        yield first, last
    elif size <= LOOKED_THROUGH:
        there = set(tx.scalars(select(column).where(*between)))
        yield from ((one, one) for one in range(first, last + 1) if one not in there)
    else:
        step = -(-size // PIECES)
        for begin in range(first, last + 1, step):
            yield from _runs(tx, column, begin, min(begin + step - 1, last))
