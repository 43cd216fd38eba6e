"""What operators ask: alive, ready or why not, and figures; and logs that tell nothing of anybody."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, update

from cli.logs import Reticent
from console import ops
from store import flows
from store.database import Database
from store.models import CarrierClock, Register

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


class World:
    """The rows that are looked at, as they are when all is well."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.now, self.migrated, self.queue = NOW, True, True
        with db.write() as tx:
            for kind in ("tps", "ctps"):
                row = {"register": kind, "produced_on": NOW.date(), "imported_at": NOW, "sha256": "", "count": 1,
                       "path": kind}  # fmt: skip
                tx.execute(insert(Register).values(**row))
            tx.execute(insert(CarrierClock).values(host="a server", skew_seconds=0.1, measured_at=NOW))
            flows.publish(tx, "text", line="", name="voter-id", version="v1", by="Ann", now=NOW)

    def client(self) -> FlaskClient:
        checks = ops.Checks(self.db, lambda: self.now, lambda: self.migrated, lambda: self.queue)
        app = Flask("test")
        app.register_blueprint(ops.blueprint(checks))
        return app.test_client()

    def wanting(self) -> list[str]:
        """What is not as it should be."""
        reply = self.client().get("/readyz")
        body = reply.get_json()
        wanting = [one["name"] for one in body["checks"] if not one["good"]]
        assert all(one["said"] for one in body["checks"] if not one["good"])
        assert (reply.status_code, body["ready"]) == ((503, False) if wanting else (200, True))
        return wanting


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    db = Database(database_url)
    yield World(db)
    db.dispose()


def test_a_service_that_lacks_nothing_is_ready(world: World) -> None:
    assert world.wanting() == []
    assert world.client().get("/healthz").data == b"alive\n"


def test_what_is_wanting_is_named(world: World) -> None:
    world.queue = False
    assert world.wanting() == ["queue"]
    world.migrated = False
    assert world.wanting() == ["database"]


def test_registers_past_their_28_days_are_named(world: World) -> None:
    with world.db.write() as tx:
        tx.execute(update(CarrierClock).values(measured_at=NOW + timedelta(days=29)))
    world.now = NOW + timedelta(days=28)
    assert world.wanting() == []
    world.now = NOW + timedelta(days=29)
    assert world.wanting() == ["tps", "ctps"]


@pytest.mark.parametrize("values", [{"skew_seconds": -1.5}, {"measured_at": NOW - timedelta(minutes=11)}])
def test_a_carrier_that_is_silent_or_has_another_time_is_named(
    world: World, values: dict[str, object]
) -> None:
    with world.db.write() as tx:
        tx.execute(update(CarrierClock).values(**values))
    assert world.wanting() == ["carrier"]


def test_a_database_that_is_gone_is_named(world: World) -> None:
    broken = Database("postgresql+psycopg://nobody@/none?host=/nowhere")
    world.db, kept = broken, world.db
    assert world.wanting() == ["database"]
    world.db = kept


def test_figures_are_counted_from_rows(world: World) -> None:
    world.now = NOW + timedelta(days=3)
    text = world.client().get("/metrics").get_data(as_text=True)
    assert 'ringround_register_age_days{register="tps"} 3.0' in text
    for name in ("live_attempts", "open_sessions", "waiting_orders"):
        assert f"ringround_{name} 0.0" in text


def test_a_log_holds_an_error_by_its_type_and_place_alone() -> None:
    with pytest.raises(ValueError, match="960") as caught:
        int("01632 960 001")
    error = (caught.type, caught.value, caught.tb)
    record = logging.LogRecord("it", logging.ERROR, "", 0, "It failed.", None, error)
    said = Reticent("%(message)s").format(record)
    assert said.startswith("It failed.\nValueError at test_ops.py:")
    assert "960" not in said
