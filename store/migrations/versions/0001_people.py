"""Campaigns, people, what the law asks for, and the ledger."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

UTC = sa.DateTime(timezone=True)


def where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    op.create_table(
        "carrier_clock",
        sa.Column("host", sa.String, primary_key=True),
        sa.Column("skew_seconds", sa.Double, nullable=False),
        sa.Column("measured_at", UTC, nullable=False),
    )

    op.create_table(
        "deliveries",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("token", sa.String, unique=True),
        sa.Column("reply", sa.Text, nullable=False),
        sa.Column("at", UTC, nullable=False, index=True),
    )

    op.create_table(
        "flows",
        sa.Column("version", sa.String, primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("line", sa.Text, nullable=False),
        sa.Column("published_at", UTC, nullable=False),
        sa.Column("published_by", sa.String, nullable=False),
    )

    op.create_table(
        "ledger_entries",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", UTC, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("campaign_id", sa.String),
        sa.Column("session_id", sa.String),
        sa.Column("attempt_id", sa.String),
        sa.Column("contact_id", sa.Integer),
        sa.Column("volunteer_id", sa.Integer),
        sa.Column("data", sa.JSON, nullable=False),
    )
    op.create_index("ix_ledger_entries_attempt_id", "ledger_entries", ["attempt_id"])
    op.create_index("ix_ledger_entries_kind_at", "ledger_entries", ["kind", "at"])
    op.create_index("ix_ledger_entries_session_id", "ledger_entries", ["session_id"])

    op.create_table(
        "numbers",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("e164", sa.String, unique=True),
        sa.Column("hmac", sa.String, nullable=False, unique=True),
        sa.Column("locked_at", UTC),
    )

    op.create_table(
        "pacing",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("next_at", UTC, nullable=False),
    )

    op.create_table(
        "registers",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("register", sa.String, nullable=False),
        sa.Column("produced_on", sa.Date, nullable=False),
        sa.Column("imported_at", UTC, nullable=False),
        sa.Column("sha256", sa.String, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("path", sa.String, nullable=False),
        sa.Column("replaced_at", UTC),
    )
    op.create_index(
        "ix_registers_one_in_force", "registers", ["register"], unique=True, **where("replaced_at IS NULL")
    )

    op.create_table(
        "rule_books",
        sa.Column("version", sa.String, primary_key=True),
        sa.Column("rules", sa.JSON, nullable=False),
        sa.Column("first_used_at", UTC, nullable=False),
    )

    op.create_table(
        "throttles",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("scope", sa.String, nullable=False),
        sa.Column("at", UTC, nullable=False),
    )
    op.create_index("ix_throttles_scope_at", "throttles", ["scope", "at"])

    op.create_table(
        "campaigns",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("flow_version", sa.String, sa.ForeignKey("flows.version"), nullable=False),
        sa.Column("caller_id", sa.String, nullable=False),
        sa.Column("area", sa.String, nullable=False),
        sa.Column("purpose", sa.String, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("featured", sa.Boolean, nullable=False),
        sa.Column("hours", sa.JSON, nullable=False),
        sa.Column("calling", sa.JSON, nullable=False),
        sa.Column("sources", sa.JSON, nullable=False),
        sa.Column("looked_at", UTC),
        sa.Column("created_at", UTC, nullable=False),
        sa.CheckConstraint("status IN ('draft', 'running', 'paused', 'stopped')", name="status_is_known"),
        sa.CheckConstraint(
            "purpose IN ('voter_id', 'membership', 'turnout', 'fundraising')", name="purpose_is_known"
        ),
    )

    op.create_table(
        "consents",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("number_id", sa.Integer, sa.ForeignKey("numbers.id"), nullable=False, index=True),
        sa.Column("wording", sa.String, nullable=False),
        sa.Column("obtained_at", UTC, nullable=False),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("withdrawn_at", UTC),
        sa.Column("recorded_at", UTC, nullable=False),
    )

    op.create_table(
        "ledger_salts",
        sa.Column("entry_id", sa.Integer, sa.ForeignKey("ledger_entries.id"), primary_key=True),
        sa.Column("field", sa.String, primary_key=True),
        sa.Column("salt", sa.String, nullable=False),
    )

    op.create_table(
        "volunteers",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("code", sa.String, nullable=False, unique=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("number_id", sa.Integer, sa.ForeignKey("numbers.id"), index=True),
        sa.Column("pin_hash", sa.String, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("slow", sa.Boolean, nullable=False),
        sa.Column("keys_tested_at", UTC),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("created_at", UTC, nullable=False),
    )

    op.create_table(
        "households",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("campaign_id", sa.String, sa.ForeignKey("campaigns.id"), nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("contacted_at", UTC),
        sa.UniqueConstraint("campaign_id", "key"),
    )

    op.create_table(
        "volunteer_campaigns",
        sa.Column("volunteer_id", sa.Integer, sa.ForeignKey("volunteers.id"), primary_key=True),
        sa.Column("campaign_id", sa.String, sa.ForeignKey("campaigns.id"), primary_key=True),
    )

    op.create_table(
        "contacts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("campaign_id", sa.String, sa.ForeignKey("campaigns.id"), nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("first_name", sa.String, nullable=False),
        sa.Column("last_name", sa.String, nullable=False),
        sa.Column("number_id", sa.Integer, sa.ForeignKey("numbers.id"), nullable=False),
        sa.Column("household_id", sa.Integer, sa.ForeignKey("households.id"), nullable=False),
        sa.Column("area", sa.String, nullable=False),
        sa.Column("ward", sa.String, nullable=False),
        sa.Column("last_voting_intention", sa.String, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("ready", sa.Boolean, nullable=False),
        sa.Column("due_at", UTC),
        sa.Column("tried_at", UTC, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("removed_at", UTC),
        sa.UniqueConstraint("campaign_id", "key"),
    )
    op.create_index("ix_contacts_due", "contacts", ["due_at"], **where("due_at IS NOT NULL AND NOT ready"))
    op.create_index("ix_contacts_household_id", "contacts", ["household_id"])
    op.create_index(
        "ix_contacts_list",
        "contacts",
        ["campaign_id", sa.text("priority DESC"), "tried_at", "id"],
        **where("ready"),
    )
    op.create_index("ix_contacts_number_id", "contacts", ["number_id"])
