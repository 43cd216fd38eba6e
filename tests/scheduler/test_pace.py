"""An import beside calls: how large its batches are, and how it lets others write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.contacts_import.pace import ALONE, AMONG_OTHERS, LARGEST, SMALLEST, Pace

NOBODY, SOMEBODY = 0.0001, 0.02
"""Seconds waited for a transaction."""


@pytest.mark.parametrize(("waited", "wanted"), [(NOBODY, ALONE), (SOMEBODY, AMONG_OTHERS)])
@pytest.mark.parametrize("row", [0.00002, 0.0001, 0.00015])
def test_batches_come_to_take_as_long_as_they_should(waited: float, wanted: float, row: float) -> None:
    pace = Pace()
    for _ in range(10):
        pace.after(pace.size, waited, pace.size * row)
    assert pace.size * row == pytest.approx(wanted, rel=0.05)


def test_an_import_alone_never_steps_aside() -> None:
    assert Pace().after(500, NOBODY, 0.04) == 0


def test_half_of_all_writing_is_left_to_others_while_they_write() -> None:
    assert Pace().after(500, SOMEBODY, 0.04) == 0.04


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 10))))
def test_a_batch_is_never_empty_nor_without_bound(past: list[tuple[float, float]]) -> None:
    pace = Pace()
    for waited, took in past:
        pace.after(pace.size, waited, took)
        assert SMALLEST <= pace.size <= LARGEST
