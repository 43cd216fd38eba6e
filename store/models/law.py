"""What the law asks to be remembered: registers, opt-outs, consents; and follow-ups that were promised."""

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import Base


class Register(Base):
    """One imported TPS or CTPS file. The one in force for its kind has no `replaced_at`."""

    __tablename__ = "registers"

    id: Mapped[int] = mapped_column(primary_key=True)
    register: Mapped[str]
    """tps or ctps."""
    produced_on: Mapped[date]
    imported_at: Mapped[datetime]
    sha256: Mapped[str]
    count: Mapped[int]
    path: Mapped[str]
    """File name under the data directory."""
    replaced_at: Mapped[datetime | None]

    __table_args__ = (
        Index(
            "ix_registers_one_in_force",
            "register",
            unique=True,
            sqlite_where=text("replaced_at IS NULL"),
            postgresql_where=text("replaced_at IS NULL"),
        ),
    )


class OptOut(Base):
    """No more calls to this number, for the whole organisation, for ever. Never deleted."""

    __tablename__ = "optouts"

    id: Mapped[int] = mapped_column(primary_key=True)
    number_id: Mapped[int] = mapped_column(ForeignKey("numbers.id"), index=True)
    at: Mapped[datetime]
    source: Mapped[str]
    """One of `store.optouts.SOURCES`: keypad, page, ring_back, staff, import or erasure."""
    attempt_id: Mapped[str | None] = mapped_column(ForeignKey("attempts.id"))
    note: Mapped[str] = mapped_column(default="")


class Consent(Base):
    """Calls are welcome 'for the time being' (PECR reg 21(4)): lifts the register for this number only."""

    __tablename__ = "consents"

    id: Mapped[int] = mapped_column(primary_key=True)
    number_id: Mapped[int] = mapped_column(ForeignKey("numbers.id"), index=True)
    wording: Mapped[str]
    obtained_at: Mapped[datetime]
    source: Mapped[str]
    withdrawn_at: Mapped[datetime | None]
    recorded_at: Mapped[datetime]


COORDINATOR_OPEN: Final = text("done_at IS NULL AND kind = 'coordinator'")
"""A volunteer waits for a co-ordinator once, however often they ask."""


class FollowUp(Base):
    """Somebody at the contact's would like a call about something: staff work these off."""

    __tablename__ = "follow_ups"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    """pass_on, call_again (they rang us back), fault, abuse or worry (the contact is paused: `Contact.paused_at`),
    coordinator (who is to ring the volunteer)."""
    campaign_id: Mapped[str | None] = mapped_column(ForeignKey("campaigns.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    attempt_id: Mapped[str | None] = mapped_column(ForeignKey("attempts.id"))
    number_id: Mapped[int | None] = mapped_column(ForeignKey("numbers.id"))
    volunteer_id: Mapped[int | None] = mapped_column(ForeignKey("volunteers.id"))
    """Who asked for it, or reported it: whom a co-ordinator rings."""
    why: Mapped[str | None]
    """Of kind coordinator: asked, lost (too many wrong keys), keys (theirs are not heard)."""
    note: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """Of staff, who worked it off."""

    __table_args__ = (
        Index(
            "ix_follow_ups_open",
            "done_at",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
        Index(
            "ix_follow_ups_coordinator",
            "volunteer_id",
            unique=True,
            sqlite_where=COORDINATOR_OPEN,
            postgresql_where=COORDINATOR_OPEN,
        ),
    )


class RuleBook(Base):
    """One version of the policy's rules, kept for ever: recorded decisions are decided again by it."""

    __tablename__ = "rule_books"

    version: Mapped[str] = mapped_column(primary_key=True)
    rules: Mapped[dict[str, Any]]
    first_used_at: Mapped[datetime]
