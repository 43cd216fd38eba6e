"""A volunteer's choice of language and the languages they can call in; the calling list by language."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

READY = sa.text("ready")


def upgrade() -> None:
    op.add_column("volunteers", sa.Column("language_chosen_at", sa.DateTime(timezone=True)))
    op.add_column("volunteers", sa.Column("speaks", sa.JSON, nullable=False, server_default="[]"))
    op.drop_index("ix_contacts_list", "contacts")
    op.create_index(
        "ix_contacts_list",
        "contacts",
        ["campaign_id", "language", sa.text("priority DESC"), "tried_at", "id"],
        sqlite_where=READY,
        postgresql_where=READY,
    )
