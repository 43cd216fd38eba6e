"""Campaigns and the versions of their call flows."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import Base

PURPOSES = ("voter_id", "membership", "turnout", "fundraising")
STATUSES = ("draft", "running", "paused", "stopped")


class Flow(Base):
    """One immutable version of a call flow: its text, and what the text's hash is."""

    __tablename__ = "flows"

    version: Mapped[str] = mapped_column(primary_key=True)
    """sha256 of the text laid over the shipped line, in hex."""
    name: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    line: Mapped[str] = mapped_column(Text)
    """The shipped line that the text was laid over: a later release's line does not change this version."""
    published_at: Mapped[datetime]
    published_by: Mapped[str]
    why: Mapped[str] = mapped_column(default="")
    """What for, in the words of who published it."""


class Sound(Base):
    """A sound file of one version of a call flow, as it was when the version was published."""

    __tablename__ = "sounds"

    version: Mapped[str] = mapped_column(ForeignKey("flows.version"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    data: Mapped[bytes]


class Campaign(Base):
    """What is called for, by what rules, from which number."""

    __tablename__ = "campaigns"

    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    flow_version: Mapped[str] = mapped_column(ForeignKey("flows.version"))
    """The published version: what the next attempt takes."""
    caller_id: Mapped[str]
    """The E.164 number presented to contacts; it is answered when rung back."""
    area: Mapped[str]
    purpose: Mapped[str]
    status: Mapped[str] = mapped_column(default="draft")
    featured: Mapped[bool] = mapped_column(default=False)
    hours: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Tightening only: opens, closes, weekdays, dates_off, nation (its bank holidays are off)."""
    calling: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Overrides of the [calling] settings: attempts, busy_minutes, no_answer_hours …"""
    sources: Mapped[list[str]] = mapped_column(default=list)
    """Data sources it may call from; empty: what its purpose allows."""
    contacts_days: Mapped[int | None]
    """Days that its contacts are kept after it was stopped; None: as the [retention] settings say."""
    looked_at: Mapped[datetime | None]
    """When staff last looked at its abandoned calls (every start counts): the rate is counted from then."""
    created_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint(f"purpose IN {PURPOSES}", name="purpose_is_known"),
        CheckConstraint(f"status IN {STATUSES}", name="status_is_known"),
    )


class OwnNumber(Base):
    """One of the service's own numbers as the carrier last had it. One without a row was never looked at."""

    __tablename__ = "own_numbers"

    e164: Mapped[str] = mapped_column(primary_key=True)
    answered: Mapped[bool]
    """Whether the carrier sends its calls here, so that somebody who rings back is answered."""
    looked_at: Mapped[datetime]
