"""Web sessions and users, the wards of a campaign, and what a page has overtaken on a volunteer's line."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

UTC = sa.DateTime(timezone=True)
OPEN = sa.text("ended_at IS NULL")
READY = sa.text("ready")


def upgrade() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("email", sa.String, nullable=False, unique=True),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("area", sa.String, nullable=False),
        sa.Column("password_hash", sa.String, nullable=False),
        sa.Column("totp_secret", sa.String, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("created_at", UTC, nullable=False),
        sa.CheckConstraint("role IN ('staff', 'auditor')", name=op.f("ck_users_role_is_known")),
    )
    _wards()
    op.create_table(
        "web_sessions",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("volunteer_id", sa.Integer, sa.ForeignKey("volunteers.id")),
        sa.Column("user_id", sa.Integer, sa.ForeignKey("users.id")),
        sa.Column("started_at", UTC, nullable=False),
        sa.Column("seen_at", UTC, nullable=False, index=True),
        sa.Column("campaign_id", sa.String, sa.ForeignKey("campaigns.id")),
        sa.Column("ward_id", sa.Integer, sa.ForeignKey("wards.id")),
        sa.Column("notice", sa.String, nullable=False),
        sa.CheckConstraint(
            "volunteer_id IS NULL OR user_id IS NULL", name=op.f("ck_web_sessions_one_person")
        ),
        sa.CheckConstraint(
            "volunteer_id IS NOT NULL OR user_id IS NOT NULL", name=op.f("ck_web_sessions_somebody")
        ),
    )
    op.add_column("sessions", sa.Column("overtaken_turn", sa.String))
    op.add_column("sessions", sa.Column("overtaken_state", sa.Text))
    for column in ("volunteer_id", "expected_id"):
        op.create_index(
            f"ix_sessions_open_{column}", "sessions", [column], sqlite_where=OPEN, postgresql_where=OPEN
        )


def _wards() -> None:
    op.create_table(
        "wards",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("campaign_id", sa.String, sa.ForeignKey("campaigns.id"), nullable=False),
        sa.Column("area", sa.String, nullable=False),
        sa.Column("ward", sa.String, nullable=False),
        sa.Column("has_numbers", sa.Boolean, nullable=False),
        sa.UniqueConstraint("campaign_id", "area", "ward"),
    )
    op.create_index("ix_wards_page", "wards", ["campaign_id", "ward", "area", "id"])
    op.create_index(
        "ix_contacts_ward", "contacts", ["campaign_id", "area", "ward"],
        sqlite_where=READY, postgresql_where=READY,
    )  # fmt: skip
    op.execute(
        "INSERT INTO wards (campaign_id, area, ward, has_numbers)"
        " SELECT DISTINCT campaign_id, area, ward, true FROM contacts WHERE removed_at IS NULL"
    )
