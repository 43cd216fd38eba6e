"""What is on record of one number, in sum: how often it was rung, whether ever outside the hours, how often refused."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from policy.limits import EARLIEST, LATEST
from store.audit.sight import Sight
from store.audit.words import LONDON
from store.ledger import Kind
from store.models import Contact, Entry


@dataclass(frozen=True, slots=True)
class Tally:
    """`rung`: when, aware UTC, the first one first; `outside`: those of them outside the hours that the law allows."""

    rung: tuple[datetime, ...]
    refused: int

    @property
    def outside(self) -> tuple[datetime, ...]:
        """Before 09:00:00 or from 20:45:00 on, by London's clocks."""
        return tuple(at for at in self.rung if not EARLIEST <= at.astimezone(LONDON).time() < LATEST)


def tally(tx: Connection, number: int, sight: Sight) -> Tally:
    """The sum for a number (its row's id), by the ledger's entries."""
    about = (
        Entry.contact_id.in_(select(Contact.id).where(Contact.number_id == number)),
        *sight.of_campaign(Entry.campaign_id),
    )
    rung = tx.scalars(
        select(Entry.at).where(Entry.kind == Kind.DIAL_STARTED.value, *about).order_by(Entry.at)
    )
    refused = select(func.count()).where(Entry.kind == Kind.DECISION_REFUSED.value, *about)
    return Tally(tuple(rung), tx.scalar(refused) or 0)
