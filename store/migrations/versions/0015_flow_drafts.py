"""Call flows that staff write at the pages before they publish them, and what a version was published for."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("flows", sa.Column("why", sa.String, nullable=False, server_default=""))
    op.create_table(
        "flow_drafts",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("user_id", sa.Integer, sa.ForeignKey("users.id"), nullable=False, index=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("rehearsals", sa.Text, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("task", sa.String, nullable=False),
        sa.Column("checked", sa.JSON(none_as_null=True), nullable=True),
    )
    op.create_table(
        "flow_draft_sounds",
        sa.Column("draft_id", sa.String, sa.ForeignKey("flow_drafts.id"), primary_key=True),
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
