"""Web sessions: opaque, kept by their hash, over after a while without anything done."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select, update

from store.models import User, Volunteer, WebSession

IDLE: Final = timedelta(minutes=60)
LONGEST: Final = timedelta(hours=12)
HALFWAY: Final = timedelta(minutes=15)
"""How long somebody whose password was right may look for their second factor."""
SIGNING_IN: Final = "signing_in"
"""The role of somebody who is halfway through signing in."""
NOTED_EVERY: Final = timedelta(minutes=1)
TOKEN_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is signed in. `volunteer` and `user`: row ids, one of them set.

    `role`: volunteer, staff, auditor, or `signing_in`. `areas`: what staff or an auditor may see; empty: all.
    """

    session: str
    role: str
    volunteer: int | None
    user: int | None
    areas: tuple[str, ...]
    campaign: str | None
    ward: int | None
    notice: str
    seen_at: datetime


def start(
    tx: Connection,
    now: datetime,
    *,
    volunteer: int | None = None,
    user: int | None = None,
    halfway: bool = False,
) -> str:
    """Begin a session and return the cookie's value, which is kept nowhere. `halfway`: a code is still owed."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    values = {
        "id": key_of(token), "volunteer_id": volunteer, "user_id": user, "halfway": halfway, "started_at": now,
    }  # fmt: skip
    tx.execute(insert(WebSession).values(**values, seen_at=now, notice=""))
    return token


def find(tx: Connection, token: str, now: datetime) -> Visitor | None:
    """Whose session this is; None where it is none, is over, or its person is gone."""
    row = tx.execute(
        select(WebSession, User.role, User.areas, User.active, Volunteer.active.label("calls"))
        .outerjoin(User, User.id == WebSession.user_id)
        .outerjoin(Volunteer, Volunteer.id == WebSession.volunteer_id)
        .where(WebSession.id == key_of(token))
    ).first()
    if row is None or not (row.active or row.calls):
        return None
    longest = HALFWAY if row.halfway else LONGEST
    if now - row.seen_at > IDLE or now - row.started_at > longest:
        return None
    return _visitor(row)


def seen(tx: Connection, visitor: Visitor, now: datetime) -> None:
    """Something was done."""
    tx.execute(update(WebSession).where(WebSession.id == visitor.session).values(seen_at=now))


def choose(tx: Connection, session: str, campaign: str, ward: int | None) -> None:
    """Remember what the volunteer calls for."""
    tx.execute(update(WebSession).where(WebSession.id == session).values(campaign_id=campaign, ward_id=ward))


def tell(tx: Connection, session: str, notice: str) -> None:
    """Keep a notice for the next page; empty: it has been told."""
    tx.execute(update(WebSession).where(WebSession.id == session).values(notice=notice))


def end(tx: Connection, session: str) -> None:
    """The session is over."""
    tx.execute(delete(WebSession).where(WebSession.id == session))


def forget_old(tx: Connection, now: datetime) -> None:
    """Delete the sessions that are over."""
    tx.execute(delete(WebSession).where(WebSession.seen_at < now - IDLE))


def key_of(token: str) -> str:
    """The hash that a session is kept by."""
    return sha256(token.encode()).hexdigest()


def _visitor(row: Any) -> Visitor:  # noqa: ANN401 (a row)
    return Visitor(
        session=row.id,
        role=SIGNING_IN if row.halfway else row.role or "volunteer",
        volunteer=row.volunteer_id,
        user=row.user_id,
        areas=tuple(row.areas or ()),
        campaign=row.campaign_id,
        ward=row.ward_id,
        notice=row.notice,
        seen_at=row.seen_at,
    )
