"""When a number was erased at its owner's wish, and how long a campaign keeps its contacts."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ERASED = sa.text("erased_at IS NOT NULL")


def upgrade() -> None:
    op.add_column("numbers", sa.Column("erased_at", sa.DateTime(timezone=True)))
    op.create_index("ix_numbers_erased", "numbers", ["hmac"], sqlite_where=ERASED, postgresql_where=ERASED)
    op.add_column("campaigns", sa.Column("contacts_days", sa.Integer))
