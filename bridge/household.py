"""The others at a contact's household who are in the same campaign."""

from sqlalchemy import Connection, select

from store.models import Contact


def others(tx: Connection, contact: int) -> list[int]:
    """Their ids, in a stable order, the contact's own not among them."""
    home = select(Contact.household_id).where(Contact.id == contact).scalar_subquery()
    rows = tx.execute(
        select(Contact.id)
        .where(Contact.household_id == home, Contact.id != contact, Contact.removed_at.is_(None))
        .order_by(Contact.id)
    )
    return [row.id for row in rows]
