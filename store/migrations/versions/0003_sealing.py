"""The seal of the ledger: the order of the entries, signed tree heads and their keys, append-only like the entries."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql"
KNOWN_CONTACT = sa.text("contact_id IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "ledger_order",
        sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("entry_id", sa.Integer, sa.ForeignKey("ledger_entries.id"), nullable=False, unique=True),
        sa.Column("leaf", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "ledger_keys",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("public", sa.String, nullable=False),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("previous", sa.String),
        sa.Column("signature", sa.String, nullable=False),
        sa.Column("endorsement", sa.String),
    )
    op.create_table(
        "ledger_heads",
        sa.Column("size", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("root", sa.String, nullable=False),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("key", sa.String, sa.ForeignKey("ledger_keys.key"), nullable=False),
        sa.Column("previous", sa.Integer, nullable=False),
        sa.Column("peaks", sa.JSON, nullable=False),
        sa.Column("signature", sa.String, nullable=False),
    )
    op.create_index(
        "ix_ledger_entries_contact_id",
        "ledger_entries",
        ["contact_id"],
        sqlite_where=KNOWN_CONTACT,
        postgresql_where=KNOWN_CONTACT,
    )
    dialect = op.get_context().dialect.name
    for statement in (SQL / f"0003_{dialect}.sql").read_text().split("\n\n"):
        op.get_bind().exec_driver_sql(statement)
