"""Ringing a volunteer who asked for it: policy first, then the call; the PIN is keyed when it is answered."""

from datetime import timedelta

from sqlalchemy import Connection, select

from bridge import outbox
from bridge.carrier import STATUS_EVENTS, Carrier, Done, NotNow, Unsure
from bridge.decisions import About, ask
from bridge.desk import lock_session, open_session
from bridge.facts import volunteer_facts
from bridge.outbox import Claimed
from bridge.parts import Parts
from policy import Decision, RingVolunteer
from store.ledger import Kind
from store.models import Campaign, Number, Volunteer, VolunteerCampaign, new_id


def may_ring(tx: Connection, parts: Parts, volunteer_id: int) -> Decision:
    """Ask the policy whether the volunteer may be rung now, and record what it said."""
    row = tx.execute(select(Volunteer).where(Volunteer.id == volunteer_id)).one()
    campaign, caller_id = _campaign(tx, parts, volunteer_id)
    now = parts.now()
    facts = volunteer_facts(tx, row.number_id, campaign, caller_id, now)
    decision, _ = ask(
        tx, parts, RingVolunteer(), facts, now, About(campaign=campaign, volunteer=volunteer_id)
    )
    return decision


def order(tx: Connection, parts: Parts, volunteer_id: int) -> str:
    """Order the volunteer to be rung; the queue to wake. Whether it may be done is asked again then."""
    return outbox.put(tx, "ring_volunteer", f"ring:{new_id()}", parts.now(), volunteer=volunteer_id)


def carry_out(parts: Parts, carrier: Carrier, order: Claimed) -> set[str]:
    """Ring the volunteer. A request whose answer is lost is not made again: they would be rung twice."""
    assert order.volunteer_id is not None  # noqa: S101 (such an order names its volunteer)
    with parts.db.write() as tx:
        if order.tries > 1 or not may_ring(tx, parts, order.volunteer_id).permitted:
            outbox.finish(tx, order.id, parts.now(), "refused" if order.tries == 1 else "unsure")
            return set()
        session, to, caller_id = _session(tx, parts, order.volunteer_id)
    result = carrier.create_call(
        to=to,
        from_=caller_id,
        url=parts.addresses.twiml(f"ring/{session}"),
        method="POST",
        fallback_url=parts.addresses.twiml("fallback"),
        timeout=parts.terms.ring_timeout,
        status_callback=parts.addresses.status(f"ring-status/{session}"),
        status_callback_event=STATUS_EVENTS,
        status_callback_method="POST",
    )
    with parts.db.write() as tx:
        desk = lock_session(tx, parts, parts.now(), id=session)
        if desk is not None and isinstance(result, Done):
            desk.row["leg_sid"] = desk.row["leg_sid"] or result.sid
            desk.log(Kind.VOLUNTEER_RUNG)
        elif desk is not None and not isinstance(result, Unsure):
            desk.row["ended_at"], desk.row["deadline_at"] = parts.now(), None
        if desk is not None:
            desk.save()
        if isinstance(result, NotNow) and parts.now() - order.created_at < timedelta(minutes=1):
            outbox.try_anew(tx, order.id, parts.now() + timedelta(seconds=1))
        else:
            outbox.finish(tx, order.id, parts.now(), type(result).__name__.lower())
    return set()


def _session(tx: Connection, parts: Parts, volunteer_id: int) -> tuple[str, str, str]:
    """The session that the call will be; whom to ring; and the number to present."""
    row = tx.execute(
        select(Volunteer.number_id, Number.e164)
        .join(Number, Number.id == Volunteer.number_id)
        .where(Volunteer.id == volunteer_id)
    ).one()
    campaign, caller_id = _campaign(tx, parts, volunteer_id)
    session, now = new_id(), parts.now()
    open_session(
        tx,
        parts,
        now,
        session,
        direction="out",
        number_id=row.number_id,
        expected_id=volunteer_id,
        campaign_id=campaign,
        deadline_at=now + timedelta(seconds=parts.terms.ring_timeout + 30),
    )
    return session, row.e164, caller_id


def _campaign(tx: Connection, parts: Parts, volunteer_id: int) -> tuple[str | None, str]:
    """The volunteer's first campaign, and the number that rings them: a volunteers' line, else the campaign's."""
    row = tx.execute(
        select(Campaign.id, Campaign.caller_id)
        .join(VolunteerCampaign, VolunteerCampaign.campaign_id == Campaign.id)
        .where(VolunteerCampaign.volunteer_id == volunteer_id)
        .order_by(Campaign.featured.desc(), Campaign.created_at)
        .limit(1)
    ).first()
    own = parts.terms.volunteer_caller_id
    return (row.id, own or row.caller_id) if row else (None, own)
