"""What pages ask of the slow worker, and what an auditor looks for: neither stands in an address."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import Base


class Task(Base):
    """Work too long for a web server, asked at a page and done by the slow queue's worker (`store.tasks`)."""

    __tablename__ = "tasks"

    id: Mapped[str] = mapped_column(primary_key=True)
    """Opaque."""
    kind: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """Who asked."""
    asked_at: Mapped[datetime]
    given: Mapped[dict[str, Any]]
    """What it is to be done with: ids and times, no number and no name."""
    begun_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    trouble: Mapped[str] = mapped_column(default="")
    """Why it failed, in a sentence; empty: it did not."""

    __table_args__ = (
        Index(
            "ix_tasks_open",
            "asked_at",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
        Index("ix_tasks_kind_asked_at", "kind", "asked_at"),
    )


class Search(Base):
    """What an auditor looked for, so that the address of what was found holds nothing but this opaque id."""

    __tablename__ = "searches"

    id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(index=True)
    sought: Mapped[dict[str, Any]]
    """`store.audit.search.Sought` as JSON: a number is its row's id."""
