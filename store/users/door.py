"""How staff and auditors sign in: invitation, password, second factor. Throttled; the same answer whatever was wrong.

Hashes take their time on purpose, so they are worked out before the transaction that counts the try.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Connection, select, update

from store import throttles, web_sessions
from store.database import Database
from store.keys import Keys
from store.ledger import Kind, append
from store.models import User
from store.users import codes, passwords
from store.users.accounts import plain

_USER: Final = select(User).where(User.active)


@dataclass(frozen=True, slots=True)
class Door:
    """The door. `clock` is the service's, `real_clock` that of the users' telephones; both give aware UTC."""

    db: Database
    clock: Callable[[], datetime]
    real_clock: Callable[[], datetime]
    keys: Keys
    organisation: str

    def password(self, email: str, password: str, address: str) -> int | None:
        """The user of this address and password, who now owes a code; None: no match, or too many tries."""
        row = self._by_email(email)
        kept = row["password_hash"] if row is not None and row["enrolled_at"] is not None else ""
        right = self._open(email, address) and passwords.verify(kept, password, self.keys.users)
        with self.db.write() as tx:
            allowed = self._judged(tx, email, address, "password", right=right)
        return int(row["id"]) if row is not None and allowed else None

    def begin(self, email: str, code: str, password: str, address: str) -> int | None:
        """Take up an invitation with a password of one's own; the second factor is then still to be set up.

        None: no match, run out, or too many tries. RefusedError for a password that is soon guessed.
        """
        passwords.check(password, plain(email))
        row, now = self._by_email(email), self.clock()
        right = row is not None and _invited(row, codes.keyed(code, self.keys.users), now)
        right = right and self._open(email, address)
        kept = passwords.hashed(password, self.keys.users) if right else ""
        secret = codes.hidden(codes.new_secret(), self.keys.second_factor)
        with self.db.write() as tx:
            if not self._judged(tx, email, address, "invitation", right=right) or row is None:
                return None
            values = {"password_hash": kept, "totp_secret": secret, "totp_step": 0}
            tx.execute(update(User).where(User.id == row["id"]).values(**values))
        return int(row["id"])

    def code(self, user: int, code: str, address: str) -> bool:
        """Whether the second factor's code, or a recovery code, is right; either is good once."""
        with self.db.write() as tx:
            row = self._locked(tx, user)
            used = self._used(row, code) if row["enrolled_at"] is not None else None
            if not self._judged(tx, row["email"], address, "code", right=used is not None) or used is None:
                return False
            tx.execute(update(User).where(User.id == user).values(**used))
            how = "recovery code" if "recovery" in used else "second factor"
            append(tx, Kind.USER_SIGNED_IN, self.clock(), data={"user": user, "by_means_of": how})
        return True

    def enrol(self, user: int, code: str, address: str) -> tuple[str, ...] | None:
        """The first code of the new second factor: the account is set up. Returns the recovery codes, shown once."""
        fresh = tuple(codes.new_code() for _ in range(codes.RECOVERY_CODES))
        with self.db.write() as tx:
            row = self._locked(tx, user)
            step = None if row["enrolled_at"] is not None else self._step(row, code)
            if not self._judged(tx, row["email"], address, "code", right=step is not None):
                return None
            values = {
                "totp_step": step, "enrolled_at": self.clock(), "invitation": "", "invited_until": None,
                "recovery": [codes.keyed(one, self.keys.users) for one in fresh],
            }  # fmt: skip
            tx.execute(update(User).where(User.id == user).values(**values))
            append(tx, Kind.USER_ENROLLED, self.clock(), data={"user": user})
            append(tx, Kind.USER_SIGNED_IN, self.clock(), data={"user": user, "by_means_of": "second factor"})
        return fresh

    def sign_out(self, session: str, user: int) -> None:
        """The session is over."""
        with self.db.write() as tx:
            web_sessions.end(tx, session)
            append(tx, Kind.USER_SIGNED_OUT, self.clock(), data={"user": user})

    def secret(self, user: int) -> str:
        """The second factor's secret of a user, in Base32; empty where there is none."""
        with self.db.read() as tx:
            kept = tx.scalar(select(User.totp_secret).where(User.id == user)) or ""
        return codes.shown(kept, self.keys.second_factor)

    def uri(self, user: int) -> str:
        """What a QR code shows to the telephone that makes the codes."""
        with self.db.read() as tx:
            email = tx.scalar(select(User.email).where(User.id == user)) or ""
        return codes.uri(self.secret(user), email, self.organisation)

    def enrolled(self, user: int) -> bool:
        """Whether the user has set themselves up."""
        with self.db.read() as tx:
            return tx.scalar(select(User.enrolled_at).where(User.id == user)) is not None

    def _open(self, email: str, address: str) -> bool:
        """Whether they may try at all: a flood of guesses is not worth its hashes, which calls would wait for."""
        with self.db.read() as tx:
            scopes = self._scopes(email, address)
            return not throttles.too_many(tx, scopes, self.clock(), door=throttles.STAFF)

    def _judged(self, tx: Connection, email: str, address: str, what: str, *, right: bool) -> bool:
        """Whether this try counts as good. A wrong one is counted and stands in the ledger, as does one too many."""
        scopes, now = self._scopes(email, address), self.clock()
        locked = throttles.too_many(tx, scopes, now, door=throttles.STAFF)
        if right and not locked:
            return True
        if not locked:
            throttles.count(tx, scopes, now, door=throttles.STAFF)
        data = {"what": what, "throttled": locked}
        append(tx, Kind.USER_SIGN_IN_FAILED, now, data=data, personal={"email": plain(email)})
        return False

    def _scopes(self, email: str, address: str) -> list[str]:
        """Keyed hashes: somebody may type a password where the address goes."""
        return [f"account:{self._keyed(plain(email))}", throttles.of_address(self._keyed(address))]

    def _keyed(self, text: str) -> str:
        return hmac.digest(self.keys.users, text.encode(), sha256).hex()[:32]

    def _by_email(self, email: str) -> Any | None:  # noqa: ANN401 (a row)
        with self.db.read() as tx:
            return tx.execute(_USER.where(User.email == plain(email))).mappings().first()

    def _locked(self, tx: Connection, user: int) -> Any:  # noqa: ANN401 (a row)
        """The user's row, so that of two who send one code at once the second is late."""
        Database.locked(tx, User, user)
        return tx.execute(_USER.where(User.id == user)).mappings().one()

    def _used(self, row: Any, code: str) -> dict[str, Any] | None:  # noqa: ANN401 (a row)
        """What changes in the user's row by this code; None where it is wrong, or was used."""
        if (step := self._step(row, code)) is not None:
            return {"totp_step": step}
        left = codes.without(row["recovery"], code, self.keys.users)
        return None if left is None else {"recovery": left}

    def _step(self, row: Any, code: str) -> int | None:  # noqa: ANN401 (a row)
        secret = codes.shown(row["totp_secret"], self.keys.second_factor)
        return codes.taken(secret, code, self.real_clock(), row["totp_step"]) if secret else None


def _invited(row: Any, code: str, now: datetime) -> bool:  # noqa: ANN401 (a row)
    until: datetime | None = row["invited_until"]
    return (
        bool(row["invitation"])
        and hmac.compare_digest(row["invitation"], code)
        and until is not None
        and now < until
    )
