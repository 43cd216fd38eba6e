"""Contacts forgotten: their personal columns, answers, notes and salts go; what is left is a row without a person.

An erasure and the end of a campaign forget in the same way. The calls stay on record: they name nobody any more.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, String, Update, cast, delete, exists, func, literal, or_, select, update
from sqlalchemy.orm import aliased

from store.models import Answer, Attempt, Claim, Contact, Entry, FollowUp, Household, Salt

ERASED: Final = "~erased-"
"""A forgotten row's key begins so; its own id follows."""


def forget_contacts(
    tx: Connection, contacts: Collection[int], attempts: Collection[str], now: datetime
) -> int:
    """Forget these contacts, and what was said in these attempts and in all to them. Returns how many answers went."""
    called = {*attempts, *tx.scalars(select(Attempt.id).where(Attempt.contact_id.in_(contacts)))}
    tx.execute(_blank(Contact, Contact.id.in_(contacts), removed_at=func.coalesce(Contact.removed_at, now)))
    _forget_homes(tx, contacts)
    tx.execute(delete(Claim).where(Claim.contact_id.in_(contacts)))
    tx.execute(
        update(FollowUp)
        .where(or_(FollowUp.contact_id.in_(contacts), FollowUp.attempt_id.in_(called)))
        .values(note="")
    )
    unfinished = update(Attempt).where(Attempt.id.in_(called), Attempt.finished_at.is_(None))
    tx.execute(unfinished.where(~Attempt.live).values(finished_at=now))
    forget_salts(tx, Entry.contact_id.in_(contacts))
    forget_salts(tx, Entry.attempt_id.in_(called))
    answers = delete(Answer).where(or_(Answer.contact_id.in_(contacts), Answer.attempt_id.in_(called)))
    return tx.execute(answers).rowcount


def forget_salts(tx: Connection, which: Any) -> int:  # noqa: ANN401 (a condition on entries)
    """Delete the salts of these entries, and what was noted beside them: their commitments say nothing any more.

    How many went.
    """
    entries = select(Entry.id).where(which)
    return tx.execute(delete(Salt).where(Salt.entry_id.in_(entries))).rowcount


def _blank(table: type[Contact], which: Any, **more: Any) -> Update:  # noqa: ANN401 (a condition, columns)
    """Where the data came from stays: each call says it, and it names nobody."""
    empty = dict.fromkeys(("title", "first_name", "last_name", "area", "ward", "last_voting_intention"), "")
    return (
        update(table)
        .where(which)
        .values(
            **empty,
            key=literal(ERASED) + cast(table.id, String),
            language="en",
            priority=0,
            ready=False,
            due_at=None,
            call_back_at=None,
            call_back_to=None,
            **more,
        )
    )


def _forget_homes(tx: Connection, contacts: Collection[int]) -> None:
    """A household's key may be an address: it goes when the last who lives there is forgotten."""
    homes = select(Contact.household_id).where(Contact.id.in_(contacts))
    other = aliased(Contact)
    peopled = exists().where(
        other.household_id == Household.id, ~other.key.startswith(ERASED, autoescape=True)
    )
    tx.execute(
        update(Household)
        .where(Household.id.in_(homes), ~peopled)
        .values(key=literal(ERASED) + cast(Household.id, String))
    )
