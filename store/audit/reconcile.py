"""Holds what the ledger says of calls against the carrier's own list: what only one of them knows, what differs.

It answers what no seal can: whether a call was made that was never logged. Numbers are compared and never shown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from store.audit import on_record
from store.audit.on_record import Line, Logged

MARGIN: Final = timedelta(minutes=5)
"""The carrier is asked for so much more on either side: a call may be on record there a little earlier or later."""
SECONDS: Final = 1
"""By how much two durations may differ: the carrier rounds."""
PAGE: Final = 500
OVER: Final = ("completed", "busy", "failed", "no-answer", "canceled")
"""What the carrier calls a call that has ended."""
INBOUND: Final = "inbound"


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
    """How many calls each side has in the period, and where they do not agree. `ledger`: by its entries."""

    carrier: int = 0
    ledger: int = 0
    mismatches: list[Mismatch] = field(default_factory=list)


def reconcile(
    tx: Connection, listed: Iterable[CarrierCall], since: datetime, until: datetime, key: bytes
) -> Reconciled:
    """Compare the calls from `since` to before `until`. `listed` reaches MARGIN further on either side.

    `key`: that of `store.numbers`, by which a number is known when its digits are gone.
    """
    result, known_there, page = Reconciled(), set[str](), list[CarrierCall]()
    here = on_record.logged(tx, since, until)
    period = _Period(tx, here, since, until, key, result)
    for call in listed:
        known_there.add(call.sid)
        page.append(call)
        if len(page) == PAGE:
            period.compare(page)
            page = []
    period.compare(page)
    for sid, told in here.items():
        if not since <= told.begun < until:
            continue
        result.ledger += 1
        if sid not in known_there:
            said = f"the {told.role}'s leg is on record here and not at the carrier."
            result.mismatches.append(Mismatch("only here", sid, told.begun, said))
    for row in on_record.rows(tx, since, until):
        if row.sid not in here:
            said = f"a {row.role}'s leg stands in the tables, and no entry of the ledger tells of it."
            result.mismatches.append(Mismatch("not in the ledger", row.sid, row.created_at, said))
    return result


@dataclass(frozen=True, slots=True)
class _Period:
    """What is compared, and with what. `here`: the ledger's calls by the carrier's ids."""

    tx: Connection
    here: Mapping[str, Logged]
    since: datetime
    until: datetime
    key: bytes
    result: Reconciled

    def compare(self, listed: Iterable[CarrierCall]) -> None:
        """Hold a page of the carrier's calls against the ledger's."""
        page = [call for call in listed if self.since <= call.created_at < self.until]
        self.result.carrier += len(page)
        known = {call.sid: self.here[call.sid] for call in page if call.sid in self.here}
        lines, later = on_record.lines(self.tx, known.values()), on_record.seconds(self.tx, known)
        for call in page:
            told = known.get(call.sid)
            if told is None:
                said = f"a call ({call.direction}, {call.status}) that the ledger does not tell of."
                self._differs("only at the carrier", call, said)
                continue
            self._ends(call, told, told.seconds if told.seconds is not None else later.get(call.sid))
            if (line := lines.get(told.attempt or told.session or "")) is not None:
                self._number(call, line)

    def _ends(self, call: CarrierCall, told: Logged, lasted: int | None) -> None:
        if call.status not in OVER:
            return
        if told.status is None:
            if call.created_at + timedelta(seconds=call.seconds or 0) + MARGIN < self.until:
                self._differs("status", call, f"it is {call.status} at the carrier, and has not ended here.")
            return
        if told.status != call.status:
            self._differs("status", call, f"it is {call.status} at the carrier, and {told.status} here.")
        if abs((call.seconds or 0) - (lasted or 0)) > SECONDS:
            here = "of no known length" if lasted is None else f"{lasted} s"
            self._differs("duration", call, f"it was {call.seconds or 0} s at the carrier, and {here} here.")

    def _number(self, call: CarrierCall, line: Line) -> None:
        """The number at the other end, and for a call to a contact the one presented."""
        if not line.is_of(call.caller if call.direction == INBOUND else call.to, self.key):
            whose = "was rung" if call.direction != INBOUND else "rang us"
            self._differs("number", call, f"the number that {whose} is not the one on record here.")
        if line.caller_id not in (None, call.caller):
            self._differs("caller number", call, "the number presented is not the one on record here.")

    def _differs(self, kind: str, call: CarrierCall, sentence: str) -> None:
        self.result.mismatches.append(Mismatch(kind, call.sid, call.created_at, sentence))
