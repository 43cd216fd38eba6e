"""After news that may lift a refusal (a consent, a register, other rules): who waited for it may be offered again."""

from typing import Final

from scheduler.calling_list import CallingList
from store.database import Database

AT_ONCE: Final = 1000
"""Contacts in one transaction: calls go on meanwhile."""


def look_again(db: Database, calling_list: CallingList, *, number_id: int | None = None) -> None:
    """Make ready who waited for news: those of one number, or all. The policy is asked at their next offer."""
    moved = AT_ONCE
    while moved == AT_ONCE:
        with db.write() as tx:
            moved = calling_list.look_again(tx, number_id=number_id, at_most=AT_ONCE)
