"""Sessions, attempts, permits and legs, the outbox, and the triggers that guard them all."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

UTC = sa.DateTime(timezone=True)
SQL = Path(__file__).parents[1] / "sql"


def where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("direction", sa.String, nullable=False),
        sa.Column("volunteer_id", sa.Integer, sa.ForeignKey("volunteers.id"), index=True),
        sa.Column("expected_id", sa.Integer, sa.ForeignKey("volunteers.id")),
        sa.Column("number_id", sa.Integer, sa.ForeignKey("numbers.id")),
        sa.Column("campaign_id", sa.String, sa.ForeignKey("campaigns.id")),
        sa.Column("flow_version", sa.String, sa.ForeignKey("flows.version"), nullable=False),
        sa.Column("leg_sid", sa.String, unique=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("turn", sa.String, nullable=False, unique=True),
        sa.Column("reply", sa.Text, nullable=False),
        sa.Column("given", sa.Boolean, nullable=False),
        sa.Column("attempt_id", sa.String),
        sa.Column("in_room", sa.Boolean, nullable=False),
        sa.Column("deadline_at", UTC),
        sa.Column("hold_fetches", sa.Integer, nullable=False),
        sa.Column("started_at", UTC, nullable=False),
        sa.Column("ended_at", UTC),
    )
    op.create_index("ix_sessions_deadline", "sessions", ["deadline_at"], **where("ended_at IS NULL"))

    op.create_table(
        "attempts",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("campaign_id", sa.String, sa.ForeignKey("campaigns.id"), nullable=False, index=True),
        sa.Column("contact_id", sa.Integer, sa.ForeignKey("contacts.id"), nullable=False, index=True),
        sa.Column("household_id", sa.Integer, sa.ForeignKey("households.id"), nullable=False, index=True),
        sa.Column("number_id", sa.Integer, sa.ForeignKey("numbers.id"), nullable=False, index=True),
        sa.Column("volunteer_id", sa.Integer, sa.ForeignKey("volunteers.id"), nullable=False, index=True),
        sa.Column("session_id", sa.String, sa.ForeignKey("sessions.id"), nullable=False, index=True),
        sa.Column("flow_version", sa.String, sa.ForeignKey("flows.version"), nullable=False),
        sa.Column("caller_id", sa.String, nullable=False),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("live", sa.Boolean, nullable=False),
        sa.Column("permit_id", sa.String, sa.ForeignKey("permits.id", use_alter=True), unique=True),
        sa.Column("leg_sid", sa.String, unique=True),
        sa.Column("intended_at", UTC, nullable=False),
        sa.Column("dialled_at", UTC),
        sa.Column("ringing_at", UTC),
        sa.Column("answered_at", UTC),
        sa.Column("joined_at", UTC),
        sa.Column("ended_at", UTC),
        sa.Column("fate", sa.String),
        sa.Column("hung_up_by", sa.String),
        sa.Column("answered_by", sa.String),
        sa.Column("detection_ms", sa.Integer),
        sa.Column("false_positive", sa.Boolean, nullable=False),
        sa.Column("abandoned_at", UTC),
        sa.Column("outcome", sa.String),
        sa.Column("closing_read", sa.Boolean),
        sa.Column("finished_at", UTC),
        sa.CheckConstraint(
            "state IN ('intended', 'ended') OR permit_id IS NOT NULL", name="no_dial_without_permit"
        ),
        sa.CheckConstraint("dialled_at IS NULL OR permit_id IS NOT NULL", name="dialled_with_permit"),
        sa.CheckConstraint(
            "state IN ('intended', 'dialling', 'placed', 'ringing', 'answered', 'ended')",
            name="state_is_known",
        ),
    )
    op.create_index("ix_attempts_campaign_time", "attempts", ["campaign_id", "answered_at"])
    op.create_index("ix_attempts_number_time", "attempts", ["number_id", "intended_at"])
    op.create_index(
        "ix_attempts_one_live_call_to_a_number", "attempts", ["number_id"], unique=True, **where("live")
    )

    op.create_table(
        "claims",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("campaign_id", sa.String, sa.ForeignKey("campaigns.id"), nullable=False),
        sa.Column("household_id", sa.Integer, sa.ForeignKey("households.id"), nullable=False, unique=True),
        sa.Column("contact_id", sa.Integer, sa.ForeignKey("contacts.id"), nullable=False, unique=True),
        sa.Column("number_id", sa.Integer, sa.ForeignKey("numbers.id"), nullable=False, unique=True),
        sa.Column("session_id", sa.String, sa.ForeignKey("sessions.id"), nullable=False, index=True),
        sa.Column("lease_until", UTC, nullable=False),
    )

    op.create_table(
        "answers",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("attempt_id", sa.String, sa.ForeignKey("attempts.id"), nullable=False, index=True),
        sa.Column("contact_id", sa.Integer, sa.ForeignKey("contacts.id"), nullable=False, index=True),
        sa.Column("question", sa.String, nullable=False),
        sa.Column("value", sa.String),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("at", UTC, nullable=False),
        sa.Column("superseded_at", UTC),
    )
    op.create_index(
        "ix_answers_one_in_force",
        "answers",
        ["attempt_id", "contact_id", "question"],
        unique=True,
        **where("superseded_at IS NULL"),
    )

    op.create_table(
        "follow_ups",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("campaign_id", sa.String, sa.ForeignKey("campaigns.id")),
        sa.Column("contact_id", sa.Integer, sa.ForeignKey("contacts.id")),
        sa.Column("attempt_id", sa.String, sa.ForeignKey("attempts.id")),
        sa.Column("number_id", sa.Integer, sa.ForeignKey("numbers.id")),
        sa.Column("note", sa.String, nullable=False),
        sa.Column("at", UTC, nullable=False),
        sa.Column("done_at", UTC),
    )

    op.create_table(
        "legs",
        sa.Column("sid", sa.String, primary_key=True),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("session_id", sa.String, sa.ForeignKey("sessions.id"), index=True),
        sa.Column("attempt_id", sa.String, sa.ForeignKey("attempts.id"), index=True),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("created_at", UTC, nullable=False),
        sa.Column("answered_at", UTC),
        sa.Column("ended_at", UTC),
        sa.Column("seconds", sa.Integer),
        sa.Column("sip_code", sa.String),
    )

    op.create_table(
        "optouts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("number_id", sa.Integer, sa.ForeignKey("numbers.id"), nullable=False, index=True),
        sa.Column("at", UTC, nullable=False),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("attempt_id", sa.String, sa.ForeignKey("attempts.id")),
        sa.Column("note", sa.String, nullable=False),
    )

    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.String, nullable=False, unique=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("queue", sa.String, nullable=False),
        sa.Column("session_id", sa.String, sa.ForeignKey("sessions.id")),
        sa.Column("attempt_id", sa.String, sa.ForeignKey("attempts.id")),
        sa.Column("volunteer_id", sa.Integer, sa.ForeignKey("volunteers.id")),
        sa.Column("leg_sid", sa.String),
        sa.Column("created_at", UTC, nullable=False),
        sa.Column("due_at", UTC, nullable=False),
        sa.Column("lease_until", UTC),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("done_at", UTC),
        sa.Column("result", sa.String),
    )
    op.create_index("ix_outbox_open", "outbox", ["queue", "due_at"], **where("done_at IS NULL"))

    op.create_table(
        "outcomes",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("attempt_id", sa.String, sa.ForeignKey("attempts.id"), nullable=False, index=True),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("at", UTC, nullable=False),
        sa.Column("superseded_at", UTC),
    )

    op.create_table(
        "permits",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("attempt_id", sa.String, sa.ForeignKey("attempts.id"), nullable=False, index=True),
        sa.Column("number_id", sa.Integer, sa.ForeignKey("numbers.id"), nullable=False),
        sa.Column("entry_id", sa.Integer, sa.ForeignKey("ledger_entries.id"), nullable=False),
        sa.Column("issued_at", UTC, nullable=False),
        sa.Column("expires_at", UTC, nullable=False),
        sa.Column("spent_at", UTC),
    )

    dialect = op.get_context().dialect.name
    if dialect != "sqlite":  # SQLite has it already: its tables cannot be altered
        op.create_foreign_key(None, "attempts", "permits", ["permit_id"], ["id"])
    for statement in (SQL / f"0002_{dialect}.sql").read_text().split("\n\n"):
        op.get_bind().exec_driver_sql(statement)
