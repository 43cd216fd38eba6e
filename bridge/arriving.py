"""Somebody rings in: the session that begins, and who they may be."""

from sqlalchemy import Connection

from bridge import legs, sign_in
from bridge.desk import Desk, open_session
from bridge.parts import Parts
from bridge.ring_back import campaign_of
from bridge.wire import LegStatus, Ring
from ivr.events import Arrived
from store.models import new_id
from store.numbers import number_id


def session(tx: Connection, parts: Parts, ring: Ring) -> Desk:
    """A new session, of a leg that is on the line already."""
    number = number_id(tx, ring.caller, parts.terms.keys.numbers) if ring.caller else None
    desk = open_session(
        tx,
        parts,
        parts.now(),
        new_id(),
        direction="in",
        leg_sid=ring.sid,
        number_id=number,
    )
    legs.note(desk, "volunteer", LegStatus(ring.sid, "in-progress", None, None, None))
    return desk


def arrival(desk: Desk, ring: Ring) -> Arrived:
    """A volunteer on a volunteers' line; on a caller number, whoever was rung from it.

    Of several volunteers who share a telephone nobody is expected: their PIN says who it is.
    """
    caller = sign_in.whose(desk.tx, desk.row["number_id"])
    known, shared = bool(caller.volunteers), len(caller.volunteers) > 1
    desk.row["expected_id"] = caller.volunteers[0] if known and not shared else None
    lines = desk.parts.terms.volunteer_lines
    campaign = campaign_of(desk, ring.called) if ring.called else None
    separate = bool(lines) and ring.called not in lines
    if campaign is not None and (separate or not known):
        desk.row["campaign_id"], desk.row["direction"] = campaign, "back"
        return Arrived(
            "back", known=False, open=True, number=ring.caller is not None, volunteers_too=not separate
        )
    return Arrived(
        "in",
        known=known,
        open=sign_in.lines_open(desk.parts, desk.now),
        shared=shared,
        language=caller.language,
    )
