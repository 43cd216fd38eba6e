"""What somebody typed to say why they looked: committed in the ledger, and told as long as its salt is kept."""

from typing import Any, Final

from sqlalchemy import and_

from store.ledger import opens
from store.models import Entry, Salt

REFERENCE: Final = "reference"
"""The field in which it stands."""
COLUMNS: Final = (Salt.value.label("reference"), Salt.salt.label("reference_salt"))
"""What to select for `reference`, beside an entry's data."""
JOIN: Final = and_(Salt.entry_id == Entry.id, Salt.field == REFERENCE)
"""How an entry's salt is found, where it has one: an outer join."""


def why(row: Any) -> str:  # noqa: ANN401 (a row of an entry, with COLUMNS)
    """The reason in an entry, with the reference that was typed: it is told only where the ledger vouches for it."""
    reason = str(row.data.get("why") or row.data.get("reason") or "")
    return ", ".join(filter(None, (reason, reference(row))))


def reference(row: Any) -> str:  # noqa: ANN401 (as above)
    """The reference alone; empty where there is none, or where it has been forgotten."""
    if row.reference is None or not opens(row.data, REFERENCE, row.reference, row.reference_salt):
        return ""
    return str(row.reference)
