"""The blueprints of all pages, and the headers that every one of their replies carries."""

from typing import Final

from flask import Blueprint, Response

from console import hold, home, rehearsal
from console.audit import routes as audit
from console.call import routes as call
from console.context import ConsoleContext
from console.security.guard import Guard
from console.staff import routes as staff
from console.users import doors as users

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""What a page may load: this service's own files, and nothing written into the page itself."""


def blueprints(context: ConsoleContext) -> list[Blueprint]:
    """All pages; the rehearsal's only where the rehearsal carrier runs.

    The application must be made with `static_folder=None`: `/static` is served from here. Raises
    `console.sounds.pieces.NotASoundError` for hold music that cannot be played.
    """
    guard = Guard(context)
    pages = [guard.blueprint(), home.blueprint(context), hold.blueprint(context.tune, context.db)]
    if context.parts is not None:
        parts = context.parts
        pages += [room.blueprint(context, parts, guard) for room in (call, users, staff, audit)]
    if context.rehearsal is not None:
        pages.append(rehearsal.blueprint(context, context.rehearsal))
    for page in pages:
        page.after_request(_guard)
    return pages


def _guard(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    if response.mimetype in {"text/html", "application/json", "application/jsonl", "text/csv"}:
        # Pages show a rehearsal's PINs and records, and files hold records: no shared computer keeps them.
        response.headers["Cache-Control"] = "no-store"
    return response
