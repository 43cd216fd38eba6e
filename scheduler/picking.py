"""Claiming the first free contact of the list; safe with any number of volunteers at once.

SQLite has one writer, so what is free when it is looked at is free. On PostgreSQL others are picking at
this very moment: whoever holds the advisory locks of a household and of a number may claim there, and
nobody waits.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    bindparam,
    case,
    exists,
    func,
    insert,
    literal_column,
    not_,
    or_,
    select,
)
from sqlalchemy.sql.dml import ReturningInsert

from store.models import Attempt, Claim, Contact, Session, Utc

# Written as the partial indexes have them: SQLAlchemy's own `ready = 1` would keep SQLite from using them.
READY: Final[ColumnElement[bool]] = literal_column("contacts.ready")
LIVE: Final[ColumnElement[bool]] = literal_column("attempts.live")

Place: TypeAlias = tuple[str, str]
"""A ward: its area's name and its own."""

PAGES: Final = (8, 512)
"""How many contacts PostgreSQL looks at for one that nobody is claiming at this moment: few, then many."""
FIRST_RIGHT: Final = timedelta(minutes=15)
"""How long a call back is left to the volunteer who agreed on it, if they are on the line, before others get it."""
OVERTAKEN_AT_MOST: Final = 20
"""How often it looks again when somebody else was there between the look and the lock."""


def take(
    tx: Connection,
    campaign_id: str,
    session_id: str,
    now: datetime,
    lease: timedelta,
    *,
    ward: Place | None = None,
) -> int | None:
    """Claim the first free contact in the list, or of one ward: its id; None: there is none.

    Whoever asked to be rung again at this time goes first.
    """
    where: dict[str, Any] = {
        "campaign": campaign_id,
        "session": session_id,
        "waited": now - FIRST_RIGHT,
        **({"area": ward[0], "ward": ward[1]} if ward else {}),
    }
    promise = {"campaign": campaign_id, "session": session_id, "until": now + lease}
    if tx.dialect.name == "sqlite":
        firsts = (_CLAIM_CALL_BACK[ward is not None], _CLAIM_FIRST[ward is not None])
        claimed = (tx.scalar(first, {**promise, **where}) for first in firsts)
        return next((contact for contact in claimed if contact is not None), None)
    pages = (*_CALL_BACKS_UNLOCKED[ward is not None], *_UNLOCKED[ward is not None])
    for _ in range(OVERTAKEN_AT_MOST):
        contact = _locked_by_us(tx, where, pages)
        if contact is None:
            return None
        # Looked at again now that nobody else can claim there: what we saw may be from before another's whole call.
        if tx.scalar(_CLAIM_LOCKED, {**promise, "contact": contact}) is not None:
            return contact
    return None


def in_order(*, of_ward: bool = False) -> Select[str, int, int, int]:
    """The campaign's (or one ward's) free contacts, the next one first, but for whom a call back was agreed with."""
    found = _free(of_ward=of_ward).where(Contact.call_back_at.is_(None))
    return found.order_by(Contact.priority.desc(), Contact.tried_at, Contact.id)


def call_backs(*, of_ward: bool = False) -> Select[str, int, int, int]:
    """The free contacts whose time has come: this session's volunteer's own first, then the longest overdue.

    Those of another volunteer who is on the line are left to that volunteer for a while.
    """
    caller = select(Session.volunteer_id).where(Session.id == bindparam("session")).scalar_subquery()
    mine = Contact.call_back_to == caller
    theirs = exists().where(
        Session.volunteer_id == Contact.call_back_to,
        Session.campaign_id == Contact.campaign_id,
        Session.ended_at.is_(None),
    )
    waited = Contact.call_back_at <= bindparam("waited", type_=Utc)
    found = _free(of_ward=of_ward).where(Contact.call_back_at.is_not(None), or_(mine, not_(theirs), waited))
    return found.order_by(case((mine, 0), else_=1), Contact.call_back_at, Contact.id)


def _free(*, of_ward: bool) -> Select[str, int, int, int]:
    """Contacts who may be offered: nobody at home claimed, number not in use."""
    household_claimed = exists().where(Claim.household_id == Contact.household_id)
    number_claimed = exists().where(Claim.number_id == Contact.number_id)
    number_live = exists().where(Attempt.number_id == Contact.number_id, LIVE)
    found = (
        select(
            Contact.campaign_id,
            Contact.household_id,
            Contact.id.label("contact_id"),
            Contact.number_id,
        )
        .where(Contact.campaign_id == bindparam("campaign"), READY)
        .where(not_(household_claimed), not_(number_claimed), not_(number_live))
    )
    if of_ward:
        return found.where(Contact.area == bindparam("area"), Contact.ward == bindparam("ward"))
    return found


def _locked_by_us(tx: Connection, where: Mapping[str, Any], pages: tuple[Select[Any], ...]) -> int | None:
    """A contact that looks free, and whose household's and number's advisory locks are ours until the end."""
    found = (tx.scalar(page, where) for page in pages)
    return next((contact for contact in found if contact is not None), None)


def _unlocked(page: int, ordered: Select[str, int, int, int]) -> Select[Any]:
    """The first of a page whose household and number we can lock; the page is fixed before any lock."""
    looked_at = ordered.limit(page).cte("looked_at").prefix_with("MATERIALIZED", dialect="postgresql")
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


# First of the whole list, then of a ward.
_UNLOCKED: Final = tuple(
    tuple(_unlocked(page, in_order(of_ward=ward)) for page in PAGES) for ward in (False, True)
)
_CALL_BACKS_UNLOCKED: Final = tuple(
    tuple(_unlocked(page, call_backs(of_ward=ward)) for page in PAGES[:1]) for ward in (False, True)
)
_CLAIM_FIRST: Final = tuple(_claim(in_order(of_ward=ward).limit(1)) for ward in (False, True))
_CLAIM_CALL_BACK: Final = tuple(_claim(call_backs(of_ward=ward).limit(1)) for ward in (False, True))
_CLAIM_LOCKED: Final = _claim(_free(of_ward=False).where(Contact.id == bindparam("contact")))
