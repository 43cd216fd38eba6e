"""The wards that campaigns' files name, searched page by page; and which of them have somebody to ring."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Select, exists, func, literal_column, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from store.models import Contact, Ward

PAGE: Final = 20
# As the partial index has it, which `ready = 1` would keep SQLite from using.
READY: Final[ColumnElement[bool]] = literal_column("contacts.ready")
_INSERT: Final[dict[str, Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_SAME: Final = ["campaign_id", "area", "ward"]


@dataclass(frozen=True, slots=True)
class Place:
    """A ward of a campaign. `has_numbers`: anybody's is known; `ready`: somebody there may be offered now."""

    id: int
    area: str
    ward: str
    has_numbers: bool
    ready: bool


def note(tx: Connection, campaign: str, places: Collection[tuple[str, str, bool]]) -> None:
    """Keep that a file names these wards: area, ward, and whether a number came with it."""
    if not places:
        return
    rows = [
        {"campaign_id": campaign, "area": area, "ward": ward, "has_numbers": numbers}
        for area, ward, numbers in sorted(places)
    ]
    new = _INSERT[tx.dialect.name](Ward)
    # One statement a row: two rows of one statement may not touch the same ward.
    for row in rows:
        had = or_(Ward.has_numbers, new.excluded.has_numbers)
        tx.execute(new.on_conflict_do_update(index_elements=_SAME, set_={"has_numbers": had}), row)


def search(tx: Connection, campaign: str, words: str, page: int) -> tuple[list[Place], bool]:
    """A page of wards (from 0) whose name or area's name has these words; and whether more follow."""
    rows = tx.execute(_found(campaign, words).offset(page * PAGE).limit(PAGE + 1)).all()
    return [Place(*row) for row in rows[:PAGE]], len(rows) > PAGE


def place(tx: Connection, ward: int) -> Row[Any] | None:
    """A ward's columns; None where there is none."""
    return tx.execute(select(Ward).where(Ward.id == ward)).first()


def _found(campaign: str, words: str) -> Select[int, str, str, bool, bool]:
    somebody = exists().where(
        Contact.campaign_id == Ward.campaign_id, Contact.area == Ward.area, Contact.ward == Ward.ward, READY
    )
    found = select(Ward.id, Ward.area, Ward.ward, Ward.has_numbers, somebody).where(
        Ward.campaign_id == campaign, or_(Ward.ward != "", Ward.area != "")
    )
    return found.where(*(_named(word) for word in words.split())).order_by(Ward.ward, Ward.area, Ward.id)


def _named(word: str) -> ColumnElement[bool]:
    """The word is somewhere in the ward's name or in its area's."""
    return func.lower(Ward.ward + " " + Ward.area).contains(word.lower(), autoescape=True)
