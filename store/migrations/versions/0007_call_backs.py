"""When a contact is to be rung again, and who is offered them first."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

UTC = sa.DateTime(timezone=True)
AGREED = sa.text("ready AND call_back_at IS NOT NULL")


def upgrade() -> None:
    op.add_column("attempts", sa.Column("call_back_at", UTC))
    op.add_column("contacts", sa.Column("call_back_at", UTC))
    # In this form SQLite takes it too, without writing a million contacts anew.
    op.execute(
        "ALTER TABLE contacts ADD COLUMN call_back_to INTEGER"
        " CONSTRAINT fk_contacts_call_back_to_volunteers REFERENCES volunteers (id)"
    )
    op.create_index(
        "ix_contacts_call_back", "contacts", ["campaign_id", "call_back_at"],
        sqlite_where=AGREED, postgresql_where=AGREED,
    )  # fmt: skip
