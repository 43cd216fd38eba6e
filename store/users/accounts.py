"""The accounts of staff and auditors: invited, listed, invited anew, removed. Each is in the ledger."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select, update

from store.errors import RefusedError
from store.keys import Keys
from store.ledger import Kind, append
from store.models import User, WebSession
from store.models.web import USER_ROLES
from store.users.codes import keyed, new_code

INVITED_FOR: Final = timedelta(hours=72)
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True, slots=True)
class Account:
    """An account as it is listed. `areas`: empty means all; times are aware UTC."""

    id: int
    email: str
    role: str
    areas: tuple[str, ...]
    active: bool
    enrolled_at: datetime | None
    invited_until: datetime | None


def add(tx: Connection, *, email: str, role: str, areas: Sequence[str], now: datetime, keys: Keys) -> str:
    """Invite somebody, and return the one-time code by which they set themselves up, within INVITED_FOR.

    RefusedError for what is no e-mail address, an unknown role, or an address that has an account.
    """
    known = plain(email)
    if not _EMAIL.fullmatch(known):
        raise RefusedError(f"'{email}' is no e-mail address: give one such as jo@harbour.example.")
    if role not in USER_ROLES:
        raise RefusedError(f"'{role}' is no role: use {' or '.join(USER_ROLES)}.")
    row = tx.execute(select(User.id, User.active).where(User.email == known)).first()
    if row is not None and row.active:
        raise RefusedError("There is an account for this address: `ringround users reset` invites them anew.")
    kept, code = _kept(areas), new_code()
    values = {"role": role, "areas": kept, "active": True, **_invited(code, now, keys)}
    if row is None:
        user = tx.execute(
            insert(User).returning(User.id), {"email": known, "created_at": now, **values}
        ).scalar_one()
    else:
        user = row.id
        tx.execute(update(User).where(User.id == user).values(**values))
    _append(tx, Kind.USER_ADDED, now, user, known, role=role, areas=kept)
    return code


def reset(tx: Connection, email: str, now: datetime, keys: Keys) -> str:
    """Void password, second factor and sessions, and return a new one-time code. RefusedError for nobody."""
    user, code = _of(tx, email), new_code()
    tx.execute(update(User).where(User.id == user).values(**_invited(code, now, keys)))
    tx.execute(delete(WebSession).where(WebSession.user_id == user))
    _append(tx, Kind.USER_RESET, now, user, plain(email))
    return code


def remove(tx: Connection, email: str, now: datetime) -> None:
    """End the account and its sessions. What they did stays in the ledger. RefusedError for nobody."""
    user = _of(tx, email)
    void = {"active": False, "password_hash": "", "totp_secret": "", "recovery": [], "invitation": ""}
    tx.execute(update(User).where(User.id == user).values(**void))
    tx.execute(delete(WebSession).where(WebSession.user_id == user))
    _append(tx, Kind.USER_REMOVED, now, user, plain(email))


def listing(tx: Connection) -> list[Account]:
    """All accounts that are not removed, by address."""
    columns = (
        User.id, User.email, User.role, User.areas, User.active, User.enrolled_at, User.invited_until,
    )  # fmt: skip
    rows = tx.execute(select(*columns).where(User.active).order_by(User.email))
    return [Account(one[0], one[1], one[2], tuple(one[3]), *one[4:]) for one in rows]


def plain(email: str) -> str:
    """The address as it is kept: without spaces around it, in small letters."""
    return email.strip().lower()


def _of(tx: Connection, email: str) -> int:
    found = tx.scalar(select(User.id).where(User.email == plain(email), User.active))
    if found is None:
        raise RefusedError(
            "There is no account for this address: `ringround users list` shows those there are."
        )
    return found


def _kept(areas: Sequence[str]) -> list[str]:
    kept = sorted({one.strip() for one in areas})
    if "" in kept:
        raise RefusedError("An area has a name: leave --area out for all areas.")
    return kept


def _invited(code: str, now: datetime, keys: Keys) -> dict[str, Any]:
    """Invited, and with nothing of before."""
    return {
        "password_hash": "", "totp_secret": "", "totp_step": 0, "recovery": [], "enrolled_at": None,
        "invitation": keyed(code, keys.users), "invited_until": now + INVITED_FOR,
    }  # fmt: skip


def _append(tx: Connection, kind: Kind, now: datetime, user: int, email: str, **data: Any) -> None:  # noqa: ANN401 (JSON)
    append(tx, kind, now, data={"user": user, **data}, personal={"email": email})
