"""Calling for one ward alone, and the wards that a campaign's file names."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, update

from scheduler.calling_list import CallingList
from scheduler.contacts_import import Importer
from scheduler.retries import CallingRules
from store import wards
from store.database import Database
from store.models import Contact
from tests.scheduler.world import LEASE, MONDAY_TEN, World, anybody


def _import(db: Database, folder: Path, *rows: str) -> None:
    file = folder / "people.csv"
    file.write_text("id,first_name,last_name,phone,area,ward\n" + "".join(f"{row}\n" for row in rows))
    into = Importer(db, CallingList(CallingRules()), b"key of the tests", lambda: MONDAY_TEN, drama=True)
    into.run(file, "spring")


def _names(tx: Connection, words: str = "", page: int = 0) -> list[str]:
    found, _more = wards.search(tx, "spring", words, page)
    return [place.ward for place in found]


def test_a_volunteer_is_offered_the_ward_s_contacts_alone(world: World) -> None:
    first, second, session = world.alone(), world.alone(), world.session()
    with world.db.write() as tx:
        tx.execute(update(Contact).where(Contact.id == second).values(area="Saltmouth", ward="Quay"))
        there = ("Saltmouth", "Quay")
        found = world.calling_list.claim(tx, "spring", session, MONDAY_TEN, LEASE, anybody, there)
        assert found is not None
        assert found.contact_id == second != first
        elsewhere = ("Saltmouth", "Harbour")
        assert world.calling_list.claim(tx, "spring", session, MONDAY_TEN, LEASE, anybody, elsewhere) is None


def test_wards_without_numbers_are_known_and_marked(world: World, tmp_path: Path) -> None:
    _import(
        world.db, tmp_path,
        "1,Mary,Hughes,01632 960011,Saltmouth,Harbour", "2,Tom,Reed,,Saltmouth,Quay",
        "3,Ann,Price,none,Saltmouth,Harbour",
    )  # fmt: skip
    with world.db.read() as tx:
        found, more = wards.search(tx, "spring", "", 0)
    assert [(one.ward, one.has_numbers, one.ready) for one in found] == [
        ("Harbour", True, True),
        ("Quay", False, False),
    ]
    assert not more


def test_a_ward_whose_numbers_come_later_has_them(world: World, tmp_path: Path) -> None:
    _import(world.db, tmp_path, "2,Tom,Reed,,Saltmouth,Quay")
    _import(world.db, tmp_path, "2,Tom,Reed,01632 960012,Saltmouth,Quay", "4,Jo,Ash,,Saltmouth,Quay")
    with world.db.read() as tx:
        (quay,), _more = wards.search(tx, "spring", "", 0)
    assert quay.has_numbers


def test_every_ward_of_many_is_found_page_by_page(world: World) -> None:
    names = [f"Ward {n:03}" for n in range(95)]
    with world.db.write() as tx:
        wards.note(tx, "spring", [("Saltmouth", name, True) for name in names])
        pages, page = [], 0
        while found := _names(tx, "", page):
            pages += found
            page += 1
    assert pages == names


@pytest.mark.parametrize(("words", "found"), [
    ("quay", ["North Quay", "Quay"]), ("SALT quay", ["Quay"]), ("100%", ["100% Hill"]), ("nowhere", []),
])  # fmt: skip
def test_wards_are_found_by_their_own_and_their_area_s_name(
    world: World, words: str, found: list[str]
) -> None:
    with world.db.write() as tx:
        places = [
            ("Saltmouth", "Quay", True),
            ("Northgate", "North Quay", True),
            ("Northgate", "100% Hill", True),
        ]
        wards.note(tx, "spring", places)
        assert _names(tx, words) == found
