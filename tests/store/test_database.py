"""The one door to the database: one writer at a time, readers that cannot write, forks that share nothing."""

import fcntl
import multiprocessing
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from store import migrate
from store.database import LOG_BEGINS_ANEW, Database
from store.models import CarrierClock, Number, Pacing

THREADS, TURNS = 8, 10


def add_one(db: Database) -> None:
    """Read, then write what was read plus one: lost where two do it at once."""
    with db.write() as tx:
        db.locked(tx, CarrierClock, "a server")
        skew = tx.scalar(select(CarrierClock.skew_seconds))
        tx.execute(text("UPDATE carrier_clock SET skew_seconds = :new"), {"new": (skew or 0) + 1})


def run(*jobs: Callable[[], None]) -> None:
    """Do all at once, and raise the first failure."""
    failures: list[BaseException] = []

    def caught(job: Callable[[], None]) -> None:
        try:
            job()
        except BaseException as error:  # noqa: BLE001 (raised below)
            failures.append(error)

    threads = [threading.Thread(target=caught, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def many(db: Database) -> None:
    """A few threads of one process, each a few times."""

    def turns() -> None:
        for _ in range(TURNS):
            add_one(db)

    run(*[turns] * THREADS)


def another_process(url: str) -> None:
    db = Database(url)
    many(db)
    db.dispose()


@pytest.fixture
def counter(db: Database) -> Callable[[], float | None]:
    """A row that counts, at nought."""
    with db.write() as tx:
        tx.execute(
            text(
                "INSERT INTO carrier_clock (host, skew_seconds, measured_at) VALUES ('a server', 0, '2026-05-04')"
            )
        )

    def count() -> float | None:
        with db.read() as tx:
            return tx.scalar(select(CarrierClock.skew_seconds))

    return count


def test_no_write_is_lost_among_threads(db: Database, counter: Callable[[], float]) -> None:
    many(db)
    assert counter() == THREADS * TURNS


def test_no_write_is_lost_among_processes(
    db: Database, database_url: str, counter: Callable[[], float]
) -> None:
    spawn = multiprocessing.get_context("spawn")
    processes = [spawn.Process(target=another_process, args=(database_url,)) for _ in range(2)]
    for process in processes:
        process.start()
    many(db)
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0]
    assert counter() == 3 * THREADS * TURNS


def forked(job: Callable[[], None]) -> int:
    """Do it in a process forked from this one, and return how that one ended."""
    child = os.fork()
    if child == 0:
        try:
            job()
        except BaseException:  # noqa: BLE001 (nothing of the parent's test may go on in the child)
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_a_forked_process_shares_neither_connections_nor_lock(
    db: Database, counter: Callable[[], float]
) -> None:
    assert forked(lambda: add_one(db)) == 0
    add_one(db)
    assert forked(lambda: add_one(db)) == 0
    assert counter() == 3


def test_a_fork_waits_for_the_writer_of_another_thread(db: Database, counter: Callable[[], float]) -> None:
    begun = threading.Event()

    def write_long() -> None:
        with db.write() as tx:
            for _ in range(1000):
                tx.execute(text("UPDATE carrier_clock SET skew_seconds = skew_seconds + 1"))
                begun.set()

    writer = threading.Thread(target=write_long)
    writer.start()
    begun.wait()
    assert forked(lambda: add_one(db)) == 0
    writer.join()
    assert counter() == 1001


def test_a_write_is_committed_at_its_end(db: Database) -> None:
    with db.write() as tx:
        tx.execute(text("INSERT INTO pacing (id, next_at) VALUES (1, '2026-05-04 18:30:00')"))
    with db.read() as tx:
        assert tx.scalar(select(Pacing.id)) == 1


def test_a_read_cannot_write(db: Database) -> None:
    with pytest.raises(DBAPIError, match=r"readonly|read-only"), db.read() as tx:
        tx.execute(text("DELETE FROM pacing"))
    with db.write() as tx:
        tx.execute(text("DELETE FROM pacing"))


def test_a_foreign_key_is_kept(db: Database) -> None:
    with pytest.raises(DBAPIError), db.write() as tx:
        tx.execute(text("INSERT INTO volunteer_campaigns (volunteer_id, campaign_id) VALUES (1, 'x')"))


def test_a_session_reads_and_writes(db: Database) -> None:
    with db.orm(write=True) as session:
        session.add(Number(e164="+441632960001", hmac="h"))
    with db.orm() as session:
        assert session.scalars(select(Number.hmac)).one() == "h"


def test_a_session_that_reads_cannot_write(db: Database) -> None:
    with pytest.raises(DBAPIError, match=r"readonly|read-only"), db.orm() as session:
        session.add(Number(e164="+441632960001", hmac="h"))


def test_a_writer_holds_the_lock_file_until_its_end(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path}/ringround.db", tmp_path / "lock")
    with (tmp_path / "lock").open() as file:
        with db.write(), pytest.raises(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        with db.read():
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    db.dispose()


def test_a_write_inside_a_write_is_refused_rather_than_waited_for(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path}/ringround.db")
    with pytest.raises(RuntimeError, match="pass the first one's `tx` on"), db.write(), db.write():
        pass
    with db.write() as tx:
        assert tx.scalar(text("SELECT 1")) == 1
    db.dispose()


def test_sqlite_is_durable_and_keeps_its_keys(tmp_path: Path) -> None:
    migrate.upgrade(f"sqlite:///{tmp_path}/ringround.db")
    db = Database(f"sqlite:///{tmp_path}/ringround.db")
    for opened in (db.read, db.write, db.alter):
        with opened() as tx:
            found = [tx.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous")]
            assert found == ["wal", 2]
            assert tx.scalar(text("PRAGMA foreign_keys")) == (opened != db.alter)
    assert (tmp_path / "ringround.db").stat().st_mode & 0o077 == 0
    db.dispose()


def test_a_disposed_database_may_be_used_again(db: Database) -> None:
    db.dispose()
    with db.write() as tx:
        assert tx.scalar(text("SELECT 1")) == 1


@pytest.mark.parametrize("url", ["mysql://db/ringround", "sqlite://", "sqlite:///:memory:"])
def test_another_database_is_refused_with_the_remedy(url: str) -> None:
    with pytest.raises(ValueError, match="sqlite:///FILE"):
        Database(url)


def test_a_worker_empties_the_log_and_the_next_writer_begins_it_anew(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path / 'x.db'}")
    with db.write() as tx:
        tx.execute(text("CREATE TABLE pages (page BLOB)"))
        tx.execute(text("INSERT INTO pages VALUES (zeroblob(:bytes))"), {"bytes": LOG_BEGINS_ANEW * 4096})
    log = tmp_path / "x.db-wal"
    db.checkpoint()
    size = log.stat().st_size
    with db.write() as tx:
        tx.execute(text("INSERT INTO pages VALUES (zeroblob(100000))"))
    assert log.stat().st_size == size > LOG_BEGINS_ANEW * 4096
    db.dispose()
