"""PostgreSQL's rights: the service's own role adds to the ledger and cannot change it; the owner alone migrates.

Triggers refuse a change of the ledger to everybody, but whoever owns a table can take its triggers away. So the
service has a role that owns nothing: what it has no right to, no mistake and no intruder in it can do.
"""

from typing import Final

from sqlalchemy import Connection, Table, text

from store.models import Base, Entry, Flow, OptOut, RuleBook, SealedEntry, SealingKey, TreeHead

APPENDED: Final = frozenset(
    one.__tablename__ for one in (Entry, SealedEntry, TreeHead, SealingKey, RuleBook, Flow)
)
"""Tables whose rows are added and never changed."""
KEPT: Final = frozenset({OptOut.__tablename__})
"""Tables whose rows are never deleted."""
SEALED: Final = (Entry, SealedEntry, TreeHead, SealingKey)


def grant(tx: Connection, role: str) -> None:
    """Give this role what the service needs, and take from it what it must not have. To be done by the owner.

    LookupError where there is no such role. Safe at any time; needed after each migration that makes a table.
    """
    if tx.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role}) is None:
        raise LookupError(role)
    to = tx.dialect.identifier_preparer.quote_identifier(role)
    tx.exec_driver_sql(f"GRANT USAGE ON SCHEMA public TO {to}")
    tx.exec_driver_sql(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {to}")
    tx.exec_driver_sql(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {to}")
    for table in Base.metadata.sorted_tables:
        tx.exec_driver_sql(f"REVOKE ALL ON {table.name} FROM {to}")
        tx.exec_driver_sql(f"GRANT {', '.join(_rights(table))} ON {table.name} TO {to}")


def may_change_the_ledger(tx: Connection) -> bool:
    """Whether who is connected could change or delete what is sealed: the owner, or a role with too many rights.

    On SQLite it says nothing: whoever may write the file may change all of it.
    """
    if tx.dialect.name == "sqlite":
        return False
    asked = text(
        "SELECT has_table_privilege(:table, 'UPDATE') OR has_table_privilege(:table, 'DELETE')"
        " OR has_table_privilege(:table, 'TRUNCATE') OR pg_has_role(relowner, 'MEMBER')"
        " FROM pg_class WHERE oid = to_regclass(:table)"
    )
    return any(tx.scalar(asked, {"table": one.__tablename__}) for one in SEALED)


def _rights(table: Table) -> tuple[str, ...]:
    rights = ("SELECT", "INSERT")
    if table.name in APPENDED:
        return rights
    return (*rights, "UPDATE") if table.name in KEPT else (*rights, "UPDATE", "DELETE")
