"""Import of contacts, beside the naive way, on both databases; and then the next contact of them all.

The numbers in its file are made up on the spot, never dialled, and gone at the end. The naive way is measured on a
small share of them, and multiplied.
"""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from sqlalchemy import Connection, select

from bench import picking, servers
from bench.picking import NOW
from bench.sizes import Sizes
from bench.table import Row
from policy.numbers import normalise
from scheduler.calling_list import CallingList
from scheduler.contacts_import import Importer
from scheduler.retries import CallingRules
from store import campaigns, flows, migrate
from store.database import Database
from store.models import Contact, Household, Number
from store.numbers import fingerprint

KEY = b"k" * 32
COLUMNS = ["id", "title", "first_name", "last_name", "phone", "household", "area", "ward", "source"]
CAMPAIGN: Final[dict[str, Any]] = {
    "title": "Spring",
    "flow_version": "f",
    "caller_id": "+442079460001",
    "area": "Saltmouth",
    "purpose": "voter_id",
}


class TimedDatabase(Database):
    """A database that knows its longest write."""

    longest = 0.0

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Time the whole transaction, from having the lock to the end of the commit."""
        with super().write() as tx:
            began = perf_counter()
            yield tx
        self.longest = max(self.longest, perf_counter() - began)


def lines(count: int) -> Iterator[list[str]]:
    """Contacts, two to a household."""
    for n in range(count):
        who = [f"C{n:07}", "Ms", "Ada", "Kerr", f"07{400_000_000 + n}", f"H{n // 2}"]
        yield [*who, "Saltmouth", "Harbour", "canvass"]


def write_file(file: Path, count: int) -> None:
    """A CSV file of so many contacts."""
    with file.open("w", newline="", encoding="utf-8") as out:
        table = csv.writer(out)
        table.writerow(COLUMNS)
        table.writerows(lines(count))


def database(url: str) -> TimedDatabase:
    """A database with one campaign."""
    migrate.upgrade(url)
    db = TimedDatabase(url)
    with db.write() as tx:
        flows.publish(tx, "", line="", name="f", version="f", by="bench", now=NOW)
        campaigns.create(tx, "spring", NOW, **CAMPAIGN)
    return db


def ours(db: TimedDatabase, file: Path) -> float:
    """Seconds for the import of the file."""
    importer = Importer(db, CallingList(CallingRules()), KEY, lambda: NOW)
    began = perf_counter()
    result = importer.run(file, "spring")
    took = perf_counter() - began
    assert result.refused == 0
    return took


def naive(db: TimedDatabase, count: int) -> float:
    """Seconds for an ORM object at a time: look each up, add what is missing, commit every thousand."""
    began = perf_counter()
    pending = list(lines(count))
    for start in range(0, count, 1000):
        with db.orm(write=True) as session:
            for key, title, first, last, phone, home, area, ward, source in pending[start : start + 1000]:
                e164 = normalise(phone)
                assert e164 is not None
                number = session.scalar(select(Number).where(Number.e164 == e164))
                number = number or Number(e164=e164, hmac=fingerprint(e164, KEY))
                house = session.scalar(
                    select(Household).where(Household.campaign_id == "naive", Household.key == home)
                )
                house = house or Household(campaign_id="naive", key=home)
                session.add_all([number, house])
                session.flush()
                known = session.scalar(
                    select(Contact).where(Contact.campaign_id == "naive", Contact.key == key)
                )
                person = known or Contact(campaign_id="naive", key=key)
                person.title, person.first_name, person.last_name = title, first, last
                person.area, person.ward, person.source = area, ward, source
                person.number_id, person.household_id = number.id, house.id
                session.add(person)
    return perf_counter() - began


def rows(sizes: Sizes) -> Iterator[Row]:
    """The import on both databases, and the longest that it keeps others from writing."""
    for kind, name in servers.DATABASES.items():
        with servers.folder() as folder, servers.database(kind, folder) as url:
            yield from _on(name, url, folder, sizes)


def _on(name: str, url: str, folder: Path, sizes: Sizes) -> Iterator[Row]:
    db = database(url)
    write_file(folder / "list.csv", sizes.contacts)
    took = ours(db, folder / "list.csv")
    peak, longest = servers.own_memory(), db.longest
    db.longest = 0.0
    with db.write() as tx:
        campaigns.create(tx, "naive", NOW, **CAMPAIGN)
    slow = naive(db, sizes.naive_contacts) * sizes.contacts / sizes.naive_contacts
    baseline = ("an ORM object at a time", slow)
    aim = f"{15 * sizes.contacts / 1e6:.3g}"
    yield Row(f"import of {sizes.contacts:,} contacts, {name}", took, "s", aim, baseline, peak)
    longer = ("a thousand objects", db.longest * 1000)
    yield Row(f"its longest write, {name}", longest * 1000, "ms", "100", longer)
    yield from picking.rows(db, url, name, sizes)
    db.dispose()
