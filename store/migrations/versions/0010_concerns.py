"""What volunteers report: whose follow-up it is, and contacts that are paused for it."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contacts", sa.Column("paused_at", sa.DateTime(timezone=True)))
    op.execute(
        "ALTER TABLE follow_ups ADD COLUMN volunteer_id INTEGER"
        " CONSTRAINT fk_follow_ups_volunteer_id_volunteers REFERENCES volunteers (id)"
    )
