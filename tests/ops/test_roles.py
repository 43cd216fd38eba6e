"""PostgreSQL with two roles: the owner migrates; the service makes calls, and has no right to change the ledger."""

import uuid
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Final

import psycopg
import pytest
from sqlalchemy import Table, select
from sqlalchemy.exc import DBAPIError, ProgrammingError

from cli.ownership import lay_out
from settings import load
from store.database import Database
from store.grants import APPENDED, SEALED, may_change_the_ledger
from store.migrate import upgrade
from store.models import Contact, Number
from store.sealing.export import live
from store.sealing.verify import verify
from tests.cli.commands import CSV, Commands
from tests.support.postgres import Postgres
from tests.telephone.calls import talking
from tests.telephone.evening import Evening

ROLES: Final = ("role_that_owns", "role_that_serves")


class Roles:
    """A database of PostgreSQL's that one role owns and the other uses."""

    def __init__(self, server: Postgres, name: str, folder: Path) -> None:
        self.owner, self.service = (server.url(name).replace("postgres@", f"{role}@") for role in ROLES)
        self.commands = Commands(
            {
                "DATABASE_URL": self.service,
                "DATABASE_OWNER_URL": self.owner,
                "RINGROUND_SECRET_KEY": "a secret of the tests alone",
                "RINGROUND__DATA_DIR": f'"{folder / "data"}"',
                "RINGROUND__NUMBERS__DIALABLE": "drama",
                "RINGROUND__CARRIER__API_BASE_URL": "http://127.0.0.1:9",
                "RINGROUND_CONFIG": "",
                "REDIS_URL": "",
            },
            folder,
        )


@pytest.fixture
def roles(postgres: Postgres, tmp_path: Path) -> Iterator[Roles]:
    """Two roles, and an empty database of the one."""
    name = f"roles_{uuid.uuid4().hex}"
    with psycopg.connect(postgres.url("postgres").replace("+psycopg", ""), autocommit=True) as server:
        for role in ROLES:
            if server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone() is None:
                server.execute(f"CREATE ROLE {role} LOGIN".encode())
        server.execute(f'CREATE DATABASE "{name}" OWNER {ROLES[0]}'.encode())
    yield Roles(postgres, name, tmp_path)
    postgres.drop(name)


@pytest.fixture
def migrated(roles: Roles) -> Roles:
    """The same, as `ringround migrate` leaves it."""
    roles.commands.done("migrate")
    return roles


def refused(url: str, statement: str) -> str:
    """Do it, see it refused for want of a right, and give the database's words."""
    db = Database(url)
    try:
        with pytest.raises(ProgrammingError) as error, db.write() as tx:
            tx.exec_driver_sql(statement)
    finally:
        db.dispose()
    return str(error.value.orig)


def may_change(url: str) -> bool:
    db = Database(url)
    try:
        with db.read() as tx:
            return may_change_the_ledger(tx)
    finally:
        db.dispose()


