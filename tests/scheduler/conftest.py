"""The calling list's world, on each database in turn."""

from collections.abc import Iterator

import pytest

from store.database import Database
from store.models import Base
from tests.scheduler.world import World


@pytest.fixture
def world(empty_database_url: str) -> Iterator[World]:
    db = Database(empty_database_url, pool_size=25)
    with db.alter() as tx:
        Base.metadata.create_all(tx)
    yield World(db)
    db.dispose()
