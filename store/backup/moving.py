"""From SQLite to PostgreSQL: every row of every table, in one transaction, for a service that has grown."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Connection, Table, func, inspect, select, text

from store.models import Base

ROWS_AT_ONCE: Final = 1000


def move(source: Connection, target: Connection) -> int:
    """Copy all rows into a database with the same tables and nothing in them; return how many.

    `target`: PostgreSQL's, of `Database.alter`. What the guards refuse of the service is the history of one that
    was guarded: they are asleep meanwhile.
    """
    tables = Base.metadata.sorted_tables
    with _asleep(target, tables):
        rows = sum(_copy(source, target, table) for table in tables)
    for table in tables:
        _count_on(target, table)
    return rows


def _copy(source: Connection, target: Connection, table: Table) -> int:
    copied = 0
    found = source.execution_options(yield_per=ROWS_AT_ONCE).execute(select(table)).mappings()
    for rows in found.partitions():
        target.execute(table.insert(), [dict(row) for row in rows])
        copied += len(rows)
    return copied


@contextmanager
def _asleep(target: Connection, tables: list[Table]) -> Iterator[None]:
    """Without triggers, and without the one foreign key that goes in a circle; it is checked when it is back."""
    (circle,) = (
        one for one in inspect(target).get_foreign_keys("attempts") if one["referred_table"] == "permits"
    )
    for table in tables:
        target.execute(text(f"ALTER TABLE {table.name} DISABLE TRIGGER USER"))
    target.execute(text(f"ALTER TABLE attempts DROP CONSTRAINT {circle['name']}"))
    yield
    target.execute(
        text(
            f"ALTER TABLE attempts ADD CONSTRAINT {circle['name']} FOREIGN KEY (permit_id) REFERENCES permits (id)"
        )
    )
    for table in tables:
        target.execute(text(f"ALTER TABLE {table.name} ENABLE TRIGGER USER"))


def _count_on(target: Connection, table: Table) -> None:
    """Have a table that numbers its rows go on after the last one."""
    for column in table.primary_key:
        sequence = target.scalar(select(func.pg_get_serial_sequence(table.name, column.name)))
        last = target.scalar(select(func.max(column))) if sequence else None
        if last is not None:
            target.execute(select(func.setval(sequence, last)))
