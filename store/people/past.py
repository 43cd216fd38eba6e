"""Which rows are past their time, and how some of them are taken away: one pair of functions for each kind."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Select, delete, exists, or_, select, text, update

from ivr.codec import to_json
from ivr.state import State
from store.models import (
    Answer,
    Attempt,
    Campaign,
    Claim,
    Consent,
    Contact,
    Delivery,
    Entry,
    FollowUp,
    Household,
    Leg,
    Number,
    OptOut,
    Order,
    Outcome,
    Permit,
    Salt,
    Session,
    Throttle,
    Volunteer,
    VolunteerCampaign,
    Ward,
    WebSession,
)
from store.people.forgetting import ERASED, forget_contacts
from store.people.replies import KEPT_FOR

Ids = list[Any]

NOBODY: Final = to_json(State(step="arrive", ended=True))
"""The state of a line that says nothing of whom it called."""


def states(now: datetime) -> Select[Any]:
    """Lines that ended a day ago, and whose state still has the last call's people and answers."""
    over = (Session.ended_at < now - KEPT_FOR, Session.state != NOBODY)
    return select(Session.id).where(*over).order_by(Session.id)


def forget_states(tx: Connection, ids: Ids, _now: datetime) -> None:
    """Leave nothing of what was said and keyed on these lines."""
    nothing = {"state": NOBODY, "reply": "", "overtaken_turn": None, "overtaken_state": None}
    tx.execute(update(Session).where(Session.id.in_(ids)).values(nothing))


def replies(now: datetime) -> Select[Any]:
    """Replies that were stored a day ago: the carrier asks for none of them again."""
    return select(Delivery.key).where(Delivery.at < now - KEPT_FOR).order_by(Delivery.key)


def delete_replies(tx: Connection, ids: Ids, _now: datetime) -> None:
    """Delete them, names and all."""
    tx.execute(delete(Delivery).where(Delivery.key.in_(ids)))


def failures(now: datetime) -> Select[Any]:
    """Failed sign-ins of a day ago: those of some minutes are counted."""
    return select(Throttle.id).where(Throttle.at < now - KEPT_FOR).order_by(Throttle.id)


def delete_failures(tx: Connection, ids: Ids, _now: datetime) -> None:
    """Delete them: the ledger has each."""
    tx.execute(delete(Throttle).where(Throttle.id.in_(ids)))


def forget_some(tx: Connection, ids: Ids, now: datetime) -> None:
    """Forget these contacts."""
    forget_contacts(tx, ids, (), now)


def calls(cutoff: datetime) -> Select[Any]:
    """Calls that were asked for before then and are over."""
    return select(Attempt.id).where(Attempt.intended_at < cutoff, ~Attempt.live).order_by(Attempt.id)


def delete_calls(tx: Connection, ids: Ids, _now: datetime) -> None:
    """Delete calls with all that hangs on them. An opt-out made in one stays."""
    for table in (Answer, Outcome, Leg, Order):
        tx.execute(delete(table).where(table.attempt_id.in_(ids)))
    for wish in (OptOut, FollowUp):
        tx.execute(update(wish).where(wish.attempt_id.in_(ids)).values(attempt_id=None))
    permits, attempts = (
        delete(Permit).where(Permit.attempt_id.in_(ids)),
        delete(Attempt).where(Attempt.id.in_(ids)),
    )
    if tx.dialect.name == "sqlite":
        tx.execute(text("PRAGMA defer_foreign_keys=ON"))  # each refers to the other; until the commit
        tx.execute(permits)
        tx.execute(attempts)
    else:  # in one statement: it is looked at its end whether anything still refers to anything
        tx.execute(attempts.add_cte(permits.returning(Permit.id).cte("gone")))


def lines(cutoff: datetime) -> Select[Any]:
    """Lines that ended before then, and on which no call is kept."""
    kept = exists().where(Attempt.session_id == Session.id, or_(Attempt.live, Attempt.intended_at >= cutoff))
    return select(Session.id).where(Session.ended_at < cutoff, ~kept).order_by(Session.id)


def delete_lines(tx: Connection, ids: Ids, _now: datetime) -> None:
    """Delete lines with their legs and orders."""
    for table in (Leg, Order, Claim):
        tx.execute(delete(table).where(table.session_id.in_(ids)))
    tx.execute(delete(Session).where(Session.id.in_(ids)))


