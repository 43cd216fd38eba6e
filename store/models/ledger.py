"""The ledger's rows, and the salts of their commitments. Triggers refuse update and delete of an entry."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import Base

REFUSED: Final = "kind = 'decision:refused'"
STARTED: Final = "kind = 'dial:started'"
REASON: Final = "data -> 'decision' ->> 'reason'"
"""Word for word as an index has them: only so does PostgreSQL count from it."""


class Entry(Base):
    """One thing that happened, written in the transaction of what it records."""

    __tablename__ = "ledger_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    kind: Mapped[str]
    """`subject:action`, from the closed list in `store.ledger`."""
    campaign_id: Mapped[str | None]
    session_id: Mapped[str | None]
    attempt_id: Mapped[str | None]
    contact_id: Mapped[int | None]
    volunteer_id: Mapped[int | None]
    data: Mapped[dict[str, Any]]
    """What is not personal, in clear; what is, as salted commitments under `committed`."""

    __table_args__ = (
        Index("ix_ledger_entries_attempt_id", "attempt_id"),
        Index("ix_ledger_entries_session_id", "session_id"),
        Index("ix_ledger_entries_kind_at", "kind", "at"),
        Index(
            "ix_ledger_entries_refused",
            text(f"({REASON})"),
            "at",
            "campaign_id",
            sqlite_where=text(REFUSED),
            postgresql_where=text(REFUSED),
        ),
        Index(
            "ix_ledger_entries_started",
            "attempt_id",
            "at",
            sqlite_where=text(STARTED),
            postgresql_where=text(STARTED),
        ),
        Index(
            "ix_ledger_entries_contact_id",
            "contact_id",
            sqlite_where=text("contact_id IS NOT NULL"),
            postgresql_where=text("contact_id IS NOT NULL"),
        ),
    )


class Salt(Base):
    """The salt of one committed field. Deleted on erasure: the commitment then says nothing."""

    __tablename__ = "ledger_salts"

    entry_id: Mapped[int] = mapped_column(ForeignKey("ledger_entries.id"), primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    salt: Mapped[str]
    value: Mapped[str | None]
    """The field itself, where it stands nowhere else."""
