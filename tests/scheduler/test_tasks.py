"""What pages ask of the slow worker: done once, told how far it is, begun anew after a death, forgotten in time."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from scheduler.tasks import FAILED, Seen, Tasks
from store import tasks
from store.database import Database
from store.errors import RefusedError
from store.tasks import Asked

NOW = datetime(2026, 5, 4, 18, 30, tzinfo=UTC)


class Office:
    """A worker whose work is what a test makes of it, and a clock that is set by hand."""

    def __init__(self, db: Database) -> None:
        self.db, self.now = db, NOW
        self.forgotten: list[str] = []
        self.worker = self.another()

    def another(self) -> Tasks:
        return Tasks(self.db, lambda: self.now, {"count": self.count}, self.forgotten.append)

    def count(self, task: Asked, seen: Seen) -> dict[str, Any]:
        how = task.given["how"]
        if how == "refused":
            raise RefusedError("There is no key here: ask the operator for it.")
        if how == "broken":
            raise ZeroDivisionError
        if how == "stopped":
            self.worker.stop()
        for done in range(1, 4):
            self.now += timedelta(seconds=1)
            seen(done, 3)
        return {"counted": 3}

    def ask(self, how: str = "") -> str:
        with self.db.write() as tx:
            return tasks.ask(tx, "count", self.now, user=None, given={"how": how})

    def task(self, task: str) -> Asked:
        with self.db.read() as tx:
            found = tasks.get(tx, task)
        assert found is not None
        return found


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    db = Database(database_url)
    yield Office(db)
    db.dispose()


def test_what_is_asked_is_done_once_and_keeps_its_result(office: Office) -> None:
    task = office.ask()
    assert office.task(task).open
    assert office.worker.drain() == 1
    assert office.worker.drain() == 0
    done = office.task(task)
    assert (done.result, done.trouble, done.open) == ({"counted": 3}, "", False)
    assert (done.done, done.total) == (3, 3)


def test_what_another_worker_has_in_hand_is_left_to_it_until_its_lease_runs_out(office: Office) -> None:
    task = office.ask()
    with office.db.write() as tx:
        assert tasks.claim(tx, ["count"], office.now) is not None
    assert office.worker.drain() == 0
    office.now += tasks.LEASE + timedelta(seconds=1)
    assert office.worker.drain() == 1
    assert office.task(task).result == {"counted": 3}


def test_a_worker_that_is_stopped_gives_back_what_it_has_in_hand(office: Office) -> None:
    task = office.ask("stopped")
    office.worker.drain()
    assert office.task(task).open
    with office.db.read() as tx:
        assert tasks.is_due(tx, ["count"], office.now)


def test_a_refusal_is_told_in_its_sentence(office: Office) -> None:
    task = office.ask("refused")
    office.worker.drain()
    assert office.task(task).trouble == "There is no key here: ask the operator for it."


def test_a_failure_is_told_without_its_words(office: Office) -> None:
    task, after = office.ask("broken"), office.ask()
    assert office.worker.drain() == 2
    assert office.task(task).trouble == FAILED
    assert office.task(after).result == {"counted": 3}


def test_the_longest_asked_is_done_first_and_the_newest_is_told_first(office: Office) -> None:
    first = office.ask()
    office.now += timedelta(seconds=1)
    second = office.ask()
    with office.db.write() as tx:
        claimed = tasks.claim(tx, ["count"], office.now)
    assert claimed is not None
    assert claimed.id == first
    with office.db.read() as tx:
        assert [one.id for one in tasks.newest(tx, "count", 5)] == [second, first]
        assert tasks.last(tx, "count") == tasks.get(tx, second)
        assert tasks.last(tx, "another") is None


def test_a_kind_that_this_worker_does_not_know_is_left_for_one_that_does(office: Office) -> None:
    with office.db.write() as tx:
        tasks.ask(tx, "a later release's", office.now, user=None, given={})
    assert office.worker.drain() == 0


def test_what_was_done_a_week_ago_is_forgotten_with_what_it_left(office: Office) -> None:
    task = office.ask()
    office.worker.look()
    office.now += tasks.KEPT + timedelta(hours=1)
    waiting = office.ask("broken")
    office.worker.look()
    assert office.forgotten == [task]
    assert office.task(waiting).trouble
