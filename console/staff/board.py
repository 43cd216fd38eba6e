"""The live board: who wants a co-ordinator; who waits, rings and talks at this moment, as near as a second.

However many pages stand open, each web process asks the database twice a second at most for each set of areas.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template

from console.staff.requests import WHY
from console.users.desk import Desk
from console.words import clock_time, span
from store.board import Board, Doing, look

GOOD_FOR: Final = 0.5
"""Seconds: with the second after which a page asks again, what happens is on the page well within two."""
WORDS: Final = {Doing.WAITING: "Waiting", Doing.RINGING: "Ringing", Doing.TALKING: "Talking"}


@dataclass(slots=True)
class Glances:
    """The last look by areas, for who asks within the same half second."""

    clock: Callable[[], float] = time.monotonic
    """Seconds."""
    _last: dict[tuple[str, ...], tuple[float, Board]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def look(self, areas: tuple[str, ...], ask: Callable[[], Board]) -> Board:
        """The board of these areas: that of a moment ago, or asked anew. While one asks, the others wait for it."""
        with self._lock:
            at, board = self._last.get(areas, (0.0, None))
            now = self.clock()
            if board is None or now - at >= GOOD_FOR:
                board = ask()
                self._last[areas] = now, board
            return board


def add(routes: Blueprint, desk: Desk) -> None:
    """Add it."""
    glances = Glances()

    def seen() -> Board:
        def ask() -> Board:
            with desk.parts.db.read() as tx:
                return look(tx, desk.context.clock(), desk.theirs())

        return glances.look(desk.visitor.areas, ask)

    @routes.get("/board")
    def board() -> Response:
        """The page, which goes on looking by itself."""
        return desk.show("staff/board.html", **_shown(seen()))

    @routes.get("/board/now")
    def board_now() -> Response:
        """What of the page changes, for its script."""
        return make_response(render_template("staff/board_now.html", **_shown(seen())))


def _shown(board: Board) -> dict[str, Any]:
    return {
        "board": board, "doing": WORDS, "time": clock_time(board.at), "longest": span(board.longest),
        "people": [(one, span(board.at - one.since)) for one in board.people],
        "wanting": [(one, WHY.get(one.why, ""), span(board.at - one.at)) for one in board.wanting],
    }  # fmt: skip
