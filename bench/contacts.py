"""Import of contacts and the next contact, each beside the naive way, on SQLite.

Run it: `python -m bench.contacts [ROWS] [NAIVE_ROWS]` (a million, and ten thousand whose time is multiplied). The
numbers in its file are made up on the spot, never dialled, and gone at the end.
"""

import csv
import resource
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from sqlalchemy import Connection, insert, select

from policy.numbers import normalise
from scheduler.calling_list import CallingList
from scheduler.contacts_import import Importer
from scheduler.retries import CallingRules
from store import migrate
from store.database import Database
from store.models import Campaign, Claim, Contact, Flow, Household, Number, Session
from store.numbers import fingerprint

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
LEASE = timedelta(minutes=15)
KEY = b"k" * 32
COLUMNS = ["id", "title", "first_name", "last_name", "phone", "household", "area", "ward", "source"]
OFFERS = 500


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


def rows(count: int) -> Iterator[list[str]]:
    """Contacts, two to a household."""
    for n in range(count):
        home = f"H{n // 2}"
        yield [
            f"C{n:07}",
            "Ms",
            "Ada",
            "Kerr",
            f"07{400_000_000 + n}",
            home,
            "Saltmouth",
            "Harbour",
            "canvass",
        ]


def database(folder: Path, name: str) -> TimedDatabase:
    """A database with one campaign and one volunteer on the line."""
    url = f"sqlite:///{folder / name}"
    migrate.upgrade(url)
    db = TimedDatabase(url)
    with db.write() as tx:
        flow = {
            "version": "f",
            "name": "f",
            "text": "",
            "line": "",
            "published_at": NOW,
            "published_by": "bench",
        }
        tx.execute(insert(Flow).values(**flow))
        campaign = {"id": "spring", "title": "Spring", "flow_version": "f", "caller_id": "+442079460001"}
        tx.execute(insert(Campaign).values(**campaign, area="Saltmouth", purpose="voter_id", created_at=NOW))
        session = {"id": "s", "direction": "in", "flow_version": "f", "state": "{}", "turn": "t", "reply": ""}
        tx.execute(insert(Session).values(**session, started_at=NOW))
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
    pending = list(rows(count))
    for start in range(0, count, 1000):
        with db.orm(write=True) as session:
            for key, title, first, last, phone, home, area, ward, source in pending[start : start + 1000]:
                e164 = normalise(phone)
                assert e164 is not None
                number = session.scalar(select(Number).where(Number.e164 == e164))
                number = number or Number(e164=e164, hmac=fingerprint(e164, KEY))
                house = session.scalar(select(Household).where(Household.key == home))
                house = house or Household(campaign_id="spring", key=home)
                session.add_all([number, house])
                session.flush()
                known = session.scalar(select(Contact).where(Contact.key == key))
                person = known or Contact(campaign_id="spring", key=key)
                person.title, person.first_name, person.last_name = title, first, last
                person.area, person.ward, person.source = area, ward, source
                person.number_id, person.household_id = number.id, house.id
                session.add(person)
    return perf_counter() - began


def offers(db: Database, offer: Callable[[Connection], object], times: int) -> float:
    """The median seconds of an offer, committed."""
    taken = []
    for _ in range(times):
        began = perf_counter()
        with db.write() as tx:
            offer(tx)
        taken.append(perf_counter() - began)
    return median(taken)


def listed(tx: Connection) -> None:
    """The calling list's next contact, the last one let go."""
    found = CallingList(CallingRules()).claim(tx, "spring", "s", NOW, LEASE, lambda _tx, _contact: None)
    assert found is not None


def sorted_each_time(tx: Connection) -> None:
    """The first of all that are ready, by an order that no index has."""
    taken = select(Claim.household_id)
    query = select(Contact.id).where(Contact.ready, Contact.household_id.not_in(taken))
    assert tx.scalar(query.order_by(Contact.priority.desc(), Contact.tried_at, Contact.first_name).limit(1))


def main() -> None:
    """Measure and print the table."""
    count, fewer = (
        int(sys.argv[n]) if len(sys.argv) > n else most for n, most in ((1, 1_000_000), (2, 10_000))
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (folder / "list.csv").open("w", newline="") as file:
            csv.writer(file).writerow(COLUMNS)
            csv.writer(file).writerows(rows(count))
        db = database(folder, "ours.db")
        took = ours(db, folder / "list.csv")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        slow = naive(database(folder, "naive.db"), fewer) * count / fewer
        longest = db.longest
        print(
            f"import of {count:,} contacts: {took:.1f} s, longest write {longest * 1000:.0f} ms, {peak:.0f} MB"
        )
        print(f"  an ORM object at a time: {slow:.1f} s, {slow / took:.1f} times as long")
        ready, each = offers(db, listed, OFFERS), offers(db, sorted_each_time, 5)
        print(f"next contact of {count:,}: {ready * 1000:.2f} ms, committed")
        print(f"  sorted each time: {each * 1000:.1f} ms, {each / ready:.0f} times as long")


if __name__ == "__main__":
    main()
