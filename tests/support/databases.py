"""A fresh database for each test, on both kinds: a copy of one that was migrated once in the session."""

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.postgres import Postgres

KINDS = ("sqlite", "postgresql")
_EMPTY = "template0"
_LAID_OUT = "ringround_template"


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database of this test's own with all tables, on each kind in turn."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        yield _sqlite_url(shutil.copyfile(template, tmp_path / "ringround.db"))
    else:
        request.getfixturevalue("postgres_template")
        yield from _postgres_copy(request.getfixturevalue("postgres"), _LAID_OUT)


@pytest.fixture(params=KINDS)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without a table, on each kind in turn: for the migrations themselves."""
    if request.param == "sqlite":
        yield _sqlite_url(tmp_path / "ringround.db")
    else:
        yield from _postgres_copy(request.getfixturevalue("postgres"), _EMPTY)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that tests copy."""
    path = tmp_path_factory.mktemp("template") / "ringround.db"
    _lay_out(_sqlite_url(path))
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres: Postgres) -> None:
    """The database that tests copy, to which nobody stays connected."""
    postgres.create(_LAID_OUT, _EMPTY)
    _lay_out(postgres.url(_LAID_OUT))


def _sqlite_url(path: Path) -> str:
    return f"sqlite:///{path}"


def _postgres_copy(postgres: Postgres, template: str) -> Iterator[str]:
    database = f"test_{uuid.uuid4().hex}"
    postgres.create(database, template)
    yield postgres.url(database)
    postgres.drop(database)


def _lay_out(url: str) -> None:
    from store.migrate import upgrade  # noqa: PLC0415 (most tests use no database)

    upgrade(url)
