"""Whether calls to the service's own numbers come here, as the carrier last said."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "own_numbers",
        sa.Column("e164", sa.String, primary_key=True),
        sa.Column("answered", sa.Boolean, nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
    )
