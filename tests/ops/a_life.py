"""Mary, and all that a service comes to hold about her number in one evening."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, update

from store import consents, optouts
from store.audit.explain import looked_up
from store.audit.search import Sought, exported, keep
from store.models import Contact, FollowUp, Household, User
from store.numbers import find
from tests.ops.conftest import Deployment
from tests.telephone.calls import MARY
from tests.telephone.sheet import keys, surveying
from tests.telephone.town import CALLER_ID

AS_WRITTEN = "01632 960 011"
NAMES = ("Mary", "Maria", "Hughes")
TYPED = (
    "Quay Lane 12",
    "Dale Union",
    "Prof.",
    "S1-77",
    "a form at the fair",
    "said at her door",
    "a neighbour said",
    "her sister wrote",
    "letter of the 3rd",
)
"""What was typed about her beside her name."""
ANSWERS = ("council", "likely_to_vote", "voting_intention", "issues", "postal_vote")


def number_row(deployment: Deployment, e164: str = MARY) -> int:
    """The id of the number's row."""
    made = deployment.evening.service.parts
    with made.db.read() as tx:
        found = find(tx, e164, made.terms.keys.numbers)
    assert found is not None
    return found


def _auditor(tx: Connection, now: datetime) -> int:
    row = {"email": "ann@harbour.example", "role": "auditor", "password_hash": "", "created_at": now}
    return int(tx.execute(insert(User).returning(User.id), row).scalar_one())


def lived(deployment: Deployment) -> None:
    """She lives with Tom, was surveyed, put on two lists, rang back, consented, opted out, and was looked up."""
    evening = deployment.evening
    ann = surveying(evening, household=True)
    columns = {"title": "Prof.", "last_voting_intention": "Dale Union", "key": "S1-77"}
    with evening.service.parts.db.write() as tx:
        tx.execute(update(Contact).where(Contact.id == 1).values(**columns))
        tx.execute(update(Household).values(key="key:Quay Lane 12"))
    keys(ann, "7", "9", "3", "1", "4", "#", "1", "#", "1", "1").hears("Saved.").hangs_up()
    evening.passes(5)
    evening.rings_in(MARY, CALLER_ID).presses("2")
    evening.passes(5)
    evening.second_campaign("Autumn", evening.volunteer("Bob Vale", "+441184960002"), "Maria Hughes", MARY)
    number, now = number_row(deployment), evening.now()
    with evening.service.parts.db.write() as tx:
        consents.add(
            tx,
            number,
            now,
            wording="said at her door",
            obtained_at=now - timedelta(days=9),
            source="a form at the fair",
        )
        optouts.add(tx, number, now, source="staff", note="a neighbour said")
        tx.execute(update(FollowUp).values(note="Mary asks"))
        why = {"reason": "A complaint", "reference": "her sister wrote"}
        looked_up(tx, number, now, by="an auditor", where="a page", **why)
        taken = Sought(number=number, why="A complaint", reference="letter of the 3rd")
        keep(tx, _auditor(tx, now), now, taken)
        exported(tx, now, taken, by="an auditor", form="csv")
