"""Who has seen a whole list on which a number stood: such an entry names no number, and is told of each."""

from typing import Any, Final

from sqlalchemy import Connection, Row, func, select

from store.kinds import Kind
from store.models import Consent, Entry, Number, OptOut

OPT_OUTS_PAGE: Final = "staff's pages, the list of opt-outs"
CONSENTS_PAGE: Final = "staff's pages, the list of consents"
_LISTS: Final = (
    (func.min(OptOut.at), OptOut.number_id, ("optouts list", OPT_OUTS_PAGE)),
    (func.min(Consent.recorded_at), Consent.number_id, ("consents list", CONSENTS_PAGE)),
)
"""Since when a number stands on a list, and where entries say that it was seen: by the command, and at the page."""


def lists_seen(tx: Connection, number: int) -> list[dict[str, Any]]:
    """The entries, from the number's first wish until it was erased: since then a list does not show it."""
    erased = tx.scalar(select(Number.erased_at).where(Number.id == number))
    found = list[Row[Any]]()
    for first, whose, wheres in _LISTS:
        since = tx.scalar(select(first).where(whose == number))
        if since is None:
            continue
        query = select(Entry.id, Entry.at, Entry.data).where(
            Entry.kind == Kind.NUMBER_LOOKED_UP.value,
            Entry.at >= since,
            Entry.data["where"].as_string().in_(wheres),
        )
        found += tx.execute(query if erased is None else query.where(Entry.at < erased)).all()
    return [
        {
            "entry": row.id, "at": row.at, "by": row.data["by"],
            "where": f"{row.data['where']}: a list on which it stood",
        }
        for row in found
    ]  # fmt: skip
