"""Volunteers who want a co-ordinator: why, and one open request each."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("follow_ups", sa.Column("why", sa.String(), nullable=True))
    still_open = sa.text("done_at IS NULL AND kind = 'coordinator'")
    op.create_index(
        "ix_follow_ups_coordinator",
        "follow_ups",
        ["volunteer_id"],
        unique=True,
        sqlite_where=still_open,
        postgresql_where=still_open,
    )
