"""A migrated database of the test's own, on each kind in turn."""

from collections.abc import Iterator

import pytest

from store import migrate
from store.database import Database


@pytest.fixture
def db(empty_database_url: str) -> Iterator[Database]:
    """A database as the migrations lay it out, triggers and all."""
    migrate.upgrade(empty_database_url)
    database = Database(empty_database_url)
    yield database
    database.dispose()
