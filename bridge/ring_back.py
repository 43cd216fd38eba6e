"""What somebody who rings the caller number may ask for: no more calls, or another one."""

from typing import Final

from sqlalchemy import bindparam, insert, select

from bridge import legs
from bridge.desk import Desk
from policy.numbers import normalise
from store import optouts
from store.ledger import Kind
from store.models import Campaign, FollowUp
from store.numbers import number_id

_PRESENTS: Final = (
    select(Campaign.id)
    .where(Campaign.caller_id == bindparam("called"))
    .order_by(Campaign.created_at.desc())
    .limit(1)
)


def opt_out(desk: Desk, keyed: str | None) -> None:
    """No more calls to the number that is calling, or to the one a withheld caller keyed."""
    number = _number(desk, keyed)
    if number is None:
        return
    optouts.add(desk.tx, number, desk.now, source="ring_back", session=desk.id, campaign=desk.campaign)
    legs.end_ringing(desk, number, but=None)


def call_again(desk: Desk, keyed: str | None) -> None:
    """They would like another call: a follow-up for staff."""
    number = _number(desk, keyed)
    if number is None:
        return
    desk.tx.execute(
        insert(FollowUp).values(
            kind="call_again", campaign_id=desk.campaign, number_id=number, note="", at=desk.now
        )
    )
    desk.log(Kind.FOLLOW_UP_ASKED, data={"kind": "call_again"})


def campaign_of(desk: Desk, called: str) -> str | None:
    """The campaign that presents this caller number, the newest where there are several."""
    return desk.tx.scalar(_PRESENTS, {"called": called})


def _number(desk: Desk, keyed: str | None) -> int | None:
    if keyed is None:
        return desk.row["number_id"]  # type: ignore[no-any-return]  # a column of a row mapping
    e164 = normalise(keyed)
    return None if e164 is None else number_id(desk.tx, e164, desk.parts.terms.keys.numbers)
