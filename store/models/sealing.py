"""The seal of the ledger: the order of the entries, signed tree heads, and the keys. Triggers refuse any change.

And how far the heads have left the host, which changes.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import Base


class SealedEntry(Base):
    """An entry's place in the order of sealing, from 1 without a gap, and its leaf hash (RFC 9162)."""

    __tablename__ = "ledger_order"

    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = mapped_column(ForeignKey("ledger_entries.id"), unique=True)
    leaf: Mapped[bytes] = mapped_column(LargeBinary)


class SealingKey(Base):
    """A public key that heads are signed with; the private one is a file. A rotation is signed by both keys."""

    __tablename__ = "ledger_keys"

    key: Mapped[str] = mapped_column(primary_key=True)
    """The fingerprint: SHA-256 of the SubjectPublicKeyInfo, hex."""
    public: Mapped[str]
    """The raw 32 bytes, base64."""
    at: Mapped[str]
    """When it came into use, as it is signed: ISO 8601, UTC."""
    previous: Mapped[str | None]
    signature: Mapped[str]
    endorsement: Mapped[str | None]
    """The previous key's signature."""


class TreeHead(Base):
    """A signed statement that the first `size` entries of the order have this root."""

    __tablename__ = "ledger_heads"

    size: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    root: Mapped[str]
    at: Mapped[str]
    """When it was signed, as it is signed: ISO 8601, UTC."""
    key: Mapped[str] = mapped_column(ForeignKey("ledger_keys.key"))
    previous: Mapped[int]
    peaks: Mapped[list[str]]
    """The roots of the full subtrees at the right edge: where the next sealing goes on."""
    signature: Mapped[str]


class HeadDelivery(Base):
    """A way by which heads leave the host, and how far it got. No part of the proof: it may change."""

    __tablename__ = "head_deliveries"

    way: Mapped[str] = mapped_column(primary_key=True)
    """file, web or mail."""
    size: Mapped[int]
    """Of the last head that got through; 0 before the first."""
    next_at: Mapped[datetime]
    """Not before; also the lease of the worker that is at it."""
    at: Mapped[datetime | None]
    """When the last one got through."""
    failing_since: Mapped[datetime | None]
    error: Mapped[str | None]
    """The last error's type: its own words may hold what is not to be kept."""
