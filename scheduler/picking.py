"""Claiming the first free contact of the list; safe with any number of volunteers at once.

SQLite has one writer, so what is free when it is looked at is free. On PostgreSQL others are picking at
this very moment: whoever holds the advisory locks of a household and of a number may claim there, and
nobody waits.

A volunteer is offered contacts of the language that everybody speaks, and of those that they speak besides. The
first of each language is one step down an index, and the first of these is the first of all.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final, TypeAlias

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    and_,
    bindparam,
    case,
    exists,
    func,
    insert,
    literal_column,
    not_,
    or_,
    select,
    union_all,
)
from sqlalchemy.sql.dml import ReturningInsert

from store.languages import EVERYBODYS
from store.models import Attempt, Claim, Contact, Session, Utc

# Written as the partial indexes have them: SQLAlchemy's own `ready = 1` would keep SQLite from using them.
READY: Final[ColumnElement[bool]] = literal_column("contacts.ready")
LIVE: Final[ColumnElement[bool]] = literal_column("attempts.live")

Place: TypeAlias = tuple[str, str]
"""A ward: its area's name and its own."""

Free: TypeAlias = Select[str, int, int, int]
"""Campaign, household, contact and number of contacts who may be claimed."""

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
    speaks: Sequence[str] = (),
) -> int | None:
    """Claim the first free contact in the list, or of one ward: its id; None: there is none.

    `speaks`: the volunteer's languages besides the one that everybody speaks. Whoever asked to be rung again at this
    time goes first.
    """
    languages = sorted({EVERYBODYS, *speaks})
    where: dict[str, Any] = {
        "campaign": campaign_id,
        "session": session_id,
        "waited": now - FIRST_RIGHT,
        **({"area": ward[0], "ward": ward[1]} if ward else {}),
        **{_language(place): language for place, language in enumerate(languages)},
    }
    promise = {"campaign": campaign_id, "session": session_id, "until": now + lease}
    if tx.dialect.name == "sqlite":
        firsts = _claim_first(len(languages), ward is not None)
        claimed = (tx.scalar(one, {**promise, **where}) for one in firsts)
        return next((contact for contact in claimed if contact is not None), None)
    pages = _unlocked(len(languages), ward is not None)
    for _ in range(OVERTAKEN_AT_MOST):
        contact = _locked_by_us(tx, where, pages)
        if contact is None:
            return None
        # Looked at again now that nobody else can claim there: what we saw may be from before another's whole call.
        if tx.scalar(_CLAIM_LOCKED, {**promise, "contact": contact}) is not None:
            return contact
    return None


def first(most: int, languages: int, *, of_ward: bool = False) -> Free:
    """The first so many free contacts of so many languages, but for whom a call back was agreed with.

    Each language's first are read from the index by themselves, and then the first of all of them.
    """
    each = [_of_language(_language(place), of_ward=of_ward).limit(most) for place in range(languages)]
    if languages == 1:
        return each[0]
    named = (one.add_columns(Contact.priority, Contact.tried_at).subquery() for one in each)
    merged = union_all(*(select(one) for one in named)).subquery("merged")
    columns = merged.c.campaign_id, merged.c.household_id, merged.c.contact_id, merged.c.number_id
    in_order = merged.c.priority.desc(), merged.c.tried_at, merged.c.contact_id
    return select(*columns).order_by(*in_order).limit(most)


def _of_language(language: str, *, of_ward: bool) -> Free:
    """The campaign's (or one ward's) list in this language, the next one first. `language`: the parameter's name."""
    found = _free(of_ward=of_ward).where(
        Contact.call_back_at.is_(None), Contact.language == bindparam(language)
    )
    return found.order_by(Contact.priority.desc(), Contact.tried_at, Contact.id)


def _language(place: int) -> str:
    return f"language_{place}"


def call_backs(languages: int, *, of_ward: bool = False) -> Free:
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
    spoken = Contact.language.in_([bindparam(_language(place)) for place in range(languages)])
    others = and_(spoken, or_(not_(theirs), waited))
    found = _free(of_ward=of_ward).where(Contact.call_back_at.is_not(None), or_(mine, others))
    return found.order_by(case((mine, 0), else_=1), Contact.call_back_at, Contact.id)


def _free(*, of_ward: bool) -> Free:
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


@cache
def _unlocked(languages: int, of_ward: bool) -> tuple[Select[Any], ...]:
    """On PostgreSQL: of a page of the call backs, then of the list's pages."""
    ordered = (
        call_backs(languages, of_ward=of_ward).limit(PAGES[0]),
        *(first(page, languages, of_ward=of_ward) for page in PAGES),
    )
    return tuple(_lockable(one) for one in ordered)


def _lockable(page: Free) -> Select[Any]:
    """The first of a page whose household and number we can lock; the page is fixed before any lock."""
    looked_at = page.cte("looked_at").prefix_with("MATERIALIZED", dialect="postgresql")
    return (
        select(looked_at.c.contact_id)
        .where(func.pg_try_advisory_xact_lock(2 * looked_at.c.household_id))
        .where(func.pg_try_advisory_xact_lock(2 * looked_at.c.number_id + 1))
        .limit(1)
    )


def _claim(chosen: Free) -> ReturningInsert[int]:
    columns = ["campaign_id", "household_id", "contact_id", "number_id", "session_id", "lease_until"]
    promised = chosen.add_columns(bindparam("session", type_=String), bindparam("until", type_=Utc))
    return insert(Claim).from_select(columns, promised).returning(Claim.contact_id)


@cache
def _claim_first(languages: int, of_ward: bool) -> tuple[ReturningInsert[int], ...]:
    """On SQLite: of the call backs, then of the list."""
    ordered = call_backs(languages, of_ward=of_ward).limit(1), first(1, languages, of_ward=of_ward)
    return tuple(_claim(one) for one in ordered)


_CLAIM_LOCKED: Final = _claim(_free(of_ward=False).where(Contact.id == bindparam("contact")))
