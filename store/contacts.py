"""Contacts into a campaign, a batch at a time: numbers once, households joined, known contacts updated."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Integer, String, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from store import many, renumbered
from store.errors import RefusedError
from store.joining import Homes, home_key
from store.models import Base, Contact, Household, Number

NOTHING: Final[Mapping[str, str | int]] = {
    "title": "",
    "first_name": "",
    "last_name": "",
    "area": "",
    "ward": "",
    "last_voting_intention": "",
    "language": "en",
    "source": "",
    "priority": 0,
}
"""A contact's columns where the file does not have them."""


@dataclass(frozen=True, slots=True)
class Line:
    """One checked row. `key`: its id; `mark`: the number's fingerprint; `household`: the file's key or empty.

    `fields`: the columns that the file has; what it lacks is left alone in a contact that is known.
    """

    key: str
    e164: str
    mark: str
    household: str
    fields: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Written:
    """What a batch did. `touched`: households whose standing in the calling list is to be worked out anew."""

    added: int
    updated: int
    touched: frozenset[int]


def write(tx: Connection, campaign_id: str, lines: Sequence[Line], now: datetime) -> Written:
    """Put the lines (each `key` once) into the campaign. The same lines again change nothing."""
    numbers = _number_ids(tx, lines)
    known = _known(tx, campaign_id, [line.key for line in lines])
    homes = _homes(tx, campaign_id, lines, numbers, known)
    with_a_past = renumbered.with_a_past(tx, _elsewhere(lines, numbers, known))
    added, changed, moved = [], [], []
    for line in lines:
        before = known.get(line.key)
        number = numbers[line.mark]
        home = homes.place(line.household, number, before)
        if before is None:
            added.append((line, number, home))
        elif before.id in with_a_past:
            moved.append((before, line, number, home))
        elif after := _difference(before, line, number, home):
            changed.append((before, after))
    touched = _join(tx, homes) | _move(tx, campaign_id, moved, homes, now)
    touched |= _add(tx, campaign_id, added, homes) | _change(tx, changed, homes)
    return Written(len(added), len(changed) + len(moved), frozenset(touched))


def in_campaign(tx: Connection, campaign_id: str, after: int, at_most: int) -> Sequence[Any]:
    """Contacts not removed, by id, those past `after`: rows of `id` and `key`."""
    return tx.execute(_PAGE, {"campaign": campaign_id, "after": after, "most": at_most}).all()


def remove(tx: Connection, contact_ids: Collection[int], now: datetime) -> None:
    """Take contacts out of the list; they and their calls stay on record."""
    out = update(Contact).where(Contact.id.in_(contact_ids))
    tx.execute(out.values(removed_at=now, ready=False, due_at=None))


def _number_ids(tx: Connection, lines: Sequence[Line]) -> dict[str, int]:
    """The numbers' row ids by fingerprint, made where new: in one order, so that no two imports deadlock.

    Digits that went because nothing needed them come back.
    """
    wanted = {line.mark: line.e164 for line in lines}
    rows = tx.execute(_NUMBERS, {many.MANY: list(wanted)}).all()
    if bare := sorted(row.hmac for row in rows if row.e164 is None):
        tx.execute(_DIGITS, [{"mark": mark, "digits": wanted[mark]} for mark in bare])
    found = {row.hmac: row.id for row in rows}
    if new := sorted(wanted.keys() - found.keys()):
        found |= _made(tx, Number, [[mark, wanted[mark]] for mark in new])
    if late := sorted(wanted.keys() - found.keys()):  # somebody else made them between the two
        found |= {row.hmac: row.id for row in tx.execute(_NUMBERS, {many.MANY: late})}
    return found


def _known(tx: Connection, campaign_id: str, keys: Collection[str]) -> dict[str, Any]:
    rows = tx.execute(_CONTACTS, {"campaign": campaign_id, many.MANY: list(keys)})
    return {row.key: row for row in rows}


