"""The sealed time of a dial is read from an index: each call's own is held against it."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

STARTED = sa.text("kind = 'dial:started'")


def upgrade() -> None:
    op.create_index(
        "ix_ledger_entries_started",
        "ledger_entries",
        ["attempt_id", "at"],
        sqlite_where=STARTED,
        postgresql_where=STARTED,
    )
