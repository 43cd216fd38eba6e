"""Sessions, attempts, permits, legs and claims, and what was keyed of them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import Base

_ANSWERED = ("campaign_id", "answered_at", "joined_at")
_UNANSWERED = "answered_at IS NULL AND ringing_at IS NOT NULL AND ended_at IS NOT NULL"
ATTEMPT_STATES = ("intended", "dialling", "placed", "ringing", "answered", "ended")


class Session(Base):
    """A volunteer's time on the line, or that of somebody who rings us back."""

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(primary_key=True)
    direction: Mapped[str]
    volunteer_id: Mapped[int | None] = mapped_column(ForeignKey("volunteers.id"), index=True)
    """Who signed in; before that, whose telephone it is said to be is in `expected_id`."""
    expected_id: Mapped[int | None] = mapped_column(ForeignKey("volunteers.id"))
    number_id: Mapped[int | None] = mapped_column(ForeignKey("numbers.id"))
    """The other end's number, if it was given."""
    campaign_id: Mapped[str | None] = mapped_column(ForeignKey("campaigns.id"))
    flow_version: Mapped[str] = mapped_column(ForeignKey("flows.version"))
    """The version this session plays now: pinned for one attempt."""
    leg_sid: Mapped[str | None] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(Text)
    """`ivr.state.State` as JSON."""
    turn: Mapped[str] = mapped_column(unique=True)
    """The opaque id of the present turn; a key for any other changes nothing."""
    reply: Mapped[str] = mapped_column(Text)
    """The TwiML of the present turn."""
    given: Mapped[bool] = mapped_column(default=False)
    """Whether the leg has been given that reply: a move there is then not needed any more."""
    attempt_id: Mapped[str | None]
    """The attempt whose room the volunteer's leg is in, or was sent to."""
    in_room: Mapped[bool] = mapped_column(default=False)
    """The reply in force is a room: what happens next has to be moved there by REST."""
    deadline_at: Mapped[datetime | None]
    """Past this time without news the session is looked at and mended."""
    hold_fetches: Mapped[int] = mapped_column(default=0)
    overtaken_turn: Mapped[str | None]
    """The turn that a save on the page moved the leg on from, and the state then: a key for it came second."""
    overtaken_state: Mapped[str | None] = mapped_column(Text)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        Index(
            "ix_sessions_deadline",
            "deadline_at",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        *(
            Index(
                f"ix_sessions_open_{column}",
                column,
                sqlite_where=text("ended_at IS NULL"),
                postgresql_where=text("ended_at IS NULL"),
            )
            for column in ("volunteer_id", "expected_id")
        ),
    )


