"""Reports of what people want: opt-outs with their source, and consents with the evidence of them."""

from collections import Counter
from typing import Final

from sqlalchemy import Connection, select

from store.audit.reports.table import Period, Table, many
from store.models import Attempt, Consent, OptOut

_CAMPAIGN: Final = select(Attempt.campaign_id).where(Attempt.id == OptOut.attempt_id).scalar_subquery()
"""Of the call, one opt-out after the other: to join would be to read all calls."""


def opt_outs(tx: Connection, period: Period) -> Table:
    """Opt-outs: when, and by what way."""
    query = (
        select(
            OptOut.id, OptOut.number_id, OptOut.at, OptOut.source, _CAMPAIGN, OptOut.attempt_id, OptOut.note,
        )
        .where(
            OptOut.at >= period.since, OptOut.at < period.until, *period.sight.of_number(OptOut.number_id)
        )
        .order_by(OptOut.at, OptOut.id)
    )  # fmt: skip
    rows = tuple(tuple(row) for row in tx.execute(query))
    ways = Counter(row[3] for row in rows)
    told = "; ".join(f"{count:,} by {way}" for way, count in sorted(ways.items()))
    return Table(
        f"{many(len(rows), 'opt-out')}{': ' + told if told else ''}.",
        "all that was said in the period; a number is its row's id, and `optouts show` tells of one number",
        ("opt-out", "number", "at", "source", "campaign", "call", "note"),
        rows,
    )


def consents(tx: Connection, period: Period) -> Table:
    """Consents: who gave them, when, in what words, by what way, and whether they were taken back."""
    query = (
        select(
            Consent.id, Consent.number_id, Consent.obtained_at, Consent.recorded_at, Consent.source,
            Consent.wording, Consent.withdrawn_at,
        )
        .where(
            Consent.recorded_at >= period.since, Consent.recorded_at < period.until,
            *period.sight.of_number(Consent.number_id),
        )
        .order_by(Consent.id)
    )  # fmt: skip
    rows = tuple(tuple(row) for row in tx.execute(query))
    taken = sum(row[-1] is not None for row in rows)
    return Table(
        f"{many(len(rows), 'consent')}, {taken:,} of them taken back since.",
        "all that was recorded in the period; who gave it is the number's row id, and `consents show` tells of one",
        ("consent", "number", "obtained at", "recorded at", "source", "wording", "taken back at"),
        rows,
    )