def follow_ups(cutoff: datetime) -> Select[Any]:
    """What was asked before then, and has been done."""
    return (
        select(FollowUp.id).where(FollowUp.done_at.is_not(None), FollowUp.at < cutoff).order_by(FollowUp.id)
    )


def delete_follow_ups(tx: Connection, ids: Ids, _now: datetime) -> None:
    """Delete them."""
    tx.execute(delete(FollowUp).where(FollowUp.id.in_(ids)))


def salted(cutoff: datetime) -> Select[Any]:
    """Entries of before then whose commitments could still be opened."""
    has_salts = exists().where(Salt.entry_id == Entry.id)
    return select(Entry.id).where(Entry.at < cutoff, has_salts).order_by(Entry.id)


def delete_salts(tx: Connection, ids: Ids, _now: datetime) -> None:
    """Delete their salts: the entries stay, and say nothing of what was committed."""
    tx.execute(delete(Salt).where(Salt.entry_id.in_(ids)))


def campaigns(stopped: Mapping[str, datetime], cutoff: datetime) -> Select[Any]:
    """Campaigns that were stopped before then, of which no call and no line is kept, and nothing is to be done."""
    old = [campaign for campaign, at in stopped.items() if at < cutoff]
    kept = (
        exists().where(Attempt.campaign_id == Campaign.id, or_(Attempt.live, Attempt.intended_at >= cutoff)),
        exists().where(
            Session.campaign_id == Campaign.id, or_(Session.ended_at.is_(None), Session.ended_at >= cutoff)
        ),
        exists().where(
            FollowUp.campaign_id == Campaign.id, or_(FollowUp.done_at.is_(None), FollowUp.at >= cutoff)
        ),
    )
    return select(Campaign.id).where(Campaign.id.in_(old), ~or_(*kept)).order_by(Campaign.id)


def delete_campaigns(tx: Connection, ids: Ids, _now: datetime) -> None:
    """Delete campaigns with their lists, whose contacts were forgotten long ago. Volunteers stay."""
    wards = select(Ward.id).where(Ward.campaign_id.in_(ids))
    tx.execute(update(WebSession).where(WebSession.ward_id.in_(wards)).values(ward_id=None))
    tx.execute(update(WebSession).where(WebSession.campaign_id.in_(ids)).values(campaign_id=None))
    for table in (Claim, Contact, Household, Ward, VolunteerCampaign):
        tx.execute(delete(table).where(table.campaign_id.in_(ids)))
    tx.execute(delete(Campaign).where(Campaign.id.in_(ids)))


def digits(ended: Collection[str], since: datetime) -> Select[Any]:
    """Numbers that nothing needs: on no list but those of `ended` campaigns, without a wish, silent since then."""
    needed = (
        exists().where(
            Contact.number_id == Number.id,
            Contact.campaign_id.not_in(ended),
            ~Contact.key.startswith(ERASED, autoescape=True),
        ),
        exists().where(Volunteer.number_id == Number.id),
        exists().where(OptOut.number_id == Number.id),
        exists().where(Consent.number_id == Number.id),
        exists().where(FollowUp.number_id == Number.id, FollowUp.done_at.is_(None)),
        exists().where(Attempt.number_id == Number.id, or_(Attempt.live, Attempt.intended_at >= since)),
        exists().where(
            Session.number_id == Number.id, or_(Session.ended_at.is_(None), Session.ended_at >= since)
        ),
    )
    return select(Number.id).where(Number.e164.is_not(None), ~or_(*needed)).order_by(Number.id)


def forget_digits(tx: Connection, ids: Ids, _now: datetime) -> None:
    """Leave the hash alone: a number that is given again is known again, and gets its digits back."""
    tx.execute(update(Number).where(Number.id.in_(ids)).values(e164=None))


def hashes() -> Select[Any]:
    """Numbers without digits to which no row refers, and which are not suppressed."""
    referring = (Attempt, Claim, Consent, Contact, FollowUp, OptOut, Permit, Session, Volunteer)
    used = or_(*(exists().where(table.number_id == Number.id) for table in referring))
    bare = (Number.e164.is_(None), Number.erased_at.is_(None))
    return select(Number.id).where(*bare, ~used).order_by(Number.id)


def delete_hashes(tx: Connection, ids: Ids, _now: datetime) -> None:
    """Delete their rows."""
    tx.execute(delete(Number).where(Number.id.in_(ids)))
