"""Signing in on the telephone: number and PIN together, throttled, never saying which part was wrong.

The PIN's hash takes some milliseconds on purpose, so it is worked out before the transaction: see `check_first`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select, update

import policy
from bridge import unfinished
from bridge.desk import Checked, Desk
from bridge.parts import Parts
from ivr.codec import from_json
from ivr.effects import CheckPin
from ivr.events import SignedIn, SignInFailed, SignInUnsure
from ivr.flow import Entry
from store import throttles
from store.ledger import Kind
from store.models import Campaign, Session, Volunteer, VolunteerCampaign
from store.pins import LENGTH, verify

MOST_OF_A_NUMBER: Final = 4
"""Volunteers of one telephone whose PINs tell them apart; a guess must not fit somebody of a whole office."""
_OF_NUMBER: Final = (
    select(Volunteer.id, Volunteer.language, Volunteer.language_chosen_at)
    .where(Volunteer.number_id == bindparam("number"), Volunteer.active)
    .order_by(Volunteer.id)
    .limit(MOST_OF_A_NUMBER + 1)
)
_OF_LEG: Final = select(Session).where(Session.leg_sid == bindparam("sid"))
_HASHES: Final = select(Volunteer.id, Volunteer.pin_hash).where(
    Volunteer.id.in_(bindparam("volunteers", expanding=True))
)
_VOLUNTEER: Final = select(Volunteer).where(Volunteer.id == bindparam("volunteer"))
_OF_CODE: Final = select(Volunteer.id).where(Volunteer.code == bindparam("code"), Volunteer.active)
_RUNNING: Final = (
    select(Campaign.id)
    .join(VolunteerCampaign, VolunteerCampaign.campaign_id == Campaign.id)
    .where(VolunteerCampaign.volunteer_id == bindparam("volunteer"), Campaign.status == "running")
    .order_by(Campaign.featured.desc(), Campaign.created_at, Campaign.id)
)
_CHOSEN: Final = select(Volunteer.language).where(
    Volunteer.id == bindparam("volunteer"), Volunteer.language_chosen_at.is_not(None)
)


def check_first(parts: Parts, sid: str, keys: str | None) -> Checked | None:
    """If these keys answer the question for a PIN, hold them against the hash now; else None."""
    if keys is None or not keys.isdigit() or len(keys) != LENGTH:
        return None  # no PIN: wrong, whatever the question was
    with parts.db.read() as tx:
        row = tx.execute(_OF_LEG, {"sid": sid}).mappings().first()
        if row is None:
            return None
        state = from_json(row["state"])
        step = parts.flows.get(tx, row["flow_version"]).steps.get(state.step)
        if not (isinstance(step, Entry) and step.takes == "pin"):
            return None
        asked = _candidates(tx, row, state.volunteer)
        kept = dict(tx.execute(_HASHES, {"volunteers": asked}).all())
    pepper = parts.terms.keys.pins
    if not asked:
        verify(None, keys, pepper)  # takes as long as for somebody
    return Checked(keys, tuple(one for one in asked if verify(kept.get(one), keys, pepper)))


def check_pin(desk: Desk, query: CheckPin) -> SignedIn | SignInFailed | SignInUnsure:
    """Sign the volunteer in, or count the failure, against each who might have been meant."""
    asked, caller = _candidates(desk.tx, desk.row, query.volunteer), _caller(desk)
    free = [one for one in asked if not _throttled(desk, throttles.of_volunteer(one), *caller)]
    if not free and (asked or _throttled(desk, *caller)):
        desk.log(Kind.SESSION_SIGN_IN_FAILED, data={"throttled": True})
        return SignInFailed(locked=True)
    checked = desk.checked
    right = [one for one in free if checked and checked.pin == query.pin and one in checked.right]
    if len(right) > 1:
        desk.log(Kind.SESSION_SIGN_IN_FAILED, data={"throttled": False, "several": True})
        return SignInUnsure()
    if not right:
        throttles.count(desk.tx, [*map(throttles.of_volunteer, asked), *caller], desk.now)
        desk.log(Kind.SESSION_SIGN_IN_FAILED, data={"throttled": False})
        return SignInFailed()
    return _sign_in(desk, right[0])


def _sign_in(desk: Desk, volunteer: int) -> SignedIn:
    row = desk.tx.execute(_VOLUNTEER, {"volunteer": volunteer}).one()
    desk.row["volunteer_id"] = volunteer
    desk.log(Kind.SESSION_SIGNED_IN)
    left = unfinished.of(desk.tx, volunteer)
    if left is not None:
        desk.log(Kind.SESSION_RESUMED, attempt=left.attempt, contact=int(left.contact.id))
    return SignedIn(
        campaigns=campaigns(desk.tx, volunteer),
        key_tested=row.keys_tested_at is not None,
        open=lines_open(desk.parts, desk.now),
        language=row.language if row.language_chosen_at else None,
        slow=row.slow,
        unfinished=left,
        last=None if left else unfinished.last_today(desk.tx, volunteer, desk.now),
    )


def lines_open(parts: Parts, now: datetime) -> bool:
    """Whether any call may be placed at this hour, as the policy's own rule of hours has it."""
    return policy.lines_open(parts.rules(), now)


def tested_keys(desk: Desk) -> None:
    """The volunteer's keys were heard."""
    desk.tx.execute(update(Volunteer).where(Volunteer.id == desk.volunteer).values(keys_tested_at=desk.now))


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose telephone it is. `language`: what all of them chose; None: they did not, or chose different ones."""

    volunteers: tuple[int, ...]
    language: str | None


def whose(tx: Connection, number: int | None) -> Caller:
    """The volunteers who ring from this number; nobody, where there are more than a PIN can tell apart."""
    rows = tx.execute(_OF_NUMBER, {"number": number}).all() if number is not None else []
    if len(rows) > MOST_OF_A_NUMBER:
        return Caller((), None)
    chosen = {row.language if row.language_chosen_at else None for row in rows}
    return Caller(tuple(row.id for row in rows), chosen.pop() if len(chosen) == 1 else None)


def language_of(tx: Connection, volunteer: int) -> str | None:
    """The language that the volunteer chose; None: nothing yet."""
    return tx.scalar(_CHOSEN, {"volunteer": volunteer})


def _candidates(tx: Connection, row: Mapping[Any, Any], code: str | None) -> tuple[int, ...]:
    """Whose PIN it would be: the volunteer number's keyed, else anybody's of the calling telephone."""
    if code is not None:
        return tuple(tx.scalars(_OF_CODE, {"code": code}))
    return (row["expected_id"],) if row["expected_id"] else whose(tx, row["number_id"]).volunteers


def campaigns(tx: Connection, volunteer: int) -> tuple[str, ...]:
    """The running campaigns this volunteer calls for, the featured first."""
    return tuple(tx.scalars(_RUNNING, {"volunteer": volunteer}))


def _caller(desk: Desk) -> list[str]:
    return [f"caller:{desk.row['number_id']}"] if desk.row["number_id"] else []


def _throttled(desk: Desk, *scopes: str) -> bool:
    return throttles.too_many(desk.tx, scopes, desk.now)
