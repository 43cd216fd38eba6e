"""A call flow as a picture, and as the card of keys that volunteers have on paper: pages of their own."""

from base64 import b64encode
from hashlib import sha256

from flask import Response, abort

from ivr import card as cards
from ivr import draw_svg as pictures
from ivr.flow import Flow


def sheet(flow: Flow, what: str, language: str, organisation: str) -> Response:
    """The `picture` or the `card` of a flow in one of its languages; 404 for a language that it lacks."""
    if language not in flow.languages:
        abort(404)
    if what == "picture":
        return _reply(pictures.svg(flow, language), "image/svg+xml", pictures.STYLE)
    page = cards.card(flow, language, {"organisation": organisation})
    return _reply(page, "text/html", cards.STYLE)


def _reply(text: str, kind: str, style: str) -> Response:
    """The sheets carry their own style, and no other: printed, sent on or kept, they are whole."""
    known = b64encode(sha256(style.encode()).digest()).decode()
    reply = Response(text, mimetype=kind)
    reply.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'sha256-{known}'; base-uri 'none'; frame-ancestors 'none'"
    )
    return reply
