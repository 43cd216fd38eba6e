"""Reports of calls are counted from indexes alone; the answered's is written for answered calls only."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

DIALLED = "dialled_at IS NOT NULL"
INDEXES = (
    ("dialled", ["dialled_at", "id", "campaign_id", "caller_id"], DIALLED),
    ("dialled_number", ["number_id", "dialled_at"], DIALLED),
    (
        "answered",
        ["campaign_id", "answered_at", "joined_at", "abandoned_at", "false_positive"],
        "answered_at IS NOT NULL",
    ),
    (
        "unanswered",
        ["campaign_id", "fate", "ringing_at", "ended_at"],
        "answered_at IS NULL AND ringing_at IS NOT NULL AND ended_at IS NOT NULL",
    ),
)


def upgrade() -> None:
    for name in ("campaign_time", "dialled", "dialled_number"):
        op.drop_index(f"ix_attempts_{name}", "attempts")
    for name, columns, where in INDEXES:
        kept = sa.text(where)
        op.create_index(f"ix_attempts_{name}", "attempts", columns, sqlite_where=kept, postgresql_where=kept)
