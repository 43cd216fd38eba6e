"""REST: Conferences and their participants."""

from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify, request

from rehearsal.conference import Conference, Member
from rehearsal.faults import BAD_PARAMETER, RestRefusalError, not_found
from rehearsal.outcomes import Ask
from rehearsal.rest import shapes

if TYPE_CHECKING:
    from rehearsal.carrier import Carrier

_BY_REQUEST = "participant_updated_via_api"
_CHANGEABLE = frozenset({"Muted", "EndConferenceOnExit", "AnnounceUrl", "AnnounceMethod"})


def blueprint(carrier: "Carrier") -> Blueprint:
    """Give the routes of both resources."""
    routes = Blueprint("conferences", __name__)
    _conferences(routes, carrier)
    _participants(routes, carrier)
    return routes


def _conferences(routes: Blueprint, carrier: "Carrier") -> None:
    @routes.get("/Conferences.json")
    def many() -> Response:
        with carrier.engine.lock:
            newest_first = reversed(carrier.exchange.conferences.all.values())
            chosen = [shapes.conference(one) for one in newest_first if _matches(one)]
            return jsonify(shapes.page("conferences", chosen, request.path, request.args.to_dict()))

    @routes.get("/Conferences/<sid>.json")
    def one(sid: str) -> Response:
        with carrier.engine.lock:
            return jsonify(shapes.conference(_conference(carrier, sid)))

    @routes.post("/Conferences/<sid>.json")
    def update(sid: str) -> Response:
        with carrier.engine.lock:
            conference = _conference(carrier, sid)
            if request.form.get("Status") != "completed":
                raise RestRefusalError(BAD_PARAMETER, "Status can be set to completed.")
            conference.end_by_request()
            return jsonify(shapes.conference(conference))


def _participants(routes: Blueprint, carrier: "Carrier") -> None:
    where = "/Conferences/<sid>/Participants"

    @routes.get(f"{where}.json")
    def members(sid: str) -> Response:
        with carrier.engine.lock:
            conference = _conference(carrier, sid)
            chosen = [shapes.participant(conference, member) for member in conference.members]
            return jsonify(shapes.page("participants", chosen, request.path, request.args.to_dict()))

    @routes.get(f"{where}/<name>.json")
    def member(sid: str, name: str) -> Response:
        with carrier.engine.lock:
            conference = _conference(carrier, sid)
            return jsonify(shapes.participant(conference, _member(conference, name)))

    @routes.post(f"{where}/<name>.json")
    def change(sid: str, name: str) -> Response:
        with carrier.engine.lock:
            conference = _conference(carrier, sid)
            found = _member(conference, name)
            _change(carrier, found)
            return jsonify(shapes.participant(conference, found))

    @routes.delete(f"{where}/<name>.json")
    def remove(sid: str, name: str) -> tuple[str, int]:
        with carrier.engine.lock:
            conference = _conference(carrier, sid)
            conference.put_out(_member(conference, name).leg, _BY_REQUEST)
            return "", 204


def _change(carrier: "Carrier", member: Member) -> None:
    strange = set(request.form) - _CHANGEABLE
    if strange:
        message = f"The rehearsal cannot change {', '.join(sorted(strange))} of a participant."
        raise RestRefusalError(BAD_PARAMETER, message)
    if "Muted" in request.form:
        member.muted = request.form["Muted"].lower() == "true"
    if "EndConferenceOnExit" in request.form:
        member.ends = request.form["EndConferenceOnExit"].lower() == "true"
    url = request.form.get("AnnounceUrl")
    if url:
        carrier.exchange.announce(member.leg, Ask(url, request.form.get("AnnounceMethod", "POST")))


def _conference(carrier: "Carrier", sid: str) -> Conference:
    found = carrier.exchange.conferences.all.get(sid)
    if found is None:
        raise not_found(request.path)
    return found


def _member(conference: Conference, name: str) -> Member:
    found = conference.member(name)
    if found is None:
        raise not_found(request.path)
    return found


def _matches(conference: Conference) -> bool:
    wanted = {"FriendlyName": conference.friendly_name, "Status": conference.status}
    return all(request.args.get(name, value) == value for name, value in wanted.items())
