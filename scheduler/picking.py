"""Claiming the first free contact of the list; safe with any number of volunteers at once.

SQLite has one writer, so what is free when it is looked at is free. On PostgreSQL others are picking at
this very moment: whoever holds the advisory locks of a household and of a number may claim there, and
nobody waits.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    bindparam,
    exists,
    func,
    insert,
    literal_column,
    not_,
    select,
)
from sqlalchemy.sql.dml import ReturningInsert

from store.models import Attempt, Claim, Contact, Utc

# Written as the partial indexes have them: SQLAlchemy's own `ready = 1` would keep SQLite from using them.
READY: Final[ColumnElement[bool]] = literal_column("contacts.ready")
LIVE: Final[ColumnElement[bool]] = literal_column("attempts.live")

PAGES: Final = (8, 512)
"""How many contacts PostgreSQL looks at for one that nobody is claiming at this moment: few, then many."""
OVERTAKEN_AT_MOST: Final = 20
"""How often it looks again when somebody else was there between the look and the lock."""


def take(tx: Connection, campaign_id: str, session_id: str, now: datetime, lease: timedelta) -> int | None:
    """Claim the first free contact in the list: its id; None: there is none."""
    promise = {"campaign": campaign_id, "session": session_id, "until": now + lease}
    if tx.dialect.name == "sqlite":
        return tx.scalar(_CLAIM_FIRST, promise)
    for _ in range(OVERTAKEN_AT_MOST):
        contact = _locked_by_us(tx, campaign_id)
        if contact is None:
            return None
        # Looked at again now that nobody else can claim there: what we saw may be from before another's whole call.
        if tx.scalar(_CLAIM_LOCKED, {**promise, "contact": contact}) is not None:
            return contact
    return None


def in_order() -> Select[str, int, int, int]:
    """The campaign's free contacts, the next one first: nobody at home claimed, the number not in use."""
    household_claimed = exists().where(Claim.household_id == Contact.household_id)
    number_claimed = exists().where(Claim.number_id == Contact.number_id)
    number_live = exists().where(Attempt.number_id == Contact.number_id, LIVE)
    return (
        select(
            Contact.campaign_id,
            Contact.household_id,
            Contact.id.label("contact_id"),
            Contact.number_id,
        )
        .where(Contact.campaign_id == bindparam("campaign"), READY)
        .where(not_(household_claimed), not_(number_claimed), not_(number_live))
        .order_by(Contact.priority.desc(), Contact.tried_at, Contact.id)
    )


def _locked_by_us(tx: Connection, campaign_id: str) -> int | None:
    """A contact that looks free, and whose household's and number's advisory locks are ours until the end."""
    found = (tx.scalar(page, {"campaign": campaign_id}) for page in _UNLOCKED)
    return next((contact for contact in found if contact is not None), None)


def _unlocked(page: int) -> Select[Any]:
    """The first of a page whose household and number we can lock; the page is fixed before any lock."""
    looked_at = in_order().limit(page).cte("looked_at").prefix_with("MATERIALIZED", dialect="postgresql")
    return (
        select(looked_at.c.contact_id)
        .where(func.pg_try_advisory_xact_lock(2 * looked_at.c.household_id))
        .where(func.pg_try_advisory_xact_lock(2 * looked_at.c.number_id + 1))
        .limit(1)
    )


def _claim(chosen: Select[str, int, int, int]) -> ReturningInsert[int]:
    columns = ["campaign_id", "household_id", "contact_id", "number_id", "session_id", "lease_until"]
    promised = chosen.add_columns(bindparam("session", type_=String), bindparam("until", type_=Utc))
    return insert(Claim).from_select(columns, promised).returning(Claim.contact_id)


_UNLOCKED: Final = tuple(_unlocked(page) for page in PAGES)
_CLAIM_FIRST: Final = _claim(in_order().limit(1))
_CLAIM_LOCKED: Final = _claim(in_order().where(Contact.id == bindparam("contact")))
