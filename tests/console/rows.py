"""Rows for the pages to show: one volunteer's session, with one contact who is rung."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, insert

from policy import DialContact, Facts, decide, request_to_json
from policy.limits import Rules
from store.ledger import Kind, append
from store.models import Attempt, Campaign, Contact, Flow, Household, Number, Session, Volunteer

NOW = datetime(2026, 7, 1, 13, 3, 22, tzinfo=UTC)
"""Two in the afternoon in London, in summer time."""

CALLER_ID = "+442079460999"


def lay_out(tx: Connection) -> None:
    """A campaign, a volunteer and two contacts, and nobody in a call."""
    tx.execute(
        insert(Flow).values(
            version="f", name="voter-id", text="", line="", published_at=NOW, published_by="test"
        )
    )
    tx.execute(
        insert(Campaign).values(
            id="spring", title="Spring", flow_version="f", caller_id=CALLER_ID, area="Saltmouth",
            purpose="voter_id", hours={}, calling={}, sources=[], created_at=NOW,
        )
    )  # fmt: skip
    for which, first in ((1, "Mary"), (2, "Tom")):
        tx.execute(insert(Number).values(id=which, e164=f"+44163296000{which}", hmac=str(which)))
        tx.execute(insert(Household).values(id=which, campaign_id="spring", key=str(which)))
        tx.execute(
            insert(Contact).values(
                id=which, campaign_id="spring", key=str(which), first_name=first, last_name="Evans",
                number_id=which, household_id=which, ward="Northgate",
            )
        )  # fmt: skip
    tx.execute(
        insert(Volunteer).values(
            id=1, code="314159", name="Alex Reed", number_id=None, pin_hash="", created_at=NOW
        )
    )


def open_session(tx: Connection, session: str, at: datetime = NOW) -> None:
    """A volunteer's session, and its first ledger entry."""
    tx.execute(
        insert(Session).values(
            id=session, direction="in", volunteer_id=1, campaign_id="spring", flow_version="f",
            state="{}", turn=session, reply="", started_at=at,
        )
    )  # fmt: skip
    append(tx, Kind.SESSION_STARTED, at, session=session, data={"direction": "in"})


def intend(tx: Connection, session: str, attempt: str, contact: int, at: datetime = NOW) -> None:
    """The volunteer asks for a call to a contact."""
    tx.execute(
        insert(Attempt).values(
            id=attempt, campaign_id="spring", contact_id=contact, household_id=contact, number_id=contact,
            volunteer_id=1, session_id=session, flow_version="f", caller_id=CALLER_ID, source="register",
            intended_at=at,
        )
    )  # fmt: skip
    append(tx, Kind.DIAL_INTENDED, at, session=session, attempt=attempt, contact=contact)


def refuse(tx: Connection, session: str, at: datetime = NOW + timedelta(seconds=5)) -> None:
    """A decision made with no facts at all, as the bridge records it."""
    request = DialContact()
    decision = decide(request, Facts(), Rules(), at)
    data = {"request": request_to_json(request), "facts": Facts().to_json(), "decision": decision.to_json()}
    append(tx, Kind.DECISION_REFUSED, at, session=session, data=data)