def test_calls_are_made_kept_and_sealed_by_a_role_that_owns_nothing(roles: Roles, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    lay_out(load(roles.commands.env))
    with Evening(roles.service, tmp_path / "data") as evening:
        ann, mary = talking(evening)
        evening.passes(20)
        mary.hangs_up()
        ann.presses("2").presses("4").presses("1")
        evening.passes(20)
        assert evening.outcomes() == ["opted_out"]
        evening.service.sealer.seal()
        found = verify(live(evening.service.parts.db, evening.now()))
        assert found.holds
        assert found.proven == len(evening.ledger())


CHANGES: Final = (
    "UPDATE {} SET {} = {}",
    "DELETE FROM {}",
    "TRUNCATE {} CASCADE",
    "ALTER TABLE {} DISABLE TRIGGER ALL",
    "DROP TABLE {} CASCADE",
)


def test_the_services_role_has_no_right_to_change_the_ledger(migrated: Roles) -> None:
    for one in SEALED:
        table: Table = one.__table__  # type: ignore[assignment]
        for column, change in product([column.name for column in table.columns], CHANGES):
            said = refused(migrated.service, change.format(table.name, column, column))
            assert said.startswith(
                (f"permission denied for table {table.name}", f"must be owner of table {table.name}")
            )


def test_nor_to_take_the_guards_away(migrated: Roles) -> None:
    assert "permission denied" in refused(migrated.service, "SET session_replication_role = replica")
    assert "must be owner" in refused(migrated.service, "DROP TRIGGER ledger_order_no_change ON ledger_order")
    assert "permission denied" in refused(migrated.service, "CREATE TABLE mine (id integer)")
    assert "permission denied" in refused(migrated.service, "UPDATE alembic_version SET version_num = ''")
    assert "permission denied" in refused(migrated.service, "DELETE FROM optouts")
    for table in sorted(APPENDED):
        assert "permission denied" in refused(migrated.service, f"DELETE FROM {table}")  # noqa: S608 (from the list)


def test_the_owner_is_still_refused_by_the_guards(migrated: Roles) -> None:
    migrated.commands.done("ledger", "seal")
    db = Database(migrated.owner)
    with pytest.raises(DBAPIError, match="append-only"), db.write() as tx:
        tx.exec_driver_sql("DELETE FROM ledger_entries")
    db.dispose()


def test_whether_a_role_may_change_the_ledger_is_known_of_each(migrated: Roles) -> None:
    assert not may_change(migrated.service)
    assert may_change(migrated.owner)
    db = Database(migrated.owner)
    with db.alter() as tx:
        tx.exec_driver_sql(f"GRANT DELETE ON ledger_heads TO {ROLES[1]}")
    db.dispose()
    assert may_change(migrated.service)
    migrated.commands.done("migrate")
    assert not may_change(migrated.service)


@pytest.mark.parametrize(("as_owner", "word"), [(False, "good "), (True, "WRONG")])
def test_the_doctor_says_when_the_service_runs_as_the_owner(
    migrated: Roles, as_owner: bool, word: str
) -> None:
    env = {"DATABASE_URL": migrated.owner, "DATABASE_OWNER_URL": ""} if as_owner else {}
    lines = migrated.commands.run("doctor", **env).stdout.splitlines()
    assert [line[:5] for line in lines if "ledger's role" in line] == [word]


def test_a_backup_is_made_by_the_service_and_put_back_by_the_owner(migrated: Roles) -> None:
    file = str(migrated.commands.folder / "before.backup")
    migrated.commands.done("optouts", "add", "01632 960 011")
    migrated.commands.done("ledger", "seal")
    migrated.commands.done("backup", file)
    migrated.commands.done("restore", file)
    assert not may_change(migrated.service)
    assert migrated.commands.read("optouts", "show", "01632 960 011")
    migrated.commands.done("ledger", "seal")
    assert migrated.commands.done("ledger", "verify").endswith("The ledger holds.\n")


def test_without_the_services_role_it_is_said_how_to_make_it(roles: Roles) -> None:
    other = roles.service.replace(ROLES[1], "nobody_there")
    said = roles.commands.run("migrate", DATABASE_URL=other)
    assert "CREATE ROLE nobody_there LOGIN" in said.stderr
    said = roles.commands.run("migrate", DATABASE_URL=roles.owner)
    assert "must name a role other than" in said.stderr


def test_a_role_without_tables_of_its_own_cannot_migrate(roles: Roles) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        upgrade(roles.service)


def test_the_services_role_can_erase_a_person_and_purge_what_is_past_its_time(migrated: Roles) -> None:
    commands = migrated.commands
    commands.campaign()
    commands.done("contacts", "import", commands.file("list.csv", CSV), "--campaign", "spring")
    commands.done("optouts", "add", "01632 960 011", "--note", "a neighbour said")
    commands.done("people", "erase", "01632 960 011", "--yes")
    commands.done("campaigns", "stop", "spring")
    assert commands.run("retention", "run", "--purge", RINGROUND__RETENTION__CONTACTS_DAYS="0").exit_code == 0
    db = Database(migrated.service)
    with db.read() as tx:
        assert set(tx.scalars(select(Contact.first_name))) == {""}
        assert set(tx.scalars(select(Number.e164))) == {None}
    db.dispose()
    commands.done("ledger", "seal")
    commands.done("ledger", "verify")
