"""The flow's queries about contacts, answered within the transaction: who is next, and may this call be placed."""

from typing import Final

from sqlalchemy import Connection, bindparam, insert, select

from bridge import household, sign_in
from bridge.decisions import About, ask
from bridge.desk import Desk
from bridge.facts import campaign_of, contact_facts
from ivr.effects import NextContact, PlaceCall
from ivr.events import Dialling, NobodyToCall, Offered, Person, Refused
from policy import ABOUT_EVERYBODY, DialContact, Reason
from policy.rules.hours import calls_on
from store import numbers, wards
from store.ledger import Kind
from store.models import Attempt, Campaign, Contact, Volunteer, new_id

_SPEAKS: Final = select(Volunteer.speaks).where(Volunteer.id == bindparam("volunteer"))

CAMPAIGN_HOURS: Final = "campaign_hours"
_LISTED: Final = (
    select(
        Contact.number_id,
        Contact.household_id,
        Contact.campaign_id,
        Contact.source,
        Campaign.caller_id,
    )
    .join(Campaign, Campaign.id == Contact.campaign_id)
    .where(Contact.id == bindparam("contact"))
)
_INTEND: Final = insert(Attempt)
_FLOW: Final = select(Campaign.flow_version).where(Campaign.id == bindparam("campaign"))
_INTENTION: Final = select(Contact.last_voting_intention).where(Contact.id == bindparam("contact"))


def next_contact(desk: Desk, query: NextContact) -> Offered | NobodyToCall:
    """Claim the next contact whom policy lets be rung now."""
    if query.skipped is not None:
        _skip(desk, query.skipped)
    choose_flow(desk)
    refusals: list[str] = []

    def permitted(tx: Connection, contact_id: int) -> str | None:
        reason = _may_dial(desk, tx, contact_id)
        if reason in ABOUT_EVERYBODY:
            refusals.append(_told(desk, reason))
        return reason

    found = desk.parts.calling_list.claim(
        desk.tx,
        query.campaign,
        desk.id,
        desk.now,
        desk.parts.terms.claim,
        permitted,
        _ward(desk.tx, query),
        desk.tx.scalar(_SPEAKS, {"volunteer": desk.volunteer}) or (),
    )
    if found is None:
        return NobodyToCall(refusals[0] if refusals else None)
    desk.log(Kind.CONTACT_OFFERED, contact=found.contact_id)
    return _offered(desk.tx, found.contact_id)


def _ward(tx: Connection, query: NextContact) -> tuple[str, str] | None:
    """Area and name of the ward that was chosen; one of another campaign's was chosen for that."""
    row = None if query.ward is None else wards.place(tx, int(query.ward))
    return (row.area, row.ward) if row is not None and row.campaign_id == query.campaign else None


def place_call(desk: Desk, query: PlaceCall) -> Dialling | Refused:
    """Decide; if allowed, record the intent and order the dial. The decision is made again when it is dialled."""
    contact = int(query.contact.id)
    row = desk.tx.execute(_LISTED, {"contact": contact}).one()
    numbers.lock(desk.tx, row.number_id, desk.now)
    reason = _may_dial(desk, desk.tx, contact)
    if reason is not None:
        return Refused(_told(desk, reason))
    attempt = new_id()
    desk.tx.execute(
        _INTEND,
        {
            "id": attempt,
            "campaign_id": row.campaign_id,
            "contact_id": contact,
            "household_id": row.household_id,
            "number_id": row.number_id,
            "volunteer_id": desk.volunteer,
            "session_id": desk.id,
            "flow_version": desk.row["flow_version"],
            "caller_id": row.caller_id,
            "source": row.source,
            "state": "intended",
            "live": True,
            "false_positive": False,
            "intended_at": desk.now,
        },
    )
    desk.row["attempt_id"] = attempt
    desk.log(Kind.DIAL_INTENDED, attempt=attempt, contact=contact)
    desk.order("dial", f"dial:{attempt}", session=desk.id, attempt=attempt)
    return Dialling(attempt)


def choose_flow(desk: Desk) -> None:
    """Take the campaign's published version: a version is pinned for one attempt, the next takes the newest."""
    version = desk.tx.scalar(_FLOW, {"campaign": desk.campaign})
    if version is not None:
        desk.row["flow_version"] = version


def _skip(desk: Desk, person: Person) -> None:
    contact = int(person.id)
    desk.parts.calling_list.skip(desk.tx, contact, desk.id, desk.now)
    desk.log(Kind.CONTACT_SKIPPED, contact=contact)


def _told(desk: Desk, reason: str) -> str:
    """The reason as the volunteer is told: while lines are open, the hours in the way are the campaign's own.

    Its hours are told on a day on which it calls, by a flow that has words for them.
    """
    if reason != Reason.OUTSIDE_HOURS or not sign_in.lines_open(desk.parts, desk.now):
        return reason
    today = calls_on(desk.parts.rules(), campaign_of(desk.tx, desk.campaign), desk.now)
    return CAMPAIGN_HOURS if today and CAMPAIGN_HOURS in desk.flow.refusals else Reason.CAMPAIGN_CLOSED


def _may_dial(desk: Desk, tx: Connection, contact: int) -> str | None:
    """None, or the reason why not. Recorded either way."""
    facts = contact_facts(tx, desk.parts, contact, desk.now)
    about = About(desk.campaign, desk.id, None, contact, desk.volunteer)
    decision, _ = ask(tx, desk.parts, DialContact(), facts, desk.now, about)
    return None if decision.reason is None else decision.reason.value


def _offered(tx: Connection, contact: int) -> Offered:
    others = household.others(tx, contact)
    intention = tx.scalar(_INTENTION, {"contact": contact})
    details = (*(("intention",) if intention else ()), *(("household",) if others else ()))
    return Offered(Person(str(contact)), tuple(Person(str(other)) for other in others), details)
