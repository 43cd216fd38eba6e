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
    bindparam,
    exists,
    func,
    insert,
    literal_column,
    not_,
    select,
)
from sqlalchemy.dialects import postgresql

from store.models import Attempt, Claim, Contact

# Written as the partial indexes have them: SQLAlchemy's own `ready = 1` would keep SQLite from using them.
READY: Final[ColumnElement[bool]] = literal_column("contacts.ready")
LIVE: Final[ColumnElement[bool]] = literal_column("attempts.live")

PAGES: Final = (8, 512)
"""How many contacts PostgreSQL looks at for one that nobody is claiming at this moment: few, then many."""
OVERTAKEN_AT_MOST: Final = 20
"""How often it looks again when somebody else's claim was committed between the look and ours."""


def take(tx: Connection, campaign_id: str, session_id: str, now: datetime, lease: timedelta) -> int | None:
    """Claim the first free contact in the list: its id; None: there is none."""
    for _ in range(OVERTAKEN_AT_MOST):
        found = _first_free(tx, campaign_id)
        if found is None:
            return None
        promise = {**found._mapping, "session_id": session_id, "lease_until": now + lease}  # noqa: SLF001 (public, says SQLAlchemy)
        if tx.execute(_CLAIM[tx.dialect.name], promise).first() is not None:
            return int(found.contact_id)
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


def _first_free(tx: Connection, campaign_id: str) -> Any | None:  # noqa: ANN401 (a row)
    if tx.dialect.name == "sqlite":
        return tx.execute(_FIRST, {"campaign": campaign_id}).first()
    pages = (tx.execute(page, {"campaign": campaign_id}).first() for page in _UNLOCKED)
    return next((row for row in pages if row is not None), None)


def _unlocked(page: int) -> Select[Any]:
    """The first of a page whose household and number we can lock; the page is fixed before any lock."""
    looked_at = in_order().limit(page).cte("looked_at").prefix_with("MATERIALIZED", dialect="postgresql")
    return (
        select(looked_at)
        .where(func.pg_try_advisory_xact_lock(2 * looked_at.c.household_id))
        .where(func.pg_try_advisory_xact_lock(2 * looked_at.c.number_id + 1))
        .limit(1)
    )


_FIRST: Final = in_order().limit(1)
_UNLOCKED: Final = tuple(_unlocked(page) for page in PAGES)
_CLAIM: Final = {
    "sqlite": insert(Claim).returning(Claim.id),
    "postgresql": postgresql.insert(Claim).on_conflict_do_nothing().returning(Claim.id),
}
