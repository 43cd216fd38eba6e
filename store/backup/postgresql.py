"""PostgreSQL's own pg_dump and pg_restore, and the gate that stays shut until a restore is complete.

A dump leaves out which migration the database stands at: without it no process of ours starts on the database.
It is written last, with what the journal adds.
"""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from psycopg.conninfo import make_conninfo
from sqlalchemy import URL, Connection, inspect, make_url, text

from store.backup.errors import BackupError
from store.migrate import revision

GATE: Final = "alembic_version"
BEFORE: Final = "before_restore"
"""The schema that keeps what a restore replaced."""


def copy(url: str, to: Path) -> None:
    """Dump the database as it stands at this moment. BackupError without pg_dump, or where it fails."""
    _run(
        "pg_dump", url, "--format=custom", "--no-owner", "--no-privileges", f"--file={to}",
        f"--exclude-table-data={GATE}", f"--exclude-schema={BEFORE}",
    )  # fmt: skip


def restore(url: str, dump: Path) -> None:
    """Put the dump into the database, whose schema is empty. BackupError without pg_restore, or where it fails."""
    _run(
        "pg_restore", url, "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", str(dump)
    )  # fmt: skip


def refuse_company(tx: Connection) -> None:
    """BackupError where somebody else is connected: who has started already does not look at the gate."""
    others = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    if tx.scalar(text(others)):
        raise BackupError("Others are connected to the database: stop `serve` and `work` everywhere first.")


def put_aside(tx: Connection) -> None:
    """Keep all that is there in a schema of its own, and begin an empty one.

    What an earlier restore left unfinished is not worth keeping: what it replaced is kept already.
    """
    if inspect(tx).has_schema(BEFORE) and revision(tx) is None:
        tx.execute(text("DROP SCHEMA public CASCADE"))
    else:
        tx.execute(text(f"DROP SCHEMA IF EXISTS {BEFORE} CASCADE"))
        tx.execute(text(f"ALTER SCHEMA public RENAME TO {BEFORE}"))
    tx.execute(text("CREATE SCHEMA public AUTHORIZATION pg_database_owner"))


def put_back(tx: Connection) -> None:
    """Undo `put_aside`."""
    tx.execute(text("DROP SCHEMA public CASCADE"))
    tx.execute(text(f"ALTER SCHEMA {BEFORE} RENAME TO public"))


def open_gate(tx: Connection, migration: str) -> None:
    """Say which migration the database stands at."""
    tx.execute(text(f"DELETE FROM {GATE}"))  # noqa: S608 (a name of ours)
    tx.execute(text(f"INSERT INTO {GATE} VALUES (:revision)"), {"revision": migration})  # noqa: S608 (the same)


def _run(program: str, url: str, *options: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise BackupError(
            f"{program} is missing: install PostgreSQL's client programs of the server's version."
        )
    where = make_url(url)
    target = f"--dbname={_conninfo(where)}"
    done = subprocess.run(
        [found, target, *options], env=_environment(where), capture_output=True, check=False
    )
    if done.returncode:  # its words may hold rows of the database
        raise BackupError(
            f"{program} ended with status {done.returncode}: its version must be the server's or newer, "
            "and DATABASE_URL's user the owner of the database."
        )


def _conninfo(where: URL) -> str:
    """How libpq finds the database, without the password, which others could read in the list of processes."""
    found = {"user": where.username, "host": where.host, "port": where.port, "dbname": where.database}
    extra = {name: value for name, value in where.query.items() if isinstance(value, str)}
    return make_conninfo(**{name: str(value) for name, value in {**found, **extra}.items() if value})


def _environment(where: URL) -> Mapping[str, str]:
    return {**os.environ, "PGPASSWORD": str(where.password)} if where.password else os.environ
