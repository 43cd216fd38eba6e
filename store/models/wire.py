"""What keeps the wire honest: deliveries, orders to the carrier, pacing, the carrier's clock, throttles."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import Base


class Delivery(Base):
    """A webhook that was taken, and the reply it was given: again, it gets the same. Kept 24 hours."""

    __tablename__ = "deliveries"

    key: Mapped[str] = mapped_column(primary_key=True)
    token: Mapped[str | None] = mapped_column(unique=True)
    """The carrier's own mark of a delivery, with the path it came to."""
    reply: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(index=True)


class Order(Base):
    """The outbox: something the carrier is to do, written with the state change that wants it, done after it.

    `kind`: dial, ring_volunteer, move, cancel_leg, end_leg. `queue`: dials (paced) or urgent. Claimed by
    lease.
    """

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    queue: Mapped[str]
    session_id: Mapped[str | None] = mapped_column(ForeignKey("sessions.id"))
    attempt_id: Mapped[str | None] = mapped_column(ForeignKey("attempts.id"))
    volunteer_id: Mapped[int | None] = mapped_column(ForeignKey("volunteers.id"))
    leg_sid: Mapped[str | None]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    result: Mapped[str | None]
    """How it ended: done, refused, dropped, or the carrier's error code."""

    __table_args__ = (
        Index(
            "ix_outbox_open",
            "queue",
            "due_at",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
    )


class Pacing(Base):
    """When the next dial may start, for all workers together. One row."""

    __tablename__ = "pacing"

    id: Mapped[int] = mapped_column(primary_key=True)
    next_at: Mapped[datetime]


class CarrierClock(Base):
    """How far a server's clock was from the carrier's `Date`, when last compared. One row a server."""

    __tablename__ = "carrier_clock"

    host: Mapped[str] = mapped_column(primary_key=True)
    skew_seconds: Mapped[float]
    measured_at: Mapped[datetime]


class Throttle(Base):
    """Failed sign-ins: one row each, counted, so that guessing is slowed by number, by caller and in all."""

    __tablename__ = "throttles"

    id: Mapped[int] = mapped_column(primary_key=True)
    scope: Mapped[str]
    """volunteer:<id>, caller:<number id>, account:<keyed hash>, address:<keyed hash>, or a door: all, page, staff."""
    at: Mapped[datetime]

    __table_args__ = (Index("ix_throttles_scope_at", "scope", "at"),)
