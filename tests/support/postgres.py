"""A PostgreSQL of Debian's in a temporary folder, reached over a Unix socket, so no port can be taken."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest
from psycopg import sql

from tests.support.binaries import program

_CONFIGURATION = """
listen_addresses = ''
unix_socket_directories = '{home}'
max_connections = 200
"""
# A test's database may be lost with the machine: what is tested is what survives the processes, not the disk.
_NOT_DURABLE = """
fsync = off
full_page_writes = off
"""


@dataclass(frozen=True, slots=True)
class Postgres:
    """A server that runs; `home` holds its data and its socket."""

    home: Path

    def url(self, database: str) -> str:
        """The SQLAlchemy URL of a database here."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.home}"

    def create(self, database: str, template: str = "template1") -> None:
        """Make a database as a copy of the template, to which nobody may be connected."""
        self._execute("CREATE DATABASE {} TEMPLATE {}", database, template)

    def drop(self, database: str) -> None:
        """Take a database away, and who is still connected with it."""
        self._execute("DROP DATABASE {} WITH (FORCE)", database)

    @contextmanager
    def away(self) -> Iterator[None]:
        """Killed as by a power cut, and started again at the end."""
        control = str(program("pg_ctl", "postgresql", "usr/lib/postgresql/*/bin"))
        data = str(self.home / "data")
        _as_postgres(self.home, control, "-D", data, "-m", "immediate", "-w", "stop")
        try:
            yield
        finally:
            _as_postgres(self.home, control, "-D", data, "-l", str(self.home / "log"), "-w", "start")

    def _execute(self, statement: LiteralString, *names: str) -> None:
        with psycopg.connect(
            host=str(self.home), user="postgres", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One server for the session."""
    with running(_NOT_DURABLE) as server:
        yield server


@contextmanager
def running(configuration: str = "") -> Iterator[Postgres]:
    """A server of its own; it keeps what it says it keeps, unless the `configuration` has it otherwise."""
    control = program("pg_ctl", "postgresql", "usr/lib/postgresql/*/bin")
    home = Path(tempfile.mkdtemp(prefix="ringround-pg-"))  # short: a socket's path has at most 107 characters
    data = str(home / "data")
    try:
        if os.geteuid() == 0:
            shutil.chown(home, "postgres", "postgres")
        _as_postgres(home, str(control.with_name("initdb")), "-D", data, *_INITDB)
        with (home / "data" / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(_CONFIGURATION.format(home=home) + configuration)
        _as_postgres(home, str(control), "-D", data, "-l", str(home / "log"), "-w", "start")
        try:
            yield Postgres(home)
        finally:
            _as_postgres(home, str(control), "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


_INITDB = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")


def _as_postgres(home: Path, *command: str) -> None:
    """Run it as who PostgreSQL accepts: it does not run as root."""
    user = "postgres" if os.geteuid() == 0 else None
    with (home / "set-up").open("ab") as log:
        done = subprocess.run(
            command, user=user, group=user, extra_groups=[] if user else None, cwd=home,
            stdout=log, stderr=log, check=False,
        )  # fmt: skip
    if done.returncode:
        pytest.fail(f"PostgreSQL: {(home / 'set-up').read_text(encoding='utf-8')}", pytrace=False)
