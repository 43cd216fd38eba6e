"""An evening on each database in turn."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.telephone.evening import Evening

MakeEvening = Callable[..., Evening]


@pytest.fixture
def evenings(database_url: str, tmp_path: Path) -> Iterator[MakeEvening]:
    """Makes an evening as wanted; it ends with the test."""
    with ExitStack() as stack:

        def make(**wanted: Any) -> Evening:  # noqa: ANN401 (its fields)
            return stack.enter_context(Evening(database_url, tmp_path, **wanted))

        yield make


@pytest.fixture
def evening(evenings: MakeEvening) -> Evening:
    """An ordinary Wednesday at six o'clock."""
    return evenings()
