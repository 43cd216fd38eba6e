"""What somebody typed for the ledger and stands nowhere else is kept beside its salt, and goes with it."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ledger_salts", sa.Column("value", sa.String, nullable=True))