class Attempt(Base):
    """One try to reach one contact: intended at the key press, dialled only with a permit."""

    __tablename__ = "attempts"

    id: Mapped[str] = mapped_column(primary_key=True)
    """Opaque; also the room's name."""
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"), index=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"), index=True)
    number_id: Mapped[int] = mapped_column(ForeignKey("numbers.id"))
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteers.id"), index=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id"), index=True)
    flow_version: Mapped[str] = mapped_column(ForeignKey("flows.version"))
    caller_id: Mapped[str]
    source: Mapped[str]
    state: Mapped[str] = mapped_column(default="intended")
    live: Mapped[bool] = mapped_column(default=True)
    """From the intent until the leg is known to have ended, or never to have been."""
    permit_id: Mapped[str | None] = mapped_column(ForeignKey("permits.id", use_alter=True), unique=True)
    leg_sid: Mapped[str | None] = mapped_column(unique=True)
    intended_at: Mapped[datetime]
    dialled_at: Mapped[datetime | None]
    ringing_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    joined_at: Mapped[datetime | None]
    """When both legs were in the room."""
    ended_at: Mapped[datetime | None]
    fate: Mapped[str | None]
    hung_up_by: Mapped[str | None]
    answered_by: Mapped[str | None]
    detection_ms: Mapped[int | None]
    false_positive: Mapped[bool] = mapped_column(default=False)
    abandoned_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    closing_read: Mapped[bool | None]
    call_back_at: Mapped[datetime | None]
    """From when on they asked to be rung again, if a time was agreed on."""
    finished_at: Mapped[datetime | None]
    """Nothing more is to be keyed; None: the volunteer is asked to finish it when they ring in again."""

    __table_args__ = (
        CheckConstraint(f"state IN {ATTEMPT_STATES}", name="state_is_known"),
        CheckConstraint(
            "state IN ('intended', 'ended') OR permit_id IS NOT NULL", name="no_dial_without_permit"
        ),
        CheckConstraint("dialled_at IS NULL OR permit_id IS NOT NULL", name="dialled_with_permit"),
        Index(
            "ix_attempts_one_live_call_to_a_number",
            "number_id",
            unique=True,
            sqlite_where=text("live"),
            postgresql_where=text("live"),
        ),
        Index("ix_attempts_number_time", "number_id", "intended_at"),
        *(
            Index(f"ix_attempts_{name}", *columns, sqlite_where=text(where), postgresql_where=text(where))
            for name, columns, where in (
                ("dialled", ("dialled_at", "id", "campaign_id", "caller_id"), "dialled_at IS NOT NULL"),
                ("dialled_number", ("number_id", "dialled_at"), "dialled_at IS NOT NULL"),
                ("answered", (*_ANSWERED, "abandoned_at", "false_positive"), "answered_at IS NOT NULL"),
                ("unanswered", ("campaign_id", "fate", "ringing_at", "ended_at"), _UNANSWERED),
            )
        ),
    )


class Permit(Base):
    """Leave to dial one number once, for one attempt, within seconds: made and spent by `bridge.permits`."""

    __tablename__ = "permits"

    id: Mapped[str] = mapped_column(primary_key=True)
    attempt_id: Mapped[str] = mapped_column(ForeignKey("attempts.id"), index=True)
    number_id: Mapped[int] = mapped_column(ForeignKey("numbers.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("ledger_entries.id"))
    """The decision that gave it."""
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    spent_at: Mapped[datetime | None]


class Leg(Base):
    """One call at the carrier: a volunteer's, a contact's, or a caller's who rings us back."""

    __tablename__ = "legs"

    sid: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str]
    session_id: Mapped[str | None] = mapped_column(ForeignKey("sessions.id"), index=True)
    attempt_id: Mapped[str | None] = mapped_column(ForeignKey("attempts.id"), index=True)
    status: Mapped[str]
    """The carrier's word, the furthest along of those heard."""
    created_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    seconds: Mapped[int | None]
    sip_code: Mapped[str | None]

    __table_args__ = (
        Index(
            "ix_legs_open",
            "ended_at",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )


class Claim(Base):
    """A contact promised to one session for a while. No other volunteer is offered it, nor its household."""

    __tablename__ = "claims"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"))
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"), unique=True)
    """A household belongs to one campaign, so this is unique by campaign and household."""
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), unique=True)
    number_id: Mapped[int] = mapped_column(ForeignKey("numbers.id"), unique=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id"), index=True)
    lease_until: Mapped[datetime]


class Answer(Base):
    """An answer as keyed. A correction adds a row; the old one stays, superseded."""

    __tablename__ = "answers"

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[str] = mapped_column(ForeignKey("attempts.id"), index=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    question: Mapped[str]
    value: Mapped[str | None]
    channel: Mapped[str]
    """keypad or page."""
    at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]

    __table_args__ = (
        Index(
            "ix_answers_one_in_force",
            "attempt_id",
            "contact_id",
            "question",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
    )


class Outcome(Base):
    """An attempt's outcome as set. A later one adds a row; the old one stays, superseded."""

    __tablename__ = "outcomes"

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[str] = mapped_column(ForeignKey("attempts.id"), index=True)
    outcome: Mapped[str]
    channel: Mapped[str]
    """keypad, page or service."""
    at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]
