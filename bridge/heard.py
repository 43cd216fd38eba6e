"""What comes to a session from elsewhere than the volunteer's own keys: played, where it changes anything."""

from bridge import legs
from bridge.desk import Desk
from bridge.play import play
from bridge.wire import ENDED, LegStatus
from ivr.events import VolunteerGone
from store.ledger import Kind


def hear(desk: Desk, events: legs.Events) -> None:
    """Play events that did not come from the volunteer's own leg."""
    for event in events:
        play(desk, event, replying=False)


def volunteer_leg(desk: Desk, status: LegStatus) -> None:
    """Note where the volunteer's leg has got; when it has ended, so has the session."""
    if not legs.note(desk, "volunteer", status) or status.status not in ENDED or desk.ended:
        return
    desk.row["ended_at"] = status.at or desk.now
    attempt = desk.row["attempt_id"]
    if attempt is not None:
        legs.left_alone(desk, attempt, desk.row["ended_at"])
    hear(desk, (VolunteerGone(),))
    if attempt is not None:
        legs.cut_off(desk, attempt)
    desk.row["in_room"] = False
    desk.row["deadline_at"] = None
    desk.row["reply"] = ""  # it may hold names, and nobody is left to be told them
    desk.parts.calling_list.release_all(desk.tx, desk.id)
    desk.log(Kind.SESSION_ENDED, data={"status": status.status, "seconds": status.seconds})
