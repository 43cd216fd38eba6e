"""Volunteers' PINs, kept as Argon2id hashes of the PIN under a pepper.

Four digits are soon tried out: the pepper, which is not in the database, protects a stolen copy of
it, and the throttle the line. A hash takes some 15 ms and 7 MiB, so work it out outside a transaction.
"""

import hmac
import os
from functools import cache
from hashlib import sha256
from threading import Semaphore
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from store.errors import RefusedError

LENGTH: Final = 4
_hasher: Final = PasswordHasher(time_cost=5, memory_cost=7 * 1024, parallelism=1)
"""The least that OWASP's cheat sheet on password storage asks of Argon2id, of the five that it calls equal."""
_at_work: Final = Semaphore(os.cpu_count() or 1)
"""As many hashes at once as there are processors. Those of fifty who sign in at one instant would take turns on them
all the same, each as late as the last, and whoever holds the database's lock would wait for a turn as well.
"""


def hashed(pin: str, pepper: bytes) -> str:
    """The hash to keep. RefusedError for a PIN that is not four digits."""
    if not (len(pin) == LENGTH and pin.isascii() and pin.isdigit()):
        raise RefusedError("A PIN is four digits, keyed on a telephone: choose another, such as 4071.")
    with _at_work:
        return _hasher.hash(_peppered(pin, pepper))


def verify(kept: str | None, pin: str, pepper: bytes) -> bool:
    """Whether the PIN is right. `kept` is None for an unknown volunteer: it takes as long, and is wrong."""
    try:
        with _at_work:
            _hasher.verify(kept or _nobodys(), _peppered(pin, pepper))
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def _peppered(pin: str, pepper: bytes) -> bytes:
    return hmac.digest(pepper, pin.encode(), sha256)


@cache
def _nobodys() -> str:
    """A hash that no PIN opens: what was hashed is no HMAC."""
    return _hasher.hash(b"nobody")