def _homes(
    tx: Connection,
    campaign_id: str,
    lines: Sequence[Line],
    numbers: Mapping[str, int],
    known: Mapping[str, Any],
) -> Homes:
    """The households that these lines may belong to; those that are new are made."""
    neighbours = [
        row
        for row in tx.execute(_NEIGHBOURS, {many.MANY: list(numbers.values())})
        if row.campaign_id == campaign_id  # asked in SQL, SQLite would go through the whole campaign
    ]
    lived_in = {row.number_id for row in neighbours}
    wanted = {
        home_key(line.household, numbers[line.mark])
        for line in lines
        if line.household or (line.key not in known and numbers[line.mark] not in lived_in)
    }
    found = _home_ids(tx, campaign_id, wanted)
    new = sorted(wanted - found.keys())
    fresh = _made(tx, Household, [[campaign_id, key] for key in new]) if new else {}
    if late := wanted - found.keys() - fresh.keys():  # somebody else made them between the two
        fresh |= _home_ids(tx, campaign_id, late)
    peopled = _among(tx, _PEOPLED, found.values())
    old = {*found.values(), *(row.household_id for row in (*neighbours, *known.values()))}
    spoken_to = _among(tx, _SPOKEN_TO, old)
    return Homes(found | fresh, frozenset(fresh.values()), peopled, spoken_to, neighbours)


def _elsewhere(lines: Iterable[Line], numbers: Mapping[str, int], known: Mapping[str, Any]) -> list[int]:
    """The known contacts whose number is another one now."""
    pairs = ((known[line.key], numbers[line.mark]) for line in lines if line.key in known)
    return [before.id for before, number in pairs if before.number_id != number]


def _difference(before: Any, line: Line, number: int, home: int) -> dict[str, Any]:  # noqa: ANN401 (a row)
    """What changes in a known contact; empty: nothing."""
    after = {**line.fields, "number_id": number, "household_id": home, "removed_at": None}
    return {name: value for name, value in after.items() if getattr(before, name) != value}


def _join(tx: Connection, homes: Homes) -> set[int]:
    """Move everybody of a household that turned out to be another one's."""
    for gone, kept in homes.joined():
        tx.execute(_MOVE, {"gone": gone, "kept": kept})
    return {kept for gone, kept in homes.joined() if homes.spoken_to & {gone, kept}}


def _add(tx: Connection, campaign_id: str, added: Iterable[tuple[Line, int, int]], homes: Homes) -> set[int]:
    """Insert contacts. Where their household or number was called before, they stand as that has it."""
    rows = [
        [campaign_id, line.key, number, homes.kept(home), *{**NOTHING, **line.fields}.values()]
        for line, number, home in added
    ]
    if rows:
        tx.execute(_NEW[tx.dialect.name][Contact], {many.MANY: rows})
    return {homes.kept(home) for _, number, home in added if homes.called(number, home)}


def _move(
    tx: Connection, campaign_id: str, moved: Sequence[tuple[Any, Line, int, int]], homes: Homes, now: datetime
) -> set[int]:
    """A new row for each, and the one that was rung set aside. It is news to the calling list."""
    renumbered.set_aside(tx, ((before, homes.kept(home)) for before, _, _, home in moved), now)
    rows = [
        (replace(line, fields={**renumbered.taken_over(before, NOTHING), **line.fields}), number, home)
        for before, line, number, home in moved
    ]
    _add(tx, campaign_id, rows, homes)
    renumbered.keep_paused(tx, campaign_id, (before for before, *_ in moved))
    return {homes.kept(home) for *_, home in moved}


def _change(tx: Connection, changed: Iterable[tuple[Any, dict[str, Any]]], homes: Homes) -> set[int]:
    """Update contacts. A changed number or source, or a contact that is back, is news to the calling list."""
    touched = set()
    for before, after in changed:
        home = homes.kept(after.get("household_id", before.household_id))
        if "household_id" in after:
            after["household_id"] = home
        if after.keys() & {"number_id", "source", "removed_at"}:
            after["due_at"] = None
        if after.keys() & {"number_id", "source", "removed_at", "household_id"}:
            touched.add(home)
        tx.execute(update(Contact).where(Contact.id == before.id).values(**after))
    return touched


