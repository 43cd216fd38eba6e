"""Calls that were answered with no volunteer there, and machines: what the law makes of them."""

from datetime import timedelta
from typing import Final

from bridge import outcomes, twiml
from bridge.decisions import About, ask
from bridge.desk import Desk
from policy import Facts, PlayToContact, Recording, StayOnMachine
from store.ledger import Kind

NOBODY_SPOKE: Final = timedelta(seconds=2)
"""A volunteer who goes within this time of the answer has left the contact with nobody (Ofcom: two seconds)."""


def abandon(desk: Desk, attempt_id: str, *, inform: bool = False) -> None:
    """The contact is in the room alone and hears its `waitUrl`, the information message; then the leg is ended.

    `inform`: the volunteer was in the room and took it along; the contact's leg is to be sent to the message.
    """
    if inform:
        desk.order("inform", f"inform:{attempt_id}", session=desk.id, attempt=attempt_id)
    desk.change_attempt(attempt_id, abandoned_at=desk.now, finished_at=desk.now)
    facts = Facts(volunteer_present=False)
    ask(
        desk.tx,
        desk.parts,
        PlayToContact(Recording.ABANDONED_MESSAGE),
        facts,
        desk.now,
        _about(desk, attempt_id),
    )
    desk.log(Kind.CALL_ABANDONED, attempt=attempt_id)
    outcomes.save(desk, attempt_id, "abandoned", channel="service")
    due = desk.now + timedelta(seconds=twiml.ABANDONED_SECONDS)
    desk.order("end_leg", f"abandoned:{attempt_id}", session=desk.id, attempt=attempt_id, due=due)


def dropped(desk: Desk, attempt_id: str) -> None:
    """The volunteer's line dropped in a conversation: counted apart, and finished when they ring in again."""
    outcomes.save(desk, attempt_id, "dropped", channel="service")


def refuse_to_stay(desk: Desk, attempt_id: str) -> None:
    """Ask the policy whether to stay on the machine, so that its refusal stands in the ledger."""
    ask(desk.tx, desk.parts, StayOnMachine(), Facts(), desk.now, _about(desk, attempt_id))


def was_a_machine(desk: Desk, attempt_id: str) -> None:
    """Nobody was kept waiting after all: it was a machine. It is cut off before it can record anything more."""
    desk.change_attempt(attempt_id, abandoned_at=None, finished_at=desk.now)
    outcomes.save(desk, attempt_id, "machine", channel="service")
    desk.order("end_leg", f"end_leg:{attempt_id}", session=desk.id, attempt=attempt_id)


def _about(desk: Desk, attempt_id: str) -> About:
    return About(desk.campaign, desk.id, attempt_id, desk.attempt(attempt_id)["contact_id"], desk.volunteer)
