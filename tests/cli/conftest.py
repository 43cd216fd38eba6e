"""The `ringround` command on a service of the test's own, on each database in turn."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.commands import Commands


@pytest.fixture
def commands(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Commands:
    """The commands of a rehearsal's service without a carrier."""
    for name in ("REDIS_URL", "RINGROUND_CONFIG", "PUBLIC_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    env = {
        "DATABASE_URL": database_url,
        "RINGROUND_SECRET_KEY": "a secret of the tests alone",
        "RINGROUND__DATA_DIR": json.dumps(str(tmp_path / "data")),
        "RINGROUND__NUMBERS__DIALABLE": "drama",
        "RINGROUND__CARRIER__API_BASE_URL": "http://127.0.0.1:9",
        "RINGROUND__ORGANISATION__NAME": "Harbour Party",
    }
    return Commands(env, tmp_path)


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A folder with a path that is short enough for a socket, gone after the test."""
    with tempfile.TemporaryDirectory(prefix="rr-") as folder:
        yield Path(folder)
