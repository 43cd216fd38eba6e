"""Refusals by their reason: counted from an index, where each would be read with all its facts."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

REFUSED = sa.text("kind = 'decision:refused'")


def upgrade() -> None:
    op.create_index(
        "ix_ledger_entries_refused",
        "ledger_entries",
        [sa.text("(data -> 'decision' ->> 'reason')"), "at", "campaign_id"],
        sqlite_where=REFUSED,
        postgresql_where=REFUSED,
    )
