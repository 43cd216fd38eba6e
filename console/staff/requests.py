"""What was asked of staff and reported to them: worked off one by one. Who looks at a number stands in the ledger."""

from typing import Final

from flask import Blueprint, Response, abort, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response as AnyResponse

from console.staff import forms
from console.users.desk import Desk
from store import numbers, requests
from store.audit.explain import looked_up
from store.ledger import Kind, append

WHERE: Final = "staff's pages"
MOST: Final = 100
GROUPS: Final = (
    ("Would like a co-ordinator", (requests.COORDINATOR,)),
    ("Abuse and worries", ("abuse", "worry")),
    ("Would like a call", ("pass_on", "call_again")),
    ("Faults", ("fault",)),
)
WORDS: Final = {
    "abuse": "Abuse",
    "worry": "Worried about them",
    "pass_on": "Would like somebody to ring",
    "call_again": "Rang us back: would like to be rung again",
    "fault": "A fault on the line",
    requests.COORDINATOR: "Ring the volunteer",
}
WHY: Final = {
    "asked": "Asked for a co-ordinator",
    "lost": "Lost on the line: too many wrong keys, or none",
    "keys": "Their keys are not heard",
}


def add(routes: Blueprint, desk: Desk) -> None:
    """Add them."""

    @routes.get("/requests", endpoint="requests")
    def asked() -> Response:
        """All that is open, the worst first."""
        return _page(desk)

    @routes.post("/requests/<int:asked>/number")
    def request_number(asked: int) -> AnyResponse:
        """The number to ring, of whom it is about or of the volunteer who told it, shown once: that is an entry."""
        with desk.write() as tx:
            _theirs_or_404(tx, desk, asked)
            whose = requests.volunteers_number if "volunteer" in request.form else requests.number_of
            number = whose(tx, asked)
            looked_up(tx, number, desk.context.clock(), by=desk.by, where=WHERE, reason="follow-up")
            e164 = None if number is None else numbers.e164_of(tx, number)
        return _page(desk, shown=asked, e164=e164)

    @routes.post("/requests/<int:asked>/done")
    def request_done(asked: int) -> AnyResponse:
        """It is worked off; a contact who was paused for it may be rung again, if staff say so."""
        with desk.write() as tx:
            _theirs_or_404(tx, desk, asked)
            now = desk.context.clock()
            requests.done(tx, asked, desk.user, forms.text(request.form, "note", requests.NOTE_LENGTH), now)
            if "resume" in request.form and (contact := requests.contact_of(tx, asked)) is not None:
                desk.parts.calling_list.resume(tx, contact.id, now)
                append(tx, Kind.CONTACT_RESUMED, now, campaign=contact.campaign_id, contact=contact.id)
        return desk.to("staff.requests", "It is done.")


def _theirs_or_404(tx: Connection, desk: Desk, asked: int) -> None:
    if not requests.is_theirs(tx, asked, desk.theirs()):
        abort(404)


def _page(desk: Desk, *, shown: int | None = None, e164: str | None = None) -> Response:
    with desk.parts.db.read() as tx:
        groups = [(heading, requests.listing(tx, desk.theirs(), kinds, MOST)) for heading, kinds in GROUPS]
    return desk.show(
        "staff/requests.html", groups=groups, words=WORDS, why=WHY, shown=shown, e164=e164, most=MOST
    )  # fmt: skip
