"""All that is held about a telephone number, and who has seen it, as values that go into JSON."""

from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final, TypeAlias

from sqlalchemy import Connection, Select, and_, or_, select

from store import numbers
from store.audit import noted
from store.audit.explain import DECISIONS
from store.kinds import Kind
from store.ledger import COMMITTED
from store.models import (
    Answer,
    Attempt,
    Consent,
    Contact,
    Entry,
    FollowUp,
    Leg,
    Number,
    OptOut,
    Outcome,
    Permit,
    Salt,
    Session,
    Volunteer,
)
from store.people.concerned import Concerned, concerned, entries
from store.people.lists_seen import lists_seen
from store.requests import COORDINATOR

Rows: TypeAlias = list[dict[str, Any]]

SEEN: Final = tuple(
    kind.value
    for kind in (
        Kind.NUMBER_LOOKED_UP, Kind.PERSON_EXPORTED, Kind.SEARCH_EXPORTED, Kind.CONTACT_OFFERED
    )
)  # fmt: skip
"""Entries that say who has seen something of it: staff and auditors, and volunteers to whom a contact was offered."""


@dataclass(frozen=True, slots=True)
class Held:
    """`number`: in E.164, None after an erasure; `sections`: by name, each its rows as values for JSON."""

    number: str | None
    sections: dict[str, Rows]

    def to_json(self) -> dict[str, Any]:
        """As one document."""
        return {"number": self.number, **self.sections}


def held(tx: Connection, number: int) -> Held:
    """All that is held about a number, by its row's id. Times are aware UTC."""
    about = concerned(tx, number)
    queries = {**_people(about), **_calls(about), **_wishes(about)}
    sections = {name: _rows(tx, query) for name, query in queries.items()}
    return Held(numbers.e164_of(tx, number), sections | _ledger(tx, about))


def _people(about: Concerned) -> dict[str, Any]:
    return {
        "numbers": select(Number.id, Number.erased_at).where(Number.id == about.number),
        "contacts": select(
            Contact.id, Contact.campaign_id.label("campaign"), Contact.key.label("id_in_the_file"),
            Contact.title, Contact.first_name, Contact.last_name, Contact.area, Contact.ward,
            Contact.household_id.label("household"), Contact.last_voting_intention, Contact.language,
            Contact.source, Contact.priority, Contact.attempts, Contact.ready, Contact.due_at,
            Contact.call_back_at, Contact.call_back_to, Contact.paused_at,
            Contact.removed_at,
        ).where(Contact.number_id == about.number).order_by(Contact.id),
        "volunteers": select(
            Volunteer.id, Volunteer.code, Volunteer.name, Volunteer.language, Volunteer.active,
            Volunteer.created_at,
        ).where(Volunteer.number_id == about.number).order_by(Volunteer.id),
        "rang_us": select(
            Session.id, Session.direction, Session.campaign_id.label("campaign"), Session.started_at,
            Session.ended_at,
        ).where(Session.id.in_(about.rang)).order_by(Session.started_at),
    }  # fmt: skip


def _calls(about: Concerned) -> dict[str, Any]:
    own = (Leg.role == "volunteer") & Leg.session_id.in_(about.rang)
    of_theirs = or_(Leg.attempt_id.in_(about.attempts), own)
    said = or_(Answer.contact_id.in_(about.contacts), Answer.attempt_id.in_(about.attempts))
    return {
        "calls": select(
            Attempt.id, Attempt.campaign_id.label("campaign"), Attempt.contact_id.label("contact"),
            Attempt.volunteer_id.label("volunteer"), Attempt.caller_id, Attempt.source, Attempt.state,
            Attempt.intended_at, Attempt.dialled_at, Attempt.ringing_at, Attempt.answered_at,
            Attempt.joined_at, Attempt.ended_at, Attempt.hung_up_by, Attempt.answered_by, Attempt.fate,
            Attempt.abandoned_at, Attempt.outcome, Attempt.closing_read, Attempt.call_back_at,
            Attempt.flow_version,
        ).where(Attempt.id.in_(about.attempts)).order_by(Attempt.intended_at),
        "permits": select(
            Permit.id, Permit.attempt_id.label("call"), Permit.issued_at, Permit.expires_at, Permit.spent_at
        ).where(Permit.number_id == about.number).order_by(Permit.issued_at),
        "legs": select(
            Leg.sid, Leg.attempt_id.label("call"), Leg.role, Leg.status, Leg.created_at, Leg.answered_at,
            Leg.ended_at, Leg.seconds,
        ).where(of_theirs).order_by(Leg.created_at),
        "outcomes": select(
            Outcome.attempt_id.label("call"), Outcome.outcome, Outcome.channel, Outcome.at,
            Outcome.superseded_at,
        ).where(Outcome.attempt_id.in_(about.attempts)).order_by(Outcome.id),
        "answers": select(
            Answer.attempt_id.label("call"), Answer.contact_id.label("contact"), Answer.question,
            Answer.value, Answer.channel, Answer.at, Answer.superseded_at,
        ).where(said).order_by(Answer.id),
    }  # fmt: skip


