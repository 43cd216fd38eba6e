"""Why a number was called, or refused, at a time: each decision, what it was made from, and what followed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select

from policy import REASONS, Facts, Reason
from policy.numbers import display
from store import consents, optouts
from store.audit import commitments, words
from store.audit.noted import REFERENCE
from store.ledger import Kind, append
from store.models import Attempt, Contact, Entry, SealedEntry

DECISIONS: Final = (Kind.DECISION_PERMITTED.value, Kind.DECISION_REFUSED.value)
MOST: Final = 50
"""Decisions that are told of one number, the newest; a time names any other."""
FOLLOWED: Final = 60


@dataclass(frozen=True, slots=True)
class Happened:
    """An entry that followed a decision."""

    entry: int
    at: datetime
    kind: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Explained:
    """One decision. `place`: in the sealed order, None while it is not sealed; `at` is aware UTC.

    `caller_id`: the organisation's own number that was to be presented, E.164, and `flow` the version of the call
    flow; both None until there is an attempt. `sealed`: whether the numbers are those that were sealed with the dial.
    """

    entry: int
    place: int | None
    at: datetime
    asked: str
    campaign: str | None
    attempt: str | None
    contact: int | None
    volunteer: int | None
    caller_id: str | None
    flow: str | None
    sealed: tuple[str, ...]
    decision: dict[str, Any]
    recorded_facts: dict[str, Any]
    facts: tuple[str, ...]
    followed: tuple[Happened, ...]
    more: int
    """Entries that followed after these."""

    def sentences(self) -> list[str]:
        """All of it, for a person."""
        said = self.decision
        permitted = said["verdict"] == "permit"
        seal = f"place {self.place:,} of the sealed order" if self.place else "not yet sealed"
        call = (
            [f"The number to be presented was {display(self.caller_id)}; the call flow: version {self.flow}."]
            if self.caller_id
            else []
        )
        lines = [
            f"{words.moment(self.at)} (London): {'PERMITTED' if permitted else 'REFUSED'}.",
            f"Asked was {self.asked}. {said['sentence']} {said['remedy']}".rstrip(),
            (
                f"Campaign {self.campaign or 'none'}; contact {self.contact}; volunteer {self.volunteer}; "
                f"attempt {self.attempt or 'none'}."
            ),
            *call,
            *self.sealed,
            f"Ledger entry {self.entry}, {seal}. Decided by version {said['policy_version']} of the rules.",
        ]
        if said["reason"] in set(Reason):
            lines.append(f"Source of the rule: {REASONS[Reason(said['reason'])].source}")
        lines += ["What it was decided from:", *(f"  - {one}" for one in self.facts), "What each rule said:"]
        lines += [f"  - {_verdict(one)}" for one in said["rules"]]
        lines += ["What followed:", *(f"  - {words.moment(one.at)}: {one.sentence}" for one in self.followed)]
        if self.more:
            lines.append(f"  - and {self.more:,} more entries")
        return lines if self.followed else [*lines, "  - nothing"]


@dataclass(frozen=True, slots=True)
class Told:
    """Decisions, the first one first. `note`: what a reader could not tell from them, such as that there are more."""

    decisions: tuple[Explained, ...]
    note: str = ""


def of_number(tx: Connection, number: int, at: datetime | None = None) -> Told:
    """The decisions about a number (its row's id); with `at` the one in force then, or the first after it."""
    contacts = select(Contact.id).where(Contact.number_id == number)
    return _told(tx, Entry.contact_id.in_(contacts), at)


def of_attempt(tx: Connection, attempt: str, at: datetime | None = None) -> Told:
    """The decisions about an attempt; with `at` the one in force then, or the first after it."""
    return _told(tx, Entry.attempt_id == attempt, at)


def of_entries(tx: Connection, entries: Sequence[int]) -> list[Explained]:
    """These decisions, by their ledger entries' ids, the first one first."""
    return [
        _one(tx, row) for row in tx.execute(_decisions(Entry.id.in_(entries)).order_by(Entry.at, Entry.id))
    ]


def anybody_has(tx: Connection, number: int) -> bool:
    """Whether somebody on a list has this number: else no decision is tied to it."""
    return tx.execute(select(Contact.id).where(Contact.number_id == number).limit(1)).first() is not None


def wishes(tx: Connection, number: int) -> list[str]:
    """Opt-outs of the number, and consents to call it, a sentence each."""
    no_more = [f"It opted out on {words.moment(one.at)} (by {one.source})." for one in optouts.of(tx, number)]
    return [*no_more, *(_consent(one) for one in consents.of(tx, number))]


def _consent(one: consents.Listed) -> str:
    taken = f", and taken back on {words.moment(one.withdrawn_at)}" if one.withdrawn_at else ""
    return f"Consent was given on {words.moment(one.obtained_at)} (by {one.source}; wording {one.wording_id}){taken}."


def number_of(tx: Connection, attempt: str) -> int | None:
    """The row id of the number that an attempt is about; None where there is no such attempt."""
    return tx.scalar(select(Attempt.number_id).where(Attempt.id == attempt))


def number_of_contact(tx: Connection, contact: int | None) -> int | None:
    """The row id of a contact's number; None where there is no such contact."""
    return tx.scalar(select(Contact.number_id).where(Contact.id == contact))


def looked_up(
    tx: Connection,
    number: int | None,
    now: datetime,
    *,
    by: str,
    where: str,
    reason: str = "",
    reference: str = "",
) -> None:
    """That somebody looked a number up is an entry itself. `number`: its row's id, None where it was never seen.

    `reason`: of the list, it stands in clear; `reference`: what was typed, which an erasure takes away.
    TelephoneNumberError where one of them holds what looks like a number.
    """
    data = {"number": number, "by": by, "where": where}
    noted = {REFERENCE: reference} if reference else {}
    append(tx, Kind.NUMBER_LOOKED_UP, now, data=data | ({"reason": reason} if reason else {}), noted=noted)


def looked_lately(tx: Connection, number: int, by: str, since: datetime) -> bool:
    """Whether there is an entry that they looked this number up since then."""
    query = select(Entry.id).where(
        Entry.kind == Kind.NUMBER_LOOKED_UP.value,
        Entry.at >= since,
        Entry.data["number"].as_integer() == number,
        Entry.data["by"].as_string() == by,
    )
    return tx.execute(query.limit(1)).first() is not None


def _told(tx: Connection, about: ColumnElement[bool], at: datetime | None) -> Told:
    newest = _decisions(about).order_by(Entry.at.desc(), Entry.id.desc())
    if at is None:
        rows: Sequence[Any] = tx.execute(newest.limit(MOST)).all()
        total = len(rows) if len(rows) < MOST else _count(tx, about, Entry.kind.in_(DECISIONS))
        note = f"The newest {MOST} of {total:,}; --at names others." if total > len(rows) else ""
    else:
        rows, note = tx.execute(newest.where(Entry.at <= at).limit(1)).all(), ""
        if not rows:
            rows = tx.execute(_decisions(about).order_by(Entry.at, Entry.id).limit(1)).all()
            note = "Nothing had been decided by then; the first after it:" if rows else ""
    return Told(tuple(_one(tx, row) for row in reversed(rows)), note)


def _decisions(about: ColumnElement[bool]) -> Select[Any]:
    query = select(Entry.__table__, SealedEntry.place)
    return query.outerjoin(SealedEntry, SealedEntry.entry_id == Entry.id).where(
        about, Entry.kind.in_(DECISIONS)
    )


def _count(tx: Connection, *which: ColumnElement[bool]) -> int:
    return tx.scalar(select(func.count()).select_from(Entry).where(*which)) or 0


def _one(tx: Connection, row: Any) -> Explained:  # noqa: ANN401 (a row)
    recorded, request = row.data["facts"], row.data["request"].get("request")
    call = tx.execute(
        select(Attempt.caller_id, Attempt.flow_version).where(Attempt.id == row.attempt_id)
    ).first()
    dial = request == "dial_contact"
    followed, more = _followed(tx, row)
    return Explained(
        entry=row.id,
        place=row.place,
        at=row.at,
        asked=words.REQUESTS.get(request, "something unknown") + (_when(tx, row) if dial else ""),
        campaign=row.campaign_id,
        attempt=row.attempt_id,
        contact=row.contact_id,
        volunteer=row.volunteer_id,
        caller_id=None if call is None else call.caller_id,
        flow=None if call is None else call.flow_version,
        sealed=commitments.sealed(tx, row) if dial else (),
        decision=row.data["decision"],
        recorded_facts=recorded,
        facts=tuple(words.facts(Facts.from_json(recorded), row.at, of_a_dial=dial)),
        followed=followed,
        more=more,
    )


def _when(tx: Connection, row: Any) -> str:  # noqa: ANN401 (a row)
    """At which of the three moments of a call it was asked: by what the session last did about the contact."""
    if row.attempt_id is not None:
        return ", at the moment of dialling"
    did = select(Entry.kind).where(
        Entry.session_id == row.session_id,
        Entry.contact_id == row.contact_id,
        Entry.id < row.id,
        Entry.kind.not_in(DECISIONS),
    )
    last = tx.scalar(did.order_by(Entry.id.desc()).limit(1))
    offered = last == Kind.CONTACT_OFFERED.value
    return ", when a volunteer asked for the call" if offered else ", before an offer to a volunteer"


def _followed(tx: Connection, row: Any) -> tuple[tuple[Happened, ...], int]:  # noqa: ANN401 (a row)
    """What came of it, and how many more: the attempt's entries, or else the session's of the contact."""
    if row.attempt_id is not None:
        about: ColumnElement[bool] = Entry.attempt_id == row.attempt_id
    elif row.session_id is not None:
        about = (Entry.session_id == row.session_id) & or_(
            Entry.contact_id == row.contact_id, Entry.kind == Kind.SESSION_ENDED.value
        )
    else:
        return (), 0
    which = (about, Entry.id > row.id, Entry.kind.not_in((*DECISIONS, Kind.WEBHOOK_TAKEN.value)))
    query = select(Entry.id, Entry.at, Entry.kind, Entry.data).where(*which)
    found = tx.execute(query.order_by(Entry.id).limit(FOLLOWED)).all()
    more = _count(tx, *which) - FOLLOWED if len(found) == FOLLOWED else 0
    return tuple(Happened(one.id, one.at, one.kind, words.event(one.kind, one.data)) for one in found), more


def _verdict(rule: dict[str, Any]) -> str:
    against = f" [{rule['reason']}]" if rule["reason"] else ""
    return f"{rule['verdict']:<6} {rule['rule'].replace('_', ' ')}: {rule['why']}{against}"
