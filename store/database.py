"""The one door to the database: a read, a write, a Session, a change of the tables.

SQLite: WAL, synchronous=FULL, foreign keys on, BEGIN IMMEDIATE behind a file lock for writes; readers cannot
write. PostgreSQL: psycopg 3, pooled, READ COMMITTED; rows are locked with `Database.locked`, or with a
select's own `with_for_update()`, which means nothing on SQLite.
"""

import os
import sqlite3
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from store.canonical import canonical
from store.lock import WriterLock
from store.models import Base

BUSY_MS = 10_000
"""How long SQLite itself waits for a lock that somebody took without our file lock: a backstop."""

POSTGRES = "-c timezone=UTC -c lock_timeout=10s -c jit=off"
"""A webhook waits ten seconds for a row at most: the carrier gives up on it after fifteen. To compile a query takes
longer than any of ours does."""

LOG_PAGES = 10_000
"""Pages of SQLite's log after which a writer itself brings them into the file. A worker does so long before, beside the
writers (`Database.checkpoint`): this is for when none runs."""
LOG_BEGINS_ANEW = 1_000
"""Pages of the log from which on writers are made to wait for its last ones, so that the next begins it anew."""

FAILED_FOR = 30
"""Seconds for which a failed write is told of. Others may succeed meanwhile: on a full disk small ones do."""

JOURNAL = "ringround_journal"
"""The execution option under which a transaction finds its journal's path."""

MIGRATING = 0x52494E47
"""PostgreSQL's advisory lock for a change of the tables."""


class Database:
    """Transactions on one database. Safe with threads and processes; a fork waits for the writer.

    A process that forks must not be reading from SQLite in another thread at that moment.

    `url` is sqlite:///FILE or postgresql://…; `lock_path` (SQLite) defaults to FILE-writer.lock. `pool_size`: so many
    connections at once, all of them kept: to open one for a request costs more than the request. ValueError for any
    other database, and for SQLite in memory, which two processes cannot share.
    """

    def __init__(self, url: str, lock_path: Path | None = None, *, pool_size: int = 20) -> None:
        where = make_url(url)
        self.lock: WriterLock | None = None
        self._failed_at: float | None = None
        match where.get_backend_name():
            case "sqlite":
                self.lock = _prepared(where, lock_path)
                self._writer = _sqlite(where, "BEGIN IMMEDIATE", 1)
                self._reader = _sqlite(where, "BEGIN", pool_size, "PRAGMA query_only=ON")
            case "postgresql" | "postgres":
                self._writer = _postgres(where, pool_size)
                self._reader = self._writer.execution_options(postgresql_readonly=True)
            case other:
                raise ValueError(f"DATABASE_URL names '{other}': use sqlite:///FILE or postgresql://….")
        _mind_forks(self)

    def keep_journal(self, path: Path) -> None:
        """Have what must outlive a restore noted in this file as well, before it is committed (`store.journal`)."""
        self._writer.update_execution_options(**{JOURNAL: path})

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction that writes: committed at the end, rolled back by an exception.

        Nothing slow inside: on SQLite no other writer runs meanwhile.
        """
        try:
            with self._alone(), self._writer.begin() as tx:
                yield tx
        except OperationalError:
            self._failed_at = time.monotonic()
            raise

    @property
    def refuses_writes(self) -> bool:
        """Whether a write of this process has just failed by the database's own fault, such as a full disk."""
        return self._failed_at is not None and time.monotonic() - self._failed_at < FAILED_FOR

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One transaction that reads; the database refuses a write in it."""
        with self._reader.begin() as tx:
            yield tx

    @contextmanager
    def orm(self, *, write: bool = False) -> Iterator[Session]:
        """A Session for pages and staff work, in a `read`, or in a `write` that is committed at the end."""
        with self.write() if write else self.read() as tx, Session(tx) as session:
            yield session
            session.flush()

    @contextmanager
    def alter(self) -> Iterator[Connection]:
        """One transaction that changes tables, alone in all processes.

        On SQLite foreign keys are looked at only at its end, since a table is altered by making it anew.
        """
        with self._alone(), self._writer.connect() as tx, self._foreign_keys_later(tx), tx.begin():
            if self.lock is None:
                tx.exec_driver_sql("SET LOCAL lock_timeout = 0")
                tx.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATING})")
            yield tx

    def checkpoint(self) -> None:
        """Bring SQLite's log into the file, so that no webhook has to. For a worker, each second; cheap where idle.

        Nearly all is copied beside the writers. Those wait for the last pages alone, or the log would never begin anew.
        """
        if self.lock is not None and self._copy_log() >= LOG_BEGINS_ANEW:
            with self.lock:
                self._copy_log()

    def _copy_log(self) -> int:
        """Copy what no reader still needs; return the pages that the log holds."""
        with self._reader.connect() as tx:
            driver: Any = tx.connection.dbapi_connection
            _busy, pages, _copied = driver.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
            return int(pages)

    @staticmethod
    def locked(tx: Connection, model: type[Base], key: object) -> None:
        """Lock the row with this primary key until the transaction ends (SQLite: the writer is alone)."""
        if tx.dialect.name != "sqlite":
            (column,) = inspect(model).primary_key
            tx.execute(select(column).where(column == key).with_for_update())

    def dispose(self) -> None:
        """Close the pooled connections and the lock file; another use opens them anew."""
        self._writer.dispose()
        self._reader.dispose()
        if self.lock is not None:
            self.lock.close()

    def after_fork_in_child(self) -> None:
        """Leave the parent's connections and lock to the parent. Called by itself."""
        self._writer.dispose(close=False)
        self._reader.dispose(close=False)
        if self.lock is not None:
            self.lock.after_fork_in_child()

    def _alone(self) -> AbstractContextManager[object]:
        return nullcontext() if self.lock is None else self.lock

    @contextmanager
    def _foreign_keys_later(self, tx: Connection) -> Iterator[None]:
        driver: Any = tx.connection.dbapi_connection
        if self.lock is None:
            yield
            return
        driver.execute("PRAGMA foreign_keys=OFF")  # has no effect once a transaction has begun
        try:
            yield
        finally:
            driver.execute("PRAGMA foreign_keys=ON")


