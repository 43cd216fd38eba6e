"""A migrated database of the test's own, on each kind in turn, and a small campaign in it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

import pytest
from sqlalchemy import insert

from store import campaigns, flows
from store.database import Database
from store.keys import Keys
from store.models import Attempt, Contact, Household, Session, Volunteer
from store.numbers import number_id

NOW: Final = datetime(2026, 5, 4, 18, 30, tzinfo=UTC)
KEYS: Final = Keys.of(b"a secret of sixteen bytes")


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    """A database as the migrations lay it out, triggers and all."""
    database = Database(database_url)
    yield database
    database.dispose()


@pytest.fixture
def now() -> datetime:
    """The time it is in these tests."""
    return NOW


@pytest.fixture
def keys() -> Keys:
    """Keys made of a secret that is none."""
    return KEYS


@pytest.fixture
def campaign(db: Database) -> str:
    """A campaign in draft, without contacts."""
    with db.write() as tx:
        flows.publish(tx, "flow", line="", name="voter-id", version="v1", by="Ann", now=NOW)
        campaigns.create(
            tx, "spring", NOW, title="Spring", flow_version="v1", caller_id="+442079460100",
            area="Saltmouth", purpose="voter_id",
        )  # fmt: skip
    return "spring"


@pytest.fixture
def attempt(db: Database, campaign: str) -> str:
    """An attempt that is intended: nothing is dialled. Contact, number and ledger entry have the id 1."""
    with db.write() as tx:
        number_id(tx, "+441632960001", KEYS.numbers)
        number_id(tx, "+441632960002", KEYS.numbers)
        tx.execute(insert(Household), {"campaign_id": campaign, "key": "h"})
        tx.execute(
            insert(Contact),
            {"campaign_id": campaign, "key": "c", "first_name": "Mary", "number_id": 1, "household_id": 1},
        )
        tx.execute(insert(Volunteer), {"code": "123456", "name": "Tom", "pin_hash": "", "created_at": NOW})
        session = {
            "id": "s",
            "direction": "in",
            "flow_version": "v1",
            "state": "{}",
            "turn": "t",
            "reply": "",
        }
        tx.execute(insert(Session), session | {"started_at": NOW})
        tx.execute(
            insert(Attempt),
            {
                "id": "a", "campaign_id": campaign, "contact_id": 1, "household_id": 1, "number_id": 1,
                "volunteer_id": 1, "session_id": "s", "flow_version": "v1", "caller_id": "+442079460100",
                "source": "canvass", "intended_at": NOW,
            },
        )  # fmt: skip
    return "a"
