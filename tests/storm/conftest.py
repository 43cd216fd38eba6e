"""Evenings in bad weather, on each database in turn."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.storm.crossing import Crossing
from tests.telephone.evening import Evening


@pytest.fixture
def evening(database_url: str, tmp_path: Path) -> Iterator[Evening]:
    """An ordinary Wednesday at six o'clock."""
    with Evening(database_url, tmp_path) as begun:
        yield begun


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A folder with a path that is short enough for a socket, gone after the test."""
    with tempfile.TemporaryDirectory(prefix="rr-") as folder:
        yield Path(folder)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A database of the embedded size alone."""
    return f"sqlite:///{shutil.copyfile(sqlite_template, tmp_path / 'ringround.db')}"


@pytest.fixture
def crossing(monkeypatch: pytest.MonkeyPatch) -> Crossing:
    """Two acts at one moment."""
    made = Crossing()
    made.install(monkeypatch)
    return made