def _prepared(where: URL, lock_path: Path | None) -> WriterLock:
    """Make the file, readable by its owner alone, and set it to WAL before anybody else has it open."""
    if not where.database or where.database == ":memory:" or "mode=memory" in where.database:
        raise ValueError(
            "SQLite in memory cannot be shared between processes: name a file, as sqlite:///FILE."
        )
    file = Path(where.database)
    file.parent.mkdir(parents=True, exist_ok=True)
    lock = WriterLock(lock_path or file.with_name(file.name + "-writer.lock"))
    with lock:
        _made(file)
        connection = sqlite3.connect(file, timeout=BUSY_MS / 1000)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.close()
    return lock


def _made(file: Path) -> None:
    """Make the file where there is none; one that is there is left alone.

    Whoever opens it past SQLite and closes it takes away the locks that SQLite holds in this process (fcntl's are
    by process): the next process to close the database would then delete the WAL that is in use here.
    """
    with suppress(FileExistsError):
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))


def _sqlite(where: URL, begin: str, pool_size: int, *pragmas: str) -> Engine:
    engine = create_engine(
        where, pool_size=pool_size, max_overflow=0, json_serializer=canonical, hide_parameters=True
    )

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: object) -> None:  # noqa: ANN401 (the driver's)
        connection.isolation_level = None  # we say BEGIN ourselves, below
        # FULL: WAL with NORMAL loses commits at a power cut. Recursive: a REPLACE fires delete triggers.
        for pragma in (
            f"busy_timeout={BUSY_MS}",
            "synchronous=FULL",
            f"wal_autocheckpoint={LOG_PAGES}",
            "foreign_keys=ON",
            "recursive_triggers=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")
        for pragma in pragmas:
            connection.execute(pragma)

    def do_begin(dbapi_connection: Any) -> None:  # noqa: ANN401 (the driver's)
        dbapi_connection.execute(begin)

    # Not by an event: an engine that has one looks for listeners at every statement, for a tenth of its price.
    engine.dialect.do_begin = do_begin  # type: ignore[method-assign]
    return engine


def _postgres(where: URL, pool_size: int) -> Engine:
    return create_engine(
        where.set(drivername="postgresql+psycopg"),
        pool_size=pool_size,
        max_overflow=0,
        json_serializer=canonical,
        hide_parameters=True,
        connect_args={"options": POSTGRES, "connect_timeout": 5},
    )


def _mind_forks(database: Database) -> None:
    """Have the database told of each fork of this process, for as long as it is in use."""
    _at_fork(weakref.WeakMethod(database.after_fork_in_child), "after_in_child")
    if database.lock is not None:
        _at_fork(weakref.WeakMethod(database.lock.before_fork), "before")
        _at_fork(weakref.WeakMethod(database.lock.after_fork_in_parent), "after_in_parent")


def _at_fork(known: weakref.WeakMethod[Callable[[], None]], when: str) -> None:
    def call() -> None:
        if (method := known()) is not None:
            method()

    register: dict[str, Callable[[], None]] = {when: call}
    os.register_at_fork(**register)
