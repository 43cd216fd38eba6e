"""The evenings of the whole-call tests, to be ill-treated."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.telephone.evening import Evening


@pytest.fixture
def evening(database_url: str, tmp_path: Path) -> Iterator[Evening]:
    """An ordinary Wednesday at six o'clock."""
    with Evening(database_url, tmp_path) as begun:
        yield begun
