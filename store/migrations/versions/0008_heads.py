"""Which heads of the ledger have left the host, and by which way."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

UTC = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "head_deliveries",
        sa.Column("way", sa.String, primary_key=True),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("next_at", UTC, nullable=False),
        sa.Column("at", UTC),
        sa.Column("failing_since", UTC),
        sa.Column("error", sa.String),
    )
