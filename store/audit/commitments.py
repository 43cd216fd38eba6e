"""Whether the number that was dialled, and the one presented, are those that the ledger sealed when it was dialled."""

from typing import Any, Final

from sqlalchemy import Connection, select

from store.ledger import COMMITTED, Kind, opens
from store.models import Attempt, Entry, Number, Salt

FIELDS: Final = {
    "number": "The number on record as dialled",
    "caller_id": "The number on record as presented",
}
"""What `dial:started` commits to, and how it is called."""


def sealed(tx: Connection, decision: Any) -> tuple[str, ...]:  # noqa: ANN401 (a row)
    """A sentence for each number of the dial that came of a decision (its entry's row); none where none came of it."""
    started = (
        select(Entry.id, Entry.data, Number.e164, Attempt.caller_id)
        .join(Attempt, Attempt.id == Entry.attempt_id)
        .join(Number, Number.id == Attempt.number_id)
        .where(Entry.attempt_id == decision.attempt_id, Entry.kind == Kind.DIAL_STARTED.value)
        .where(Entry.id > decision.id)
    )
    row = tx.execute(started.order_by(Entry.id).limit(1)).first()
    if row is None:
        return ()
    kept = tx.execute(select(Salt.field, Salt.salt).where(Salt.entry_id == row.id))
    salts = {one.field: one.salt for one in kept}
    on_record = {"number": row.e164, "caller_id": row.caller_id}
    return tuple(
        f"{words} {_said(row.data, field, on_record[field], salts)}." for field, words in FIELDS.items()
    )


def _said(data: dict[str, Any], field: str, on_record: str | None, salts: dict[str, str]) -> str:
    if field not in data.get(COMMITTED, {}):
        return "was not yet sealed with the call when this one was dialled"
    if on_record is None or field not in salts:
        return "can no longer be compared with what was sealed: that was forgotten"
    if opens(data, field, on_record, salts[field]):
        return "is the one that was sealed when it was dialled"
    return "is NOT the one that was sealed when it was dialled"
