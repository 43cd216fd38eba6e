"""What a search has found, to be taken away: CSV or JSON, a line at a time, whatever their number."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any, Final

from console.words import LONDON
from store.audit import search
from store.audit.search import Found, Sought
from store.audit.sight import Sight
from store.database import Database

COLUMNS: Final = (
    "entry", "place", "time_utc", "time_london", "what", "reason", "campaign", "attempt", "contact", "volunteer",
    "outcome",
)  # fmt: skip
MIME: Final = {"csv": "text/csv", "json": "application/jsonl"}


def lines(db: Database, sought: Sought, sight: Sight, form: str) -> Iterator[str]:
    """All that matches, in one reading of the database. `form`: csv or json."""
    with db.read() as tx:
        rows = (_row(one) for one in search.every(tx, sought, sight))
        yield from _csv(rows) if form == "csv" else (f"{json.dumps(row)}\n" for row in rows)


def _row(one: Found) -> dict[str, Any]:
    """By the columns."""
    return {
        "entry": one.entry,
        "place": one.place,
        "time_utc": one.at.isoformat(),
        "time_london": one.at.astimezone(LONDON).isoformat(),
        "what": "call" if one.rung else "refusal",
        "reason": one.reason,
        "campaign": one.campaign,
        "attempt": one.attempt,
        "contact": one.contact,
        "volunteer": one.volunteer,
        "outcome": one.outcome,
    }


def _csv(rows: Iterator[dict[str, Any]]) -> Iterator[str]:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        writer.writerow(row)
        yield out.getvalue()
        out.seek(0)
        out.truncate()
    yield out.getvalue()
