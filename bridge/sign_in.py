"""Signing in on the telephone: number and PIN together, throttled, never saying which part was wrong.

The PIN's hash takes some milliseconds on purpose, so it is worked out before the transaction: see `check_first`.
"""

from datetime import datetime

from sqlalchemy import Connection, select, update

from bridge import unfinished
from bridge.desk import Checked, Desk
from bridge.parts import Parts
from ivr.codec import from_json
from ivr.effects import CheckPin
from ivr.events import SignedIn, SignInFailed
from ivr.flow import Entry
from policy import Facts, RingVolunteer, decide
from store import throttles
from store.ledger import Kind
from store.models import Campaign, Session, Volunteer, VolunteerCampaign
from store.pins import LENGTH, verify


def check_first(parts: Parts, sid: str, keys: str | None) -> Checked | None:
    """If these keys answer the question for a PIN, hold them against the hash now; else None."""
    if keys is None or not keys.isdigit() or len(keys) != LENGTH:
        return None  # no PIN: wrong, whatever the question was
    with parts.db.read() as tx:
        row = tx.execute(select(Session).where(Session.leg_sid == sid)).mappings().first()
        if row is None:
            return None
        state = from_json(row["state"])
        step = parts.flows.get(tx, row["flow_version"]).steps.get(state.step)
        if not (isinstance(step, Entry) and step.takes == "pin"):
            return None
        volunteer = _candidate(tx, state.volunteer, row["expected_id"])
        kept = tx.scalar(select(Volunteer.pin_hash).where(Volunteer.id == volunteer))
    return Checked(volunteer, keys, verify(kept, keys, parts.terms.keys.pins))


def check_pin(desk: Desk, query: CheckPin) -> SignedIn | SignInFailed:
    """Sign the volunteer in, or count the failure."""
    volunteer, checked = _candidate(desk.tx, query.volunteer, desk.row["expected_id"]), desk.checked
    scopes = _scopes(desk, volunteer)
    if throttles.too_many(desk.tx, scopes, desk.now):
        desk.log(Kind.SESSION_SIGN_IN_FAILED, data={"throttled": True})
        return SignInFailed(locked=True)
    if checked is None or (checked.volunteer, checked.pin) != (volunteer, query.pin) or not checked.right:
        throttles.count(desk.tx, scopes, desk.now)
        desk.log(Kind.SESSION_SIGN_IN_FAILED, data={"throttled": False})
        return SignInFailed()
    assert volunteer is not None  # noqa: S101 (a right PIN has its volunteer)
    return _sign_in(desk, volunteer)


def _sign_in(desk: Desk, volunteer: int) -> SignedIn:
    row = desk.tx.execute(select(Volunteer).where(Volunteer.id == volunteer)).one()
    desk.row["volunteer_id"] = volunteer
    desk.log(Kind.SESSION_SIGNED_IN)
    left = unfinished.of(desk.tx, volunteer)
    if left is not None:
        desk.log(Kind.SESSION_RESUMED, attempt=left.attempt, contact=int(left.contact.id))
    return SignedIn(
        campaigns=campaigns(desk.tx, volunteer),
        key_tested=row.keys_tested_at is not None,
        open=lines_open(desk.parts, desk.now),
        language=row.language,
        slow=row.slow,
        unfinished=left,
        last=None if left else unfinished.last_today(desk.tx, volunteer, desk.now),
    )


def lines_open(parts: Parts, now: datetime) -> bool:
    """Whether any call may be placed at this hour, as the policy's own rule of hours has it."""
    decision = decide(RingVolunteer(), Facts(), parts.rules(), now)
    return all(one.verdict == "pass" for one in decision.rules if one.rule == "hours")


def tested_keys(desk: Desk) -> None:
    """The volunteer's keys were heard."""
    desk.tx.execute(update(Volunteer).where(Volunteer.id == desk.volunteer).values(keys_tested_at=desk.now))


def _candidate(tx: Connection, code: str | None, expected: int | None) -> int | None:
    """Whose PIN it would be: the volunteer number's keyed, else the calling telephone's."""
    if code is None:
        return expected
    return tx.scalar(select(Volunteer.id).where(Volunteer.code == code, Volunteer.active))


def campaigns(tx: Connection, volunteer: int) -> tuple[str, ...]:
    """The running campaigns this volunteer calls for, the featured first."""
    rows = tx.execute(
        select(Campaign.id)
        .join(VolunteerCampaign, VolunteerCampaign.campaign_id == Campaign.id)
        .where(VolunteerCampaign.volunteer_id == volunteer, Campaign.status == "running")
        .order_by(Campaign.featured.desc(), Campaign.created_at, Campaign.id)
    )
    return tuple(row.id for row in rows)


def _scopes(desk: Desk, volunteer: int | None) -> list[str]:
    return [
        *([throttles.of_volunteer(volunteer)] if volunteer else []),
        *([f"caller:{desk.row['number_id']}"] if desk.row["number_id"] else []),
    ]
