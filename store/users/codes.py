"""One-time codes: the second factor's (TOTP, RFC 6238), recovery codes, and the code of an invitation."""

import base64
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Final

import pyotp
from cryptography.fernet import Fernet, InvalidToken

STEP: Final = 30
"""Seconds that a code of the second factor is good for."""
DRIFT: Final = 1
"""How many steps a telephone's clock may be off (RFC 6238, 5.2)."""
RECOVERY_CODES: Final = 8
LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""No letter that is taken for a digit."""
GROUPS, IN_GROUP = 4, 4


def new_secret() -> str:
    """A secret to share with the user's telephone: 160 bits, in Base32."""
    return pyotp.random_base32()


def hidden(secret: str, key: bytes) -> str:
    """The secret as it is kept."""
    return _fernet(key).encrypt(secret.encode()).decode()


def shown(kept: str, key: bytes) -> str:
    """The secret again; empty where it is kept under another key, and so lost."""
    try:
        return _fernet(key).decrypt(kept.encode()).decode()
    except InvalidToken:
        return ""


def uri(secret: str, email: str, organisation: str) -> str:
    """What the QR code holds (otpauth://…)."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=f"Ringround, {organisation}")


def current(secret: str, now: datetime) -> str:
    """The code of this moment; `now` is aware."""
    return pyotp.TOTP(secret).generate_otp(_step(now))


def taken(secret: str, code: str, now: datetime, after: int) -> int | None:
    """The step that the code is of, if it is good and later than the step `after`; else None."""
    digits = code.replace(" ", "")
    totp, middle = pyotp.TOTP(secret), _step(now)
    for step in range(middle - DRIFT, middle + DRIFT + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), digits.encode()) and step > after:
            return step
    return None


def new_code() -> str:
    """A one-time code to read and type: eighty bits in four groups."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(IN_GROUP)) for _ in range(GROUPS))


def keyed(code: str, pepper: bytes) -> str:
    """What is kept of a one-time code, however it was typed."""
    plain = "".join(one for one in code.upper() if one in LETTERS)
    return hmac.digest(pepper, plain.encode(), sha256).hex()


def without(kept: Sequence[str], code: str, pepper: bytes) -> list[str] | None:
    """The recovery codes that are left once this one is used; None where it is none of them."""
    given = keyed(code, pepper)
    left = [one for one in kept if not hmac.compare_digest(one, given)]
    return left if len(left) < len(kept) else None


def _step(now: datetime) -> int:
    return int(now.timestamp()) // STEP


def _fernet(key: bytes) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(key))
