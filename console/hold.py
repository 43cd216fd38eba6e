"""Serves the hold music in pieces, so that the line can say how it stands between two of them."""

from pathlib import Path

from flask import Blueprint, Response

from console.sounds.pieces import cut


def blueprint(tune: Path) -> Blueprint:
    """`/static/sounds/hold/<n>.wav`: the n-th piece, from 0, round and round. Raises NotASoundError."""
    page = Blueprint("hold", __name__)
    pieces = cut(tune)

    @page.get("/static/sounds/hold/<int:n>.wav")
    def piece(n: int) -> Response:
        """One piece, which carrier and browser may keep for a day."""
        reply = Response(pieces[n % len(pieces)], mimetype="audio/wav")
        reply.cache_control.max_age = 86_400
        reply.add_etag()
        return reply

    return page
