"""The handsets over HTTP, for the page and the terminal: JSON in, JSON out. Not part of Twilio's API."""

from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify, request

from rehearsal.faults import BAD_PARAMETER, RestRefusalError
from rehearsal.people import PERSONAS, Answers, Persona
from rehearsal.rest import shapes

if TYPE_CHECKING:
    from rehearsal.carrier import Carrier
    from rehearsal.receiver import Receiver


def blueprint(carrier: "Carrier") -> Blueprint:
    """Give the routes under /handsets, and /errors and /calls."""
    routes = Blueprint("handsets", __name__)
    _views(routes, carrier)
    _acts(routes, carrier)
    return routes


def _views(routes: Blueprint, carrier: "Carrier") -> None:
    @routes.get("/handsets/ringing")
    def ringing() -> Response:
        return jsonify([_summary(receiver) for receiver in carrier.live()])

    @routes.get("/handsets/<number>")
    def handset(number: str) -> Response:
        with carrier.engine.lock:
            return jsonify(_view(carrier, number, request.args.get("since", 0, int)))

    @routes.get("/errors")
    def errors() -> Response:
        return jsonify([asdict(error) for error in carrier.errors])

    @routes.get("/calls")
    def calls() -> Response:
        with carrier.engine.lock:
            return jsonify([shapes.call(leg) for leg in carrier.calls()])


def _acts(routes: Blueprint, carrier: "Carrier") -> None:
    @routes.post("/handsets/<number>/call")
    def call(number: str) -> Response:
        given = _given()
        try:
            receiver = carrier.ring_in(number, str(given.get("to", "")), withheld=bool(given.get("withheld")))
        except ValueError as error:
            raise RestRefusalError(BAD_PARAMETER, str(error)) from error
        return jsonify(_summary(receiver))

    @routes.post("/handsets/<number>/persona")
    def persona(number: str) -> Response:
        carrier.become(number, _persona())
        return jsonify({"number": number, "persona": _given()["name"]})

    @routes.post("/handsets/<number>/<act>")
    def act(number: str, act: str) -> Response:
        receiver = _receiver(carrier, number)
        _do(receiver, act)
        return jsonify(_summary(receiver))


def _do(receiver: "Receiver", act: str) -> None:
    given = _given()
    try:
        match act:
            case "answer":
                receiver.answer(str(given.get("as", "")))
            case "reject":
                receiver.reject()
            case "hang-up":
                receiver.hang_up()
            case "keys":
                receiver.press(str(given.get("digits", "")))
            case "speak":
                receiver.speak(str(given.get("text", "")))
            case _:
                raise RestRefusalError(BAD_PARAMETER, f"A handset cannot {act}.", 404)
    except (KeyError, ValueError) as error:
        raise RestRefusalError(BAD_PARAMETER, f"That cannot be done: {error}") from error


def _persona() -> Persona:
    given = _given()
    persona = PERSONAS.get(str(given.get("name", "")))
    if persona is None:
        raise RestRefusalError(BAD_PARAMETER, f"A persona is one of {', '.join(PERSONAS)}.")
    after = given.get("after")
    if isinstance(persona, Answers) and isinstance(after, int | float):
        return replace(persona, after=float(after))
    return persona


def _given() -> dict[str, object]:
    body = request.get_json(silent=True)
    return body if isinstance(body, dict) else {}


def _receiver(carrier: "Carrier", number: str) -> "Receiver":
    try:
        return carrier.handset(number)
    except LookupError as error:
        raise RestRefusalError(BAD_PARAMETER, str(error), 404) from error


def _summary(receiver: "Receiver") -> dict[str, object]:
    return {
        "number": receiver.number,
        "state": receiver.state,
        "call_sid": receiver.call_sid,
        "direction": receiver.leg.direction,
    }


def _view(carrier: "Carrier", number: str, since: int) -> dict[str, object]:
    try:
        receiver = carrier.handset(number)
    except LookupError:
        return {"number": number, "state": "idle", "call_sid": None, "lines": [], "next": 0}
    lines = receiver.lines(since)
    return _summary(receiver) | {
        "playing": None if receiver.playing is None else asdict(receiver.playing),
        "room": receiver.room,
        "lines": [asdict(line) for line in lines],
        "next": max(since, 0) + len(lines),
    }
