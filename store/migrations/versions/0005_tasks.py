"""Work asked at a page and done by the slow queue's worker, and what auditors search for."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

UTC = sa.DateTime(timezone=True)
OPEN = sa.text("done_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "tasks",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("user_id", sa.Integer, sa.ForeignKey("users.id")),
        sa.Column("asked_at", UTC, nullable=False),
        sa.Column("given", sa.JSON, nullable=False),
        sa.Column("begun_at", UTC),
        sa.Column("lease_until", UTC),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("done_at", UTC),
        sa.Column("result", sa.JSON),
        sa.Column("trouble", sa.String, nullable=False),
    )
    op.create_index("ix_tasks_open", "tasks", ["asked_at"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index("ix_tasks_kind_asked_at", "tasks", ["kind", "asked_at"])
    op.create_table(
        "searches",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("user_id", sa.Integer, sa.ForeignKey("users.id"), nullable=False),
        sa.Column("at", UTC, nullable=False, index=True),
        sa.Column("sought", sa.JSON, nullable=False),
    )
