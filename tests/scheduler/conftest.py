"""The calling list's world, on each database in turn."""

from collections.abc import Iterator

import pytest

from store.database import Database
from tests.scheduler.world import World


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    db = Database(database_url, pool_size=25)
    yield World(db)
    db.dispose()
