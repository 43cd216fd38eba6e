"""Serves sounds: hold music in pieces, so that the line can say how it stands between two, and a flow's own files."""

from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, abort

from console.sounds.pieces import cut
from store import flows
from store.database import Database

CACHED: int = 86_400
"""Seconds: for a day carrier and browser may keep a sound; a version's never changes."""


def blueprint(tune: Path, db: Database) -> Blueprint:
    """The service's own hold music and the sounds of published flows, under `/static/sounds`. Raises NotASoundError.

    `hold/<n>.wav`: the n-th piece, from 0, round and round; `flow/<version>/<file>`: a flow's file, whole;
    `flow/<version>/<file>/<n>.wav`: a piece of it.
    """
    page = Blueprint("hold", __name__, url_prefix="/static/sounds")
    pieces = cut(tune)

    @lru_cache(maxsize=8)
    def own(version: str, name: str) -> tuple[bytes, ...]:
        return cut(_file(db, version, name))

    @page.get("/hold/<int:n>.wav")
    def piece(n: int) -> Response:
        """One piece of the service's own."""
        return _wav(pieces[n % len(pieces)])

    @page.get("/flow/<version>/<file>")
    def sound(version: str, file: str) -> Response:
        """A file of a flow's."""
        return _wav(_file(db, version, file))

    @page.get("/flow/<version>/<file>/<int:n>.wav")
    def own_piece(version: str, file: str, n: int) -> Response:
        """One piece of a flow's own hold music."""
        found = own(version, file)
        return _wav(found[n % len(found)])

    return page


def _file(db: Database, version: str, name: str) -> bytes:
    with db.read() as tx:
        found = flows.sound_of(tx, version, name)
    return abort(404) if found is None else found


def _wav(data: bytes) -> Response:
    reply = Response(data, mimetype="audio/wav")
    reply.cache_control.max_age = CACHED
    reply.add_etag()
    return reply
