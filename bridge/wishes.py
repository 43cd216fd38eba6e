"""What people wish, as staff write it down: opt-outs and consents. For commands and pages alike."""

from datetime import datetime
from typing import Final

from bridge.legs import cancel_ringing
from bridge.parts import Parts
from store import consents, optouts
from store.ledger import acting
from store.numbers import find, number_id

AT_ONCE: Final = 1000
"""Contacts in one transaction: calls go on meanwhile."""


def opt_out(parts: Parts, e164: str, *, note: str, by: str) -> None:
    """No more calls to the number, from this moment; what rings there is ended. `by`: who writes it down."""
    with parts.db.write() as tx:
        acting(tx, by)
        now, number = parts.now(), number_id(tx, e164, parts.terms.keys.numbers)
        optouts.add(tx, number, now, source="staff", note=note)
        queues = cancel_ringing(tx, number, now)
    for queue in sorted(queues):
        parts.queue.wake(queue)


def consent(parts: Parts, e164: str, *, wording: str, obtained_at: datetime, source: str, by: str) -> None:
    """Record a consent (`obtained_at`: aware UTC), and put who waited for it back on the list.

    RefusedError where the evidence is not whole.
    """
    with parts.db.write() as tx:
        acting(tx, by)
        row = number_id(tx, e164, parts.terms.keys.numbers)
        consents.add(tx, row, parts.now(), wording=wording, obtained_at=obtained_at, source=source)
    look_again(parts, number_id=row)


def withdraw(parts: Parts, e164: str, *, source: str, by: str) -> bool:
    """Withdraw the number's consents, and end what rings there; False where none is in force.

    RefusedError without a source.
    """
    with parts.db.write() as tx:
        acting(tx, by)
        now, row = parts.now(), find(tx, e164, parts.terms.keys.numbers)
        if row is None or not consents.withdraw(tx, row, now, source=source):
            return False
        queues = cancel_ringing(tx, row, now)
    for queue in sorted(queues):
        parts.queue.wake(queue)
    return True


def look_again(parts: Parts, *, number_id: int | None = None, campaign_id: str | None = None) -> None:
    """After news that may lift a refusal, make ready who waited for it: those of one number or campaign, or all.

    The policy is asked at their next offer.
    """
    moved = AT_ONCE
    while moved == AT_ONCE:
        with parts.db.write() as tx:
            moved = parts.calling_list.look_again(
                tx, number_id=number_id, campaign_id=campaign_id, at_most=AT_ONCE
            )
