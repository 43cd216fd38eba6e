"""Holds what the service knows of calls against the carrier's own list: what only one of them knows, what differs.

It answers what no seal can: whether a call was made that was never logged. Numbers are compared and never shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, func, select

from store.models import Attempt, Leg, Number

MARGIN: Final = timedelta(minutes=5)
"""The carrier is asked for so much more on either side: a call may be on record there a little earlier or later."""
SECONDS: Final = 1
"""By how much two durations may differ: the carrier rounds."""
PAGE: Final = 500


@dataclass(frozen=True, slots=True)
class CarrierCall:
    """A call as the carrier lists it. `created_at` aware UTC, by the service's clock; `seconds` once it has ended."""

    sid: str
    to: str = field(repr=False)
    caller: str = field(repr=False)
    direction: str
    status: str
    created_at: datetime
    seconds: int | None


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One call that the two do not agree on. `sid`: the carrier's id of it."""

    kind: str
    sid: str
    at: datetime
    sentence: str


@dataclass(slots=True)
class Reconciled:
    """How many calls each side has in the period, and where they do not agree."""

    carrier: int = 0
    ledger: int = 0
    mismatches: list[Mismatch] = field(default_factory=list)


def reconcile(tx: Connection, listed: Iterable[CarrierCall], since: datetime, until: datetime) -> Reconciled:
    """Compare the calls from `since` to before `until`. `listed` reaches MARGIN further on either side."""
    result, known_there, page = Reconciled(), set[str](), list[CarrierCall]()
    for call in listed:
        known_there.add(call.sid)
        page.append(call)
        if len(page) == PAGE:
            _compare(tx, page, since, until, result)
            page = []
    _compare(tx, page, since, until, result)
    for leg in tx.execute(
        select(Leg).where(Leg.created_at >= since, Leg.created_at < until).order_by(Leg.created_at)
    ):
        result.ledger += 1
        if leg.sid not in known_there:
            said = f"the {leg.role}'s leg is on record here and not at the carrier."
            result.mismatches.append(Mismatch("only here", leg.sid, leg.created_at, said))
    return result


def recorded(tx: Connection, since: datetime, until: datetime) -> int:
    """How many calls are on record here in the period."""
    within = (Leg.created_at >= since, Leg.created_at < until)
    return tx.scalar(select(func.count()).select_from(Leg).where(*within)) or 0


def _compare(
    tx: Connection, page: list[CarrierCall], since: datetime, until: datetime, result: Reconciled
) -> None:
    query = (
        select(Leg.sid, Leg.seconds, Leg.role, Attempt.caller_id, Number.e164)
        .outerjoin(Attempt, Attempt.id == Leg.attempt_id)
        .outerjoin(Number, Number.id == Attempt.number_id)
        .where(Leg.sid.in_([call.sid for call in page]))
    )
    legs = {row.sid: row for row in tx.execute(query)}
    for call in page:
        if since <= call.created_at < until:
            result.carrier += 1
            _hold(call, legs.get(call.sid), result)


def _hold(call: CarrierCall, leg: Any, result: Reconciled) -> None:  # noqa: ANN401 (a row)
    def differs(kind: str, sentence: str) -> None:
        result.mismatches.append(Mismatch(kind, call.sid, call.created_at, sentence))

    if leg is None:
        differs(
            "only at the carrier", f"a call ({call.direction}, {call.status}) that is not on record here."
        )
        return
    if None not in (call.seconds, leg.seconds) and abs(int(call.seconds or 0) - leg.seconds) > SECONDS:
        differs("duration", f"it was {call.seconds} s at the carrier, and {leg.seconds} s here.")
    if leg.role != "contact" or leg.e164 is None:
        return
    if call.to != leg.e164:
        differs("number", "the number that was rung is not the one on record here.")
    if call.caller != leg.caller_id:
        differs("caller number", "the number presented is not the one on record here.")