def _wishes(about: Concerned) -> dict[str, Any]:
    asked = or_(
        FollowUp.number_id == about.number,
        FollowUp.contact_id.in_(about.contacts),
        FollowUp.attempt_id.in_(about.attempts),
        and_(FollowUp.kind == COORDINATOR, FollowUp.volunteer_id.in_(about.volunteers)),
    )
    return {
        "opt_outs": select(OptOut.id, OptOut.at, OptOut.source, OptOut.attempt_id.label("call"), OptOut.note)
        .where(OptOut.number_id == about.number).order_by(OptOut.at),
        "consents": select(
            Consent.id, Consent.wording, Consent.obtained_at, Consent.source, Consent.recorded_at,
            Consent.withdrawn_at,
        ).where(Consent.number_id == about.number).order_by(Consent.id),
        "follow_ups": select(
            FollowUp.kind, FollowUp.campaign_id.label("campaign"), FollowUp.at, FollowUp.why, FollowUp.note,
            FollowUp.done_at,
        ).where(asked).order_by(FollowUp.id),
    }  # fmt: skip


def _ledger(tx: Connection, about: Concerned) -> dict[str, Rows]:
    query = select(Entry.__table__, *noted.COLUMNS).outerjoin(Salt, noted.JOIN)
    query = query.where(entries(about)).order_by(Entry.id)
    sections: dict[str, Rows] = {"decisions": [], "seen_by": [], "ledger": []}
    for row in tx.execute(query):
        if row.kind in DECISIONS:
            sections["decisions"].append(_decision(row))
        elif row.kind in SEEN and (row.contact_id is None or row.contact_id in about.contacts):
            sections["seen_by"].append(_seen(row))
        else:
            sections["ledger"].append(_entry(row))
    sections["seen_by"] += lists_seen(tx, about.number)
    sections["seen_by"].sort(key=itemgetter("entry"))
    return sections


def _decision(row: Any) -> dict[str, Any]:  # noqa: ANN401 (a row)
    said = row.data["decision"]
    return {
        "entry": row.id, "at": row.at, "campaign": row.campaign_id, "call": row.attempt_id,
        "verdict": said["verdict"], "reason": said["reason"], "sentence": said["sentence"],
        "policy_version": said["policy_version"], "facts": row.data["facts"],
    }  # fmt: skip


_WHERE: Final = {
    Kind.CONTACT_OFFERED.value: "offered on the line or at the volunteer's page",
    Kind.SEARCH_EXPORTED.value: "took away what a search had found",
}
"""Where an entry does not say it."""


def _seen(row: Any) -> dict[str, Any]:  # noqa: ANN401 (a row)
    by = row.data.get("by") or f"volunteer {row.volunteer_id}"
    where = row.data.get("where") or _WHERE.get(row.kind, "")
    seen = {"entry": row.id, "at": row.at, "by": by, "where": where}
    why = noted.why(row)
    return seen | ({"reason": why} if why else {})


def _entry(row: Any) -> dict[str, Any]:  # noqa: ANN401 (a row)
    data = {name: value for name, value in row.data.items() if name != COMMITTED}
    return {
        "entry": row.id, "at": row.at, "kind": row.kind, "campaign": row.campaign_id,
        "call": row.attempt_id, "volunteer": row.volunteer_id, "data": data,
    }  # fmt: skip


def _rows(tx: Connection, query: Select[Any]) -> Rows:
    return [dict(row) for row in tx.execute(query).mappings()]
