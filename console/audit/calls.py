"""One call's timeline with every decision, and a decision that no call came of. To open one is an entry."""

from dataclasses import asdict

from flask import Blueprint, Response, abort, jsonify

from console.audit.office import Office
from store.audit import explain, timeline
from store.audit.timeline import Call


def add(routes: Blueprint, office: Office) -> None:
    """Add the routes."""

    @routes.get("/calls/<attempt>")
    def call(attempt: str) -> Response:
        """The call from its offer to its last correction."""
        return office.show("call.html", call=_call_or_404(office, attempt))

    @routes.get("/calls/<attempt>/record.json")
    def record(attempt: str) -> Response:
        """The same for another program."""
        reply = jsonify(asdict(_call_or_404(office, attempt)))
        reply.headers["Content-Disposition"] = "attachment; filename=call.json"
        return reply

    @routes.get("/decisions/<int:entry>")
    def decision(entry: int) -> Response:
        """One decision, by its ledger entry."""
        with office.desk.parts.db.read() as tx:
            found = timeline.decision(tx, entry, office.sight)
            number = None if found is None else explain.number_of_contact(tx, found.contact)
        if found is None:
            abort(404)
        if number is not None:
            office.look_on(number, "a decision")
        return office.show("decision.html", one=found, number=number)


def _call_or_404(office: Office, attempt: str) -> Call:
    with office.desk.parts.db.read() as tx:
        found = timeline.of_attempt(tx, attempt, office.sight)
    if found is None:
        abort(404)
    office.look_on(found.number, "a call's timeline")
    return found
