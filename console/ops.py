"""What operators ask: `/healthz` (alive), `/readyz` (able to take calls, or why not), `/metrics` (for Prometheus).

None of it names a person or a number. Figures are counted from rows, at the moment they are asked for.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final

from flask import Blueprint, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy import Connection, select
from sqlalchemy.exc import SQLAlchemyError

from console import metrics
from console.metrics import register_ages
from store.database import Database
from store.models import CarrierClock, Flow
from store.registers import KINDS, STALE_AFTER

CLOCK_GOOD_FOR: Final = timedelta(minutes=10)
CLOCK_AT_MOST: Final = 1.0
"""Seconds between this clock and the carrier's, past which nothing is dialled."""


@dataclass(frozen=True, slots=True)
class Checks:
    """What is looked at. `migrated` and `queue` may raise nothing; `clock` gives aware UTC."""

    db: Database
    clock: Callable[[], datetime]
    migrated: Callable[[], bool]
    queue: Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is as it should be, and a sentence with the remedy if it is not."""

    name: str
    good: bool
    said: str = ""


def blueprint(checks: Checks) -> Blueprint:
    """The three paths."""
    routes = Blueprint("ops", __name__)
    metrics.time_webhooks(routes)

    @routes.get("/healthz")
    def healthz() -> Response:
        """The process answers."""
        return Response("alive\n", mimetype="text/plain")

    @routes.get("/readyz")
    def readyz() -> Response:
        """200, or 503 with what is wanting."""
        found = list(findings(checks))
        reply = jsonify(ready=all(one.good for one in found), checks=[asdict(one) for one in found])
        reply.status_code = 200 if all(one.good for one in found) else 503
        return reply

    @routes.get("/metrics", endpoint="metrics")
    def figures() -> Response:
        """Counters of all web processes, and figures from the rows."""
        return Response(metrics.exposition(checks.db, checks.clock), content_type=CONTENT_TYPE_LATEST)

    return routes


def findings(checks: Checks) -> Iterator[Finding]:
    """All that is looked at. Without a database nothing else can be known."""
    try:
        if not checks.migrated():
            yield Finding(
                "database", good=False, said="It lacks this release's tables: run `ringround migrate`."
            )
            return
        with checks.db.read() as tx:
            found = [*_registers(tx, checks.clock()), _carrier(tx, checks.clock()), _flow(tx)]
    except SQLAlchemyError:
        yield Finding("database", good=False, said="It does not answer: check DATABASE_URL.")
        return
    full = checks.db.refuses_writes
    said = "It refused a write: make room on its disk, and look at the log. What was acknowledged is kept."
    yield Finding("database", not full, said if full else "")
    queue = checks.queue()
    yield Finding("queue", queue, "" if queue else "It does not answer: calls go on, up to a second slower.")
    yield from found


def _registers(tx: Connection, now: datetime) -> Iterator[Finding]:
    ages = register_ages(tx, now)
    for kind in KINDS:
        age = ages.get(kind)
        if age is None:
            yield Finding(kind, good=False, said="There is no register: import it, nothing is dialled.")
        else:
            good = age <= STALE_AFTER
            said = f"Its age in days is {age}" + (
                "." if good else ": import a newer file, nothing is dialled."
            )
            yield Finding(kind, good, said)


def _carrier(tx: Connection, now: datetime) -> Finding:
    """By the workers' last comparison of clocks: they ask the carrier every two minutes."""
    latest = select(CarrierClock.skew_seconds, CarrierClock.measured_at).order_by(
        CarrierClock.measured_at.desc()
    )
    row = tx.execute(latest.limit(1)).first()
    if row is None or now - row.measured_at > CLOCK_GOOD_FOR:
        said = "It has not answered for ten minutes: look at the workers and at the carrier."
        return Finding("carrier", good=False, said=said)
    if abs(row.skew_seconds) > CLOCK_AT_MOST:
        return Finding("carrier", good=False, said="This server's clock differs from its: set it by NTP.")
    return Finding("carrier", good=True)


def _flow(tx: Connection) -> Finding:
    kept = tx.execute(select(Flow.version).limit(1)).first() is not None
    return Finding("flow", kept, "" if kept else "No call flow is published: run `ringround migrate`.")
