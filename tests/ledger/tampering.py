"""What the tests of tampering share: fourteen sealed entries, and what whoever owns the database could do to them."""

from typing import Any, Final

import pytest
from sqlalchemy import Connection, Table, select

from store.database import Database
from store.models import SealedEntry, TreeHead
from store.sealing.proof import Head
from tests.ledger.conftest import Office

PLACE: Final = 5
"""Which row is tampered with. The order is: the key's making at 4 or before, then heads at 4, 9, 14."""


@pytest.fixture
def kept(office: Office) -> Head:
    """Fourteen entries and the head over them, which the auditor keeps."""
    office.write(3)
    office.seal()
    for _ in range(2):
        office.write(5)
        office.seal()
    with office.db.read() as tx:
        row = tx.execute(select(TreeHead.__table__).order_by(TreeHead.size.desc()).limit(1)).mappings().one()
    return Head.of(dict(row))


def unguarded(db: Database, *statements: str) -> None:
    """Do what whoever has the database's own rights could do: take the guards away first."""
    with db.alter() as tx:
        _drop_guards(tx)
        for statement in statements:
            tx.exec_driver_sql(statement)


def _drop_guards(tx: Connection) -> None:
    if tx.dialect.name != "sqlite":
        tx.exec_driver_sql("SET session_replication_role = replica")
        return
    for (name,) in tx.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").all():
        tx.exec_driver_sql(f"DROP TRIGGER {name}")


def entry_at(db: Database, place: int) -> int:
    with db.read() as tx:
        return tx.execute(select(SealedEntry.entry_id).where(SealedEntry.place == place)).scalar_one()


def columns(model: Any, *but: str) -> list[str]:  # noqa: ANN401 (a model)
    table: Table = model.__table__
    return [column.name for column in table.columns if column.name not in but]
