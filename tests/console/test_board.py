"""The live board's looks at the database."""

from datetime import UTC, datetime, timedelta

from console.staff import board
from store.board import Board


def test_a_look_at_the_board_is_good_for_half_a_second() -> None:
    """A page asks each second: what happens is seen a second and a half later at most, and the answer's time."""
    seconds, asked = [0.0], list[float]()
    glances = board.Glances(clock=lambda: seconds[0])

    def ask() -> Board:
        asked.append(seconds[0])
        return Board(datetime(2026, 11, 18, tzinfo=UTC), 0, 0, timedelta(0), (), ())

    for seconds[0] in (0.0, 0.2, 0.4, 0.5, 0.9, 1.0):
        glances.look((), ask)
    assert asked == [0.0, 0.5, 1.0]
