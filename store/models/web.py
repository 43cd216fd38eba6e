"""Who is at a web page: staff and auditors, everybody's web sessions, and the wards that are searched there."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import Base

USER_ROLES = ("staff", "auditor")


class User(Base):
    """Staff or an auditor. Passwords and codes are kept as hashes, the second factor's secret encrypted."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    """In small letters."""
    role: Mapped[str]
    areas: Mapped[list[str]] = mapped_column(default=list)
    """They see and change these areas' campaigns alone; empty: all areas."""
    password_hash: Mapped[str] = mapped_column(default="")
    """Argon2, peppered; empty until the invitation is taken up."""
    totp_secret: Mapped[str] = mapped_column(default="")
    """Encrypted under a key of its own (Fernet)."""
    totp_step: Mapped[int] = mapped_column(BigInteger, default=0)
    """The half minute of the last code that was taken: no code is taken twice."""
    recovery: Mapped[list[str]] = mapped_column(default=list)
    """Keyed hashes of the recovery codes that are left."""
    invitation: Mapped[str] = mapped_column(default="")
    """Keyed hash of the one-time code by which they set themselves up; empty: it is used."""
    invited_until: Mapped[datetime | None]
    enrolled_at: Mapped[datetime | None]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]

    __table_args__ = (CheckConstraint(f"role IN {USER_ROLES}", name="role_is_known"),)


class WebSession(Base):
    """Somebody signed in at a page. The cookie's own value stands nowhere: its hash is the key."""

    __tablename__ = "web_sessions"

    id: Mapped[str] = mapped_column(primary_key=True)
    """SHA-256 of the cookie's value, in hex."""
    volunteer_id: Mapped[int | None] = mapped_column(ForeignKey("volunteers.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    halfway: Mapped[bool] = mapped_column(default=False)
    """The password was right; the second factor is still wanting."""
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)
    """When something was last done, to the minute: looking on by itself does not count."""
    campaign_id: Mapped[str | None] = mapped_column(ForeignKey("campaigns.id"))
    """What the volunteer chose to call for."""
    ward_id: Mapped[int | None] = mapped_column(ForeignKey("wards.id"))
    notice: Mapped[str] = mapped_column(default="")
    """A code to be told on the next page, once."""

    __table_args__ = (
        CheckConstraint("volunteer_id IS NULL OR user_id IS NULL", name="one_person"),
        CheckConstraint("volunteer_id IS NOT NULL OR user_id IS NOT NULL", name="somebody"),
    )


class Ward(Base):
    """A ward that a campaign's file names. One without numbers is shown as such, not hidden."""

    __tablename__ = "wards"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"))
    area: Mapped[str]
    ward: Mapped[str]
    has_numbers: Mapped[bool]
    """Whether anybody there ever had a number that may be rung."""

    __table_args__ = (
        UniqueConstraint("campaign_id", "area", "ward"),
        Index("ix_wards_page", "campaign_id", "ward", "area", "id"),
    )
