"""Numbers, contacts in their households, and volunteers."""

from datetime import UTC, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import Base

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When somebody was last tried who never was: a null would sort differently on the two databases."""


class Number(Base):
    """One telephone number, once, whatever the campaigns: the row that opt-outs and permits lock."""

    __tablename__ = "numbers"

    id: Mapped[int] = mapped_column(primary_key=True)
    e164: Mapped[str | None] = mapped_column(unique=True)
    """Gone after an erasure, or once nothing needs it; `hmac` still recognises the number."""
    hmac: Mapped[str] = mapped_column(unique=True)
    """Keyed hash (HMAC-SHA256), hex; after an erasure the one under the suppression's own key: see `store.numbers`."""
    erased_at: Mapped[datetime | None]
    """When its owner's wish to be forgotten was carried out: it is suppressed for ever."""
    locked_at: Mapped[datetime | None]
    """Touched by whoever spends a permit or opts the number out, so that the two never overlap."""

    __table_args__ = (
        Index(
            "ix_numbers_erased",
            "hmac",
            sqlite_where=text("erased_at IS NOT NULL"),
            postgresql_where=text("erased_at IS NOT NULL"),
        ),
    )


class Household(Base):
    """Contacts who live together, in one campaign."""

    __tablename__ = "households"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"))
    key: Mapped[str]
    contacted_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("campaign_id", "key"),)


class Contact(Base):
    """Somebody to be rung in one campaign. `ready` and `due_at` are the calling list (see `scheduler`)."""

    __tablename__ = "contacts"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"))
    key: Mapped[str]
    """The id in the file it came from."""
    title: Mapped[str] = mapped_column(default="")
    first_name: Mapped[str]
    last_name: Mapped[str] = mapped_column(default="")
    number_id: Mapped[int] = mapped_column(ForeignKey("numbers.id"))
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"))
    area: Mapped[str] = mapped_column(default="")
    ward: Mapped[str] = mapped_column(default="")
    last_voting_intention: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="en")
    """In which they are to be spoken to: only volunteers who speak it are offered them, and all speak English."""
    source: Mapped[str] = mapped_column(default="")
    priority: Mapped[int] = mapped_column(default=0)
    """Higher is rung sooner."""
    ready: Mapped[bool] = mapped_column(default=True)
    """In the list of who may be offered now; false while waiting for `due_at`, and for good when done."""
    due_at: Mapped[datetime | None]
    """When a contact that is not ready comes back; None: never."""
    tried_at: Mapped[datetime] = mapped_column(default=NEVER)
    attempts: Mapped[int] = mapped_column(default=0)
    call_back_at: Mapped[datetime | None]
    """From when on the contact asked to be rung again, until the next call: such a contact goes before the list."""
    call_back_to: Mapped[int | None] = mapped_column(ForeignKey("volunteers.id"))
    """Who agreed on that time, and is offered the contact first."""
    paused_at: Mapped[datetime | None]
    """Not to be rung until staff have looked at what a volunteer reported."""
    removed_at: Mapped[datetime | None]
    """Taken out of the list by an import with --replace, or since the file has another number (`store.renumbered`)."""

    __table_args__ = (
        UniqueConstraint("campaign_id", "key"),
        Index("ix_contacts_household_id", "household_id"),
        Index("ix_contacts_number_id", "number_id"),
        Index(
            "ix_contacts_list",
            "campaign_id",
            "language",
            text("priority DESC"),
            "tried_at",
            "id",
            sqlite_where=text("ready"),
            postgresql_where=text("ready"),
        ),
        Index(
            "ix_contacts_ward",
            "campaign_id",
            "area",
            "ward",
            sqlite_where=text("ready"),
            postgresql_where=text("ready"),
        ),
        Index(
            "ix_contacts_call_back",
            "campaign_id",
            "call_back_at",
            sqlite_where=text("ready AND call_back_at IS NOT NULL"),
            postgresql_where=text("ready AND call_back_at IS NOT NULL"),
        ),
        Index(
            "ix_contacts_due",
            "due_at",
            sqlite_where=text("due_at IS NOT NULL AND NOT ready"),
            postgresql_where=text("due_at IS NOT NULL AND NOT ready"),
        ),
    )


class Volunteer(Base):
    """Somebody who calls. The PIN is kept as an Argon2 hash, peppered."""

    __tablename__ = "volunteers"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    """The six-digit volunteer number."""
    name: Mapped[str]
    number_id: Mapped[int | None] = mapped_column(ForeignKey("numbers.id"), index=True)
    pin_hash: Mapped[str]
    language: Mapped[str] = mapped_column(default="en")
    """In which the line speaks to them, once they have chosen it: see `language_chosen_at`."""
    language_chosen_at: Mapped[datetime | None]
    speaks: Mapped[list[str]] = mapped_column(default=list)
    """The languages besides English in which they can call, sorted."""
    slow: Mapped[bool] = mapped_column(default=False)
    keys_tested_at: Mapped[datetime | None]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


class VolunteerCampaign(Base):
    """Which campaigns a volunteer calls for."""

    __tablename__ = "volunteer_campaigns"

    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteers.id"), primary_key=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