def _home_ids(tx: Connection, campaign_id: str, keys: Collection[str]) -> dict[str, int]:
    """The households' row ids by key."""
    rows = tx.execute(_HOMES, {"campaign": campaign_id, many.MANY: list(keys)}) if keys else ()
    return {row.key: row.id for row in rows}


def _among(tx: Connection, which: Any, ids: Collection[int]) -> set[int]:  # noqa: ANN401 (a statement)
    """Those of the ids that the statement finds."""
    return set(tx.scalars(which, {many.MANY: list(ids)})) if ids else set()


def _made(tx: Connection, kind: type[Base], rows: Sequence[Sequence[str]]) -> dict[str, int]:
    """Insert rows, those left alone that are there already; the ids of the new, by what names them."""
    return {row[0]: row[1] for row in tx.execute(_NEW[tx.dialect.name][kind], {many.MANY: rows})}


def _new(insert: Any, kind: type[Base], *columns: str, named_by: str | None) -> Any:  # noqa: ANN401 (statements)
    """Insert the parameter's rows; `named_by`: the column to give back with the new rows' ids."""
    types = (String() if isinstance(kind.__table__.c[name].type, String) else Integer() for name in columns)
    into = insert(kind).from_select(columns, many.rows(*types)).on_conflict_do_nothing()
    return into.returning(getattr(kind, named_by), kind.__table__.c.id) if named_by else into


_NEW: Final[Mapping[str, Mapping[type[Base], Any]]] = {
    name: {
        Number: _new(insert, Number, "hmac", "e164", named_by="hmac"),
        Household: _new(insert, Household, "campaign_id", "key", named_by="key"),
        Contact: _new(
            insert, Contact, "campaign_id", "key", "number_id", "household_id", *NOTHING, named_by=None
        ),
    }
    for name, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}
_NUMBERS: Final = select(Number.hmac, Number.id, Number.e164).where(Number.hmac.in_(many.texts()))
_HOMES: Final = select(Household.key, Household.id).where(
    Household.campaign_id == bindparam("campaign"), Household.key.in_(many.texts())
)
_CONTACTS: Final = select(
    Contact.id,
    Contact.key,
    Contact.number_id,
    Contact.household_id,
    Contact.removed_at,
    Contact.paused_at,
    *(getattr(Contact, name) for name in NOTHING),
).where(Contact.campaign_id == bindparam("campaign"), Contact.key.in_(many.texts()))
_DIGITS: Final = update(Number).where(Number.hmac == bindparam("mark")).values(e164=bindparam("digits"))
_PAGE: Final = (
    select(Contact.id, Contact.key)
    .where(Contact.campaign_id == bindparam("campaign"), Contact.removed_at.is_(None))
    .where(Contact.id > bindparam("after"))
    .order_by(Contact.id)
    .limit(bindparam("most"))
)
_SPOKEN_TO: Final = select(Household.id).where(
    Household.contacted_at.is_not(None), Household.id.in_(many.numbers())
)
_NEIGHBOURS: Final = select(
    Contact.id, Contact.campaign_id, Contact.number_id, Contact.household_id, Contact.attempts
).where(Contact.number_id.in_(many.numbers()))
_PEOPLED: Final = select(Contact.household_id).where(Contact.household_id.in_(many.numbers())).distinct()
_MOVE: Final = (
    update(Contact).where(Contact.household_id == bindparam("gone")).values(household_id=bindparam("kept"))
)


def paused(tx: Connection, campaign_id: str, key: str) -> int:
    """The contact of this id in its file, who is paused. RefusedError where there is none."""
    found = select(Contact.id).where(
        Contact.campaign_id == campaign_id, Contact.key == key, Contact.paused_at.is_not(None)
    )
    contact = tx.scalar(found)
    if contact is None:
        raise RefusedError(f"No contact '{key}' is paused in the campaign {campaign_id}: look at its id.")
    return int(contact)
