"""The figures of `/metrics`: webhooks' times by this process's own counters, all else from rows as they are asked for.

What is a row is counted as a row: it is right for all processes, and after a restart.
"""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from flask import Blueprint, Response, g, request
from prometheus_client import REGISTRY, CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import SQLAlchemyError

from store.database import Database
from store.models import Attempt, Leg, Order, Register, Session
from store.registers import age_days
from store.sealing import handing_on
from store.sealing.handing_on import unsealed_since

DOOR: Final = "/twilio/"
WEBHOOKS: Final = Histogram(
    "ringround_webhook_seconds",
    "How long the carrier waited for an answer, by what it asked for.",
    ["what"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15),
)


def exposition(db: Database, clock: Callable[[], datetime]) -> bytes:
    """All figures, in Prometheus's text. Without a database those of the processes, and that it is down."""
    rows = CollectorRegistry()
    rows.register(_Rows(db, clock))
    return generate_latest(_counters()) + generate_latest(rows)


def time_webhooks(routes: Blueprint) -> None:
    """Have the application's requests under /twilio/ timed. Ids in a path are no label: only its rule's name is."""

    @routes.before_app_request
    def begin() -> None:
        g.began = time.perf_counter()

    @routes.after_app_request
    def end(response: Response) -> Response:
        if request.path.startswith(DOOR) and request.endpoint:
            WEBHOOKS.labels(request.endpoint.rpartition(".")[2]).observe(time.perf_counter() - g.began)
        return response


def register_ages(tx: Connection, now: datetime) -> dict[str, int]:
    """The age in London days of each register in force."""
    rows = tx.execute(select(Register.register, Register.produced_on).where(Register.replaced_at.is_(None)))
    return {row.register: age_days(row.produced_on, now) for row in rows}


def _counters() -> CollectorRegistry:
    """This process's counters, or, where the web server has several, those of all."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]  # the library gives it no types
    return together


@dataclass(eq=False)
class _Rows(Collector):
    """Figures counted from rows: none is kept in flight."""

    db: Database
    clock: Callable[[], datetime]

    def describe(self) -> list[Metric]:
        """Nothing beforehand: the database is asked at each look alone."""
        return []

    def collect(self) -> Iterator[Metric]:
        """The figures of this moment."""
        try:
            with self.db.read() as tx:
                found = list(_figures(tx, self.clock()))
        except SQLAlchemyError:
            found = []
        yield GaugeMetricFamily("ringround_database_up", "Whether the database answers.", value=bool(found))
        yield from found


def _figures(tx: Connection, now: datetime) -> Iterator[Metric]:
    yield _count(tx, "ringround_live_attempts", "Calls to contacts in progress.", Attempt.live)
    yield _count(tx, "ringround_open_sessions", "Volunteers' lines that are up.", Session.ended_at.is_(None))
    yield _count(tx, "ringround_waiting_orders", "Orders in the outbox.", Order.done_at.is_(None))
    calls = select(func.coalesce(Attempt.outcome, "none_yet"), func.count()).group_by(Attempt.outcome)
    yield _by(CounterMetricFamily("ringround_calls", "Calls by outcome.", labels=["outcome"]), tx, calls)
    lines = select(Leg.role, func.count()).where(Leg.ended_at.is_(None)).group_by(Leg.role)
    yield _by(
        GaugeMetricFamily("ringround_lines_in_use", "Calls at the carrier, by who it is.", labels=["role"]),
        tx,
        lines,
    )
    waiting = select(func.min(Attempt.intended_at)).where(Attempt.live, Attempt.joined_at.is_(None))
    yield _since(
        tx,
        now,
        "ringround_longest_wait_seconds",
        "The longest wait for a contact now, from the key.",
        waiting,
    )
    due = select(func.min(Order.due_at)).where(Order.done_at.is_(None), Order.due_at <= now)
    yield _since(
        tx, now, "ringround_outbox_age_seconds", "How long the oldest order that is due has waited.", due
    )
    yield _figure_of_seal(tx, now)
    yield _failing_ways(tx, now)
    ages = GaugeMetricFamily(
        "ringround_register_age_days", "Days since the register was produced.", labels=["register"]
    )
    for kind, age in register_ages(tx, now).items():
        ages.add_metric([kind], age)
    yield ages


def _figure_of_seal(tx: Connection, now: datetime) -> Metric:
    since = unsealed_since(tx)
    age = max(0.0, (now - since).total_seconds()) if since else 0.0
    return GaugeMetricFamily(
        "ringround_unsealed_seconds", "How long the ledger waits to be sealed.", value=age
    )


def _failing_ways(tx: Connection, now: datetime) -> Metric:
    """0 for a way by which heads get through."""
    family = GaugeMetricFamily(
        "ringround_heads_failing_seconds", "How long no head of the ledger gets through.", labels=["way"]
    )
    failing = {one.way: (now - one.since).total_seconds() for one in handing_on.failing(tx)}
    for way in handing_on.known(tx):
        family.add_metric([way], failing.get(way, 0.0))
    return family


def _count(tx: Connection, name: str, meaning: str, where: Any) -> GaugeMetricFamily:  # noqa: ANN401 (an SQL condition)
    return GaugeMetricFamily(name, meaning, value=tx.scalar(select(func.count()).where(where)) or 0)


def _by(
    family: CounterMetricFamily | GaugeMetricFamily,
    tx: Connection,
    statement: Any,  # noqa: ANN401 (a SELECT)
) -> Metric:
    """A family with a figure for each row of label and count."""
    for label, count in tx.execute(statement):
        family.add_metric([label], count)
    return family


def _since(tx: Connection, now: datetime, name: str, meaning: str, statement: Any) -> GaugeMetricFamily:  # noqa: ANN401 (a SELECT)
    """Seconds since the moment that the statement finds; 0 where there is none."""
    began = tx.scalar(statement)
    return GaugeMetricFamily(name, meaning, value=max(0.0, (now - began).total_seconds()) if began else 0.0)
