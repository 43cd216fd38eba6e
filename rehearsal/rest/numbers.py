"""REST: the account and its phone numbers."""

from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify, request

from rehearsal.exchange import ServiceNumber
from rehearsal.faults import not_found
from rehearsal.rest import shapes

if TYPE_CHECKING:
    from rehearsal.carrier import Carrier

_CHANGEABLE = {
    "VoiceUrl": "voice_url",
    "VoiceMethod": "voice_method",
    "VoiceFallbackUrl": "voice_fallback_url",
    "VoiceFallbackMethod": "voice_fallback_method",
    "StatusCallback": "status_callback",
    "StatusCallbackMethod": "status_callback_method",
}


def blueprint(carrier: "Carrier") -> Blueprint:
    """Give the routes of the IncomingPhoneNumbers resource."""
    routes = Blueprint("numbers", __name__)
    exchange = carrier.exchange

    @routes.get("/IncomingPhoneNumbers.json")
    def many() -> Response:
        with carrier.engine.lock:
            wanted = request.args.get("PhoneNumber", "")
            chosen = [shapes.number(exchange, n) for n in exchange.numbers.values() if wanted in n.number]
            args = request.args.to_dict()
            return jsonify(shapes.page("incoming_phone_numbers", chosen, request.path, args))

    @routes.get("/IncomingPhoneNumbers/<sid>.json")
    def one(sid: str) -> Response:
        with carrier.engine.lock:
            return jsonify(shapes.number(exchange, _number(carrier, sid)))

    @routes.post("/IncomingPhoneNumbers/<sid>.json")
    def update(sid: str) -> Response:
        with carrier.engine.lock:
            number = _number(carrier, sid)
            for name, field in _CHANGEABLE.items():
                if name in request.form:
                    setattr(number, field, request.form[name])
            return jsonify(shapes.number(exchange, number))

    return routes


def account_blueprint(carrier: "Carrier") -> Blueprint:
    """Give the route of the Account resource itself."""
    routes = Blueprint("account", __name__)

    @routes.get("/<account>.json")
    def account() -> Response:
        return jsonify(shapes.account(carrier.exchange))

    return routes


def _number(carrier: "Carrier", sid: str) -> ServiceNumber:
    for number in carrier.exchange.numbers.values():
        if number.sid == sid:
            return number
    raise not_found(request.path)
