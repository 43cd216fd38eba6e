"""The others at a contact's household who are in the same campaign."""

from typing import Final

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.orm import aliased

from store.models import Contact

_At_hand = aliased(Contact)
_OTHERS: Final = (
    select(Contact.id)
    .join(_At_hand, _At_hand.household_id == Contact.household_id)
    .where(_At_hand.id == bindparam("contact"), Contact.id != _At_hand.id, Contact.removed_at.is_(None))
    .order_by(Contact.id)
)


def others(tx: Connection, contact: int) -> list[int]:
    """Their ids, in a stable order, the contact's own not among them."""
    return list(tx.scalars(_OTHERS, {"contact": contact}))
