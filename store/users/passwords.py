"""Passwords of staff and auditors, kept as Argon2id hashes of the password under a pepper.

A hash takes some 50 ms and 64 MiB (RFC 9106's second choice), so it is worked out outside a transaction.
"""

import hmac
from functools import cache
from hashlib import sha256
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from store.errors import RefusedError

SHORTEST: Final = 12
LONGEST: Final = 200
_DIFFERENT: Final = 5
_hasher: Final = PasswordHasher()


def check(password: str, email: str) -> None:
    """RefusedError for a password that is soon guessed. Length is what counts (NCSC, NIST SP 800-63B)."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise RefusedError(
            f"A password has {SHORTEST} characters or more: four words together are a good one."
        )
    if len(set(password)) < _DIFFERENT or password.casefold() in email.casefold():
        raise RefusedError("That password is soon guessed: choose another, such as four words together.")


def hashed(password: str, pepper: bytes) -> str:
    """The hash to keep."""
    return _hasher.hash(_peppered(password, pepper))


def verify(kept: str, password: str, pepper: bytes) -> bool:
    """Whether the password is right. `kept` is empty for nobody: it takes as long, and is wrong."""
    try:
        _hasher.verify(kept or _nobodys(), _peppered(password, pepper))
    except (VerificationError, InvalidHashError):
        return False
    return bool(kept)


def _peppered(password: str, pepper: bytes) -> bytes:
    return hmac.digest(pepper, password.encode(), sha256)


@cache
def _nobodys() -> str:
    """A hash that no password opens: what was hashed is no HMAC."""
    return _hasher.hash(b"nobody")
