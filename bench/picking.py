"""The next contact of many: household free, logged, committed; alone, and many volunteers at once.

At once: as many threads as volunteers, in two processes, as production has them. Beside it the naive way, which
sorts by what no index has.
"""

import multiprocessing
import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter
from typing import Final

from sqlalchemy import Connection, func, insert, select

from bench.sizes import Sizes
from bench.table import Row
from scheduler.calling_list import CallingList
from scheduler.retries import CallingRules
from store.database import Database
from store.ledger import Kind, append
from store.models import Claim, Contact, Session

NOW: Final = datetime(2026, 3, 2, 10, tzinfo=UTC)
LEASE: Final = timedelta(minutes=15)
NAIVE_TIMES: Final = 3
ALONE: Final = 5
"""As many times more does one volunteer alone pick."""


def rows(db: Database, url: str, name: str, sizes: Sizes) -> Iterator[Row]:
    """On a database whose campaign has so many contacts. `name`: the database's."""
    people = _sessions(db, sizes.volunteers)
    alone = median(_timed(db, lambda tx: _pick(tx, people[0]), ALONE * sizes.picks)) * 1000
    naive = median(_timed(db, _sorted_each_time, NAIVE_TIMES)) * 1000
    crowd = _at_once(url, people, sizes.picks)
    with db.read() as tx:
        claimed = tx.execute(select(func.count(), func.count(Claim.household_id.distinct()))).one()
    assert claimed == (sizes.volunteers, sizes.volunteers), "no household may be claimed twice"
    baseline = ("sorted each time", naive)
    yield Row(f"next contact of {sizes.contacts:,}, {name}", alone, "ms", "0.25", baseline)
    worst = sorted(crowd)[int(0.99 * len(crowd))] * 1000
    aim = "40" if name == "SQLite" else "25"
    yield Row(f"its p99, {sizes.volunteers} at once, {name}", worst, "ms", aim, ("alone", alone))


def _sessions(db: Database, count: int) -> list[str]:
    people = [secrets.token_hex(6) for _ in range(count)]
    row = {"direction": "in", "flow_version": "f", "state": "{}", "reply": "", "started_at": NOW}
    with db.write() as tx:
        tx.execute(insert(Session), [{**row, "id": one, "turn": one} for one in people])
    return people


def _at_once(url: str, people: list[str], picks: int) -> list[float]:
    halves = (people[::2], people[1::2])
    with ProcessPoolExecutor(len(halves), multiprocessing.get_context("spawn")) as processes:
        work = [processes.submit(_crowd, url, half, picks) for half in halves]
        return [took for one in work for took in one.result()]


def _crowd(url: str, people: list[str], picks: int) -> list[float]:
    """One process: a thread for each of these volunteers."""
    db = Database(url, pool_size=len(people))
    with ThreadPoolExecutor(len(people)) as threads:
        work = [threads.submit(_picks_of, db, one, picks) for one in people]
        taken = [took for one in work for took in one.result()]
    db.dispose()
    return taken


def _picks_of(db: Database, session: str, times: int) -> list[float]:
    return _timed(db, lambda tx: _pick(tx, session), times)


def _timed(db: Database, work: Callable[[Connection], None], times: int) -> list[float]:
    """Seconds of each transaction, its wait and its commit included."""
    taken = []
    for _ in range(times):
        began = perf_counter()
        with db.write() as tx:
            work(tx)
        taken.append(perf_counter() - began)
    return taken


def _pick(tx: Connection, session: str) -> None:
    """The session's next contact; the last one is let go."""
    found = CallingList(CallingRules()).claim(tx, "spring", session, NOW, LEASE, lambda _tx, _contact: None)
    assert found is not None
    append(tx, Kind.CONTACT_OFFERED, NOW, campaign="spring", session=session, contact=found.contact_id)


def _sorted_each_time(tx: Connection) -> None:
    """The first of all that are ready, by an order that no index has."""
    taken = select(Claim.household_id)
    query = select(Contact.id).where(Contact.ready, Contact.household_id.not_in(taken))
    assert tx.scalar(query.order_by(Contact.priority.desc(), Contact.tried_at, Contact.first_name).limit(1))
