"""Keys made from RINGROUND_SECRET_KEY, one for each purpose, so that none says anything of another."""

import hmac
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, Self

SHORTEST: Final = 16
_EXTRACT: Final = b"ringround"


def derive(secret: bytes, purpose: str) -> bytes:
    """A 32-byte key for `purpose`: HKDF-SHA256 (RFC 5869), one block. ValueError for a short secret."""
    if len(secret) < SHORTEST:
        raise ValueError(f"RINGROUND_SECRET_KEY is too short: give it {SHORTEST} random bytes or more.")
    extracted = hmac.digest(_EXTRACT, secret, sha256)
    return hmac.digest(extracted, purpose.encode() + b"\x01", sha256)


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys that the store works with: they are never shown."""

    numbers: bytes = field(repr=False)
    """Recognises a telephone number after its erasure."""
    pins: bytes = field(repr=False)
    """The pepper of the PINs' hashes."""
    users: bytes = field(repr=False)
    """The pepper of staff's and auditors' passwords and codes."""
    second_factor: bytes = field(repr=False)
    """Encrypts the secrets of their second factor."""

    @classmethod
    def of(cls, secret: bytes) -> Self:
        """The keys made from the service's secret. ValueError for a short one."""
        return cls(
            numbers=derive(secret, "telephone numbers"),
            pins=derive(secret, "volunteers' PINs"),
            users=derive(secret, "users' passwords"),
            second_factor=derive(secret, "users' second factor"),
        )
