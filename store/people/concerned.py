"""Which rows concern a telephone number: its contacts, the calls to it, the sessions in which it was spoken of."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, String, and_, cast, or_, select

from store.ledger import Kind
from store.models import Attempt, Contact, Entry, Session, Volunteer

NAMING: Final = (
    Kind.OPTOUT_MADE,
    Kind.CONSENT_GIVEN,
    Kind.CONSENT_WITHDRAWN,
    Kind.NUMBER_LOOKED_UP,
    Kind.SEARCH_EXPORTED,
    Kind.PERSON_EXPORTED,
    Kind.PERSON_ERASED,
)
"""Entries that name a number by its row's id, under `number`."""


@dataclass(frozen=True, slots=True)
class Concerned:
    """Row ids. `contacts`: who is rung at the number now; `attempts`: calls to it; `rang`: sessions rung in from it.

    `sessions`: those in which one of the contacts, or their household, was offered or called, or that were rung in
    from the number; `volunteers`: who calls for us from this number, whose own sessions are among `sessions`.
    """

    number: int
    contacts: tuple[int, ...]
    attempts: tuple[str, ...]
    volunteers: tuple[int, ...]
    rang: tuple[str, ...]
    sessions: tuple[str, ...]


def concerned(tx: Connection, number: int) -> Concerned:
    """The rows that concern a number, by its row's id."""
    contacts = _all(tx, select(Contact.id).where(Contact.number_id == number))
    attempts = _all(tx, select(Attempt.id).where(Attempt.number_id == number))
    volunteers = _all(tx, select(Volunteer.id).where(Volunteer.number_id == number))
    rang = _all(tx, select(Session.id).where(Session.number_id == number))
    named = select(Entry.session_id).where(names(number))
    own = select(Session.id).where(
        or_(Session.volunteer_id.in_(volunteers), Session.expected_id.in_(volunteers))
    )
    sessions = {*rang, *spoken_of(tx, contacts, attempts), *_all(tx, own), *_all(tx, named)} - {None}
    return Concerned(number, contacts, attempts, volunteers, rang, tuple(sorted(sessions)))


def spoken_of(tx: Connection, contacts: Collection[int], attempts: Collection[str]) -> set[str]:
    """The sessions in which one of these contacts, or of their household, was offered or called."""
    homes = select(Contact.household_id).where(Contact.id.in_(contacts))
    people = _all(tx, select(Contact.id).where(Contact.household_id.in_(homes)))
    offered = select(Entry.session_id).where(Entry.contact_id.in_(people), Entry.session_id.is_not(None))
    called = select(Attempt.session_id).where(or_(Attempt.contact_id.in_(people), Attempt.id.in_(attempts)))
    return {*_all(tx, offered.distinct()), *_all(tx, called)}


def names(number: int) -> ColumnElement[bool]:
    """An entry names the number. Compared as text: what other entries keep under that name need be no number."""
    written = cast(Entry.data["number"].as_string(), String)
    return and_(Entry.kind.in_([kind.value for kind in NAMING]), written == str(number))


def entries(about: Concerned) -> ColumnElement[bool]:
    """An entry of the ledger concerns the number; not those of a volunteer's line that are about somebody else."""
    nobody_else = and_(Entry.contact_id.is_(None), Entry.attempt_id.is_(None))
    return or_(
        Entry.contact_id.in_(about.contacts),
        Entry.attempt_id.in_(about.attempts),
        and_(Entry.session_id.in_(about.rang), nobody_else),
        and_(Entry.volunteer_id.in_(about.volunteers), nobody_else),
        names(about.number),
    )


def _all(tx: Connection, query: Select[Any]) -> tuple[Any, ...]:
    return tuple(tx.scalars(query))
