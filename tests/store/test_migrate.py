"""The migrations: whole, agreeing with the models, and safe to run by many at once."""

import threading

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import CheckConstraint, Index, inspect, text

from store import migrate
from store.database import Database
from store.models import Base

EXPRESSIONS = {
    "sqlite": ("ix_contacts_list", "ix_ledger_entries_refused"),
    "postgresql": ("ix_ledger_entries_refused",),
}
"""Indexes with an expression that the database does not describe as it was given."""


@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index")
@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
def test_the_migrations_make_what_the_models_say(db: Database) -> None:
    with db.read() as tx:
        left_out = EXPRESSIONS[tx.dialect.name]

        def plain(_item: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
            return kind != "index" or name not in left_out

        context = MigrationContext.configure(tx, opts={"include_object": plain})
        assert compare_metadata(context, Base.metadata) == []


def test_every_index_and_check_of_the_models_is_there(db: Database) -> None:
    with db.read() as tx:
        statement = (
            "SELECT name FROM sqlite_master WHERE type = 'index'"
            if tx.dialect.name == "sqlite"
            else "SELECT indexname FROM pg_indexes"
        )
        indexes = set(tx.execute(text(statement)).scalars())
        look = inspect(tx)
        for table in Base.metadata.sorted_tables:
            assert {index.name for index in table.indexes} <= indexes
            checks = {check["name"] for check in look.get_check_constraints(table.name)}
            modelled = {check.name for check in table.constraints if isinstance(check, CheckConstraint)}
            assert modelled == checks


def test_a_new_database_lacks_migrations_until_it_is_upgraded(empty_database_url: str) -> None:
    assert migrate.pending(empty_database_url)
    migrate.upgrade(empty_database_url)
    assert not migrate.pending(empty_database_url)
    migrate.upgrade(empty_database_url)


def test_many_may_upgrade_at_once(empty_database_url: str) -> None:
    failures: list[BaseException] = []

    def upgrade() -> None:
        try:
            migrate.upgrade(empty_database_url)
        except BaseException as error:  # noqa: BLE001 (reported below)
            failures.append(error)

    threads = [threading.Thread(target=upgrade) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert not migrate.pending(empty_database_url)


def test_the_database_of_a_newer_release_is_left_alone(db: Database, database_url: str) -> None:
    with db.write() as tx:
        tx.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    assert not migrate.pending(database_url)
    migrate.upgrade(database_url)
    with db.read() as tx:
        assert tx.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == "9999"


def test_an_upgrade_that_fails_leaves_nothing_behind(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the power went")

    with monkeypatch.context() as patch:
        patch.setattr(Index, "__init__", fail)
        with pytest.raises(RuntimeError, match="the power went"):
            migrate.upgrade(empty_database_url)
    database = Database(empty_database_url)
    with database.read() as tx:
        assert inspect(tx).get_table_names() == []
    database.dispose()
