"""What the tests of races share: which commit is held, what the carrier tells, and how it ends."""

from typing import Any, Final

import pytest
from sqlalchemy import select

from store.models import Session
from tests.storm.crossing import Act, Crossing
from tests.telephone.calls import MARY, heard_by_contacts, legs_to
from tests.telephone.evening import Evening
from tests.telephone.handset import Telephone

BOTH: Final = pytest.mark.parametrize("key_first", [True, False], ids=["the key first", "the key second"])
TURN: Final = "Line.turn"
STATUS: Final = "Line.volunteer_status"
LEG: Final = "Line.contact_status"
SETTLES: Final = "dial._at_desk (2)"
DECIDES: Final = "dial.carry_out > dial._at_desk"


def session(evening: Evening) -> dict[str, Any]:
    """The newest session."""
    with evening.service.parts.db.read() as tx:
        return dict(
            tx.execute(select(Session.__table__).order_by(Session.started_at.desc())).mappings().first() or {}
        )


def told(evening: Evening, status: str, **more: str) -> None:
    """The carrier tells how Mary's leg stands."""
    attempt, leg = evening.attempts()[-1]["id"], legs_to(evening, MARY)[0]
    assert (
        evening.posts(f"/twilio/leg/{attempt}", CallSid=leg.sid, CallStatus=status, **more).status_code == 204
    )


def ann_has_gone(evening: Evening, ann: Telephone) -> None:
    form = {"CallSid": ann.receiver.call_sid, "CallStatus": "completed", "CallDuration": "30"}
    assert evening.posts("/twilio/status", **form).status_code == 204


def nobody_is_left(evening: Evening) -> None:
    """No leg to a contact is up, and nobody heard a thing."""
    evening.passes(15)
    assert all(leg.over for leg in legs_to(evening, MARY))
    assert not [one for one in evening.attempts() if one["live"]]
    assert heard_by_contacts(evening) == []


def keyed(crossing: Crossing, evening: Evening, key: Act, other: Act, *, first: bool, name: str) -> None:
    """The key and the other act at one moment; `name`: of the other's commit."""
    if first:
        crossing.cross(evening, key, other, holds=TURN)
    else:
        crossing.cross(evening, other, key, holds=name)
    evening.settles()
