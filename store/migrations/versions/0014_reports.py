"""Attempts by the time of the dial, and those of one number one after another: for reports over all calls."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

DIALLED = sa.text("dialled_at IS NOT NULL")


def upgrade() -> None:
    op.drop_index("ix_attempts_number_id", "attempts")  # ix_attempts_number_time begins with it
    for name, columns in (
        ("ix_attempts_dialled", ["dialled_at", "id"]),
        ("ix_attempts_dialled_number", ["number_id", "dialled_at", "outcome", "campaign_id"]),
    ):
        op.create_index(name, "attempts", columns, sqlite_where=DIALLED, postgresql_where=DIALLED)
