"""A number's owner is forgotten: what stays is the suppression, and a ledger that says nothing of them and is whole."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, delete, exists, or_, select, update

from ivr.codec import from_json
from store import journal, numbers, optouts
from store.errors import RefusedError
from store.ledger import Kind, append
from store.models import (
    Attempt,
    Claim,
    Consent,
    Entry,
    FollowUp,
    Number,
    OptOut,
    Search,
    Session,
    Volunteer,
    WebSession,
)
from store.people import replies
from store.people.concerned import Concerned, concerned, names
from store.people.forgetting import forget_contacts, forget_salts
from store.requests import COORDINATOR

BUSY: Final = (
    "Somebody is on the telephone to or from that number, or has the person before them: "
    "try again when their line has ended."
)


@dataclass(frozen=True, slots=True)
class Erased:
    """What was forgotten, in numbers of rows. `contacts` in all campaigns; `calls` stay on record without them."""

    contacts: int
    calls: int
    answers: int
    volunteers: int


def erase(tx: Connection, number: int, mark: str, now: datetime, *, by: str) -> Erased:
    """Forget all that is held about a number (its row's id), and suppress it for ever. Again, it finds nothing more.

    `mark`: `numbers.suppression` of it; `by`: who does it, for the ledger. RefusedError while it is on the telephone.
    """
    numbers.keep_newcomers_out(tx)
    numbers.lock(tx, number, now)
    about = concerned(tx, number)
    if _is_busy(tx, about, now):
        raise RefusedError(BUSY)
    return forget(tx, about, mark, now, by=by)


def forget(tx: Connection, about: Concerned, mark: str, now: datetime, *, by: str) -> Erased:
    """The same whatever the telephones do: for a backup that is restored, from before the erasure."""
    number, before = about.number, _hash(tx, about.number)
    if not optouts.of(tx, number):
        optouts.add(tx, number, now, source="erasure")
    replies.forget(tx, about.sessions, now, contacts=about.contacts, volunteers=about.volunteers)
    answers = forget_contacts(tx, about.contacts, about.attempts, now)
    _forget_evidence(tx, number)
    _forget_volunteers(tx, about.volunteers)
    tx.execute(update(Number).where(Number.id == number).values(e164=None, hmac=mark, erased_at=now))
    counts = {"contacts": len(about.contacts), "calls": len(about.attempts)}
    counts |= {"answers": answers, "volunteers": len(about.volunteers)}
    append(tx, Kind.PERSON_ERASED, now, data={"number": number, "by": by, **counts})
    journal.note_erasure(tx, before, mark, now)
    return Erased(**counts)


def _hash(tx: Connection, number: int) -> str:
    return str(tx.execute(select(Number.hmac).where(Number.id == number)).scalar_one())


def _forget_evidence(tx: Connection, number: int) -> None:
    """Words about the number that somebody typed. That, when and by what way it was said stays."""
    tx.execute(update(OptOut).where(OptOut.number_id == number).values(note=""))
    tx.execute(update(Consent).where(Consent.number_id == number).values(wording="", source=""))
    tx.execute(update(FollowUp).where(FollowUp.number_id == number).values(note=""))
    tx.execute(delete(Claim).where(Claim.number_id == number))
    tx.execute(delete(Search).where(Search.sought["number"].as_integer() == number))
    forget_salts(tx, names(number))


def _forget_volunteers(tx: Connection, volunteers: Collection[int]) -> None:
    """Whoever called for us from this number: their calls stay, by a volunteer without a name."""
    tx.execute(
        update(Volunteer)
        .where(Volunteer.id.in_(volunteers))
        .values(name="", pin_hash="", number_id=None, active=False)
    )
    asked = (FollowUp.kind == COORDINATOR, FollowUp.volunteer_id.in_(volunteers))
    tx.execute(update(FollowUp).where(*asked).values(note=""))
    tx.execute(delete(WebSession).where(WebSession.volunteer_id.in_(volunteers)))
    forget_salts(tx, Entry.volunteer_id.in_(volunteers) & Entry.kind.startswith("volunteer:"))


def _is_busy(tx: Connection, about: Concerned, now: datetime) -> bool:
    live = exists().where(Attempt.number_id == about.number, Attempt.live)
    claimed = exists().where(
        or_(Claim.number_id == about.number, Claim.contact_id.in_(about.contacts)), Claim.lease_until > now
    )
    if tx.scalar(select(live | claimed)):
        return True
    people = {str(one) for one in about.contacts}
    open_ = select(Session).where(Session.ended_at.is_(None), Session.id.in_(about.sessions))
    return any(
        row.id in about.rang
        or {row.volunteer_id, row.expected_id} & {*about.volunteers}
        or replies.is_about(from_json(row.state), people)
        for row in tx.execute(open_)
    )
