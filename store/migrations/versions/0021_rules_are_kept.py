"""The policy's rules are append-only: recorded decisions are decided again by those of their day."""

from pathlib import Path

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql"


def upgrade() -> None:
    dialect = op.get_context().dialect.name
    for statement in (SQL / f"0021_{dialect}.sql").read_text().split("\n\n"):
        op.get_bind().exec_driver_sql(statement)
