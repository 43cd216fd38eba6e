"""The Flask application: who may ask, today's weather, and errors in Twilio's shape."""

import hmac
import socket
from typing import TYPE_CHECKING, assert_never

from flask import Flask, Response, g, jsonify, request
from werkzeug.exceptions import HTTPException
from werkzeug.http import http_date

from rehearsal.exchange import RestRequest
from rehearsal.faults import RestRefusalError, not_found
from rehearsal.rest import calls, conferences, handsets, numbers
from rehearsal.weather import Trouble

if TYPE_CHECKING:
    from rehearsal.carrier import Carrier

API = "/2010-04-01/Accounts"


def make_app(carrier: "Carrier") -> Flask:
    """Make the application of one carrier."""
    app = Flask("rehearsal", static_folder=None)
    app.json.sort_keys = False  # type: ignore[attr-defined] # Flask types the provider by its base class
    for blueprint in (calls.blueprint(carrier), conferences.blueprint(carrier), numbers.blueprint(carrier)):
        app.register_blueprint(blueprint, url_prefix=f"{API}/<account>")
    app.register_blueprint(numbers.account_blueprint(carrier), url_prefix=API)
    app.register_blueprint(handsets.blueprint(carrier))
    _guard(app, carrier)
    return app


def _guard(app: Flask, carrier: "Carrier") -> None:
    @app.before_request
    def authenticate() -> None:
        """Let in who has the account's id and token, and only to its own account."""
        given, config = request.authorization, carrier.config
        known = given is not None and given.username == config.account_sid
        if not known or not hmac.compare_digest((given.password or "") if given else "", config.auth_token):
            raise RestRefusalError(20003, "Authenticate", 401)
        if (request.view_args or {}).pop("account", config.account_sid) != config.account_sid:
            raise not_found(request.path)

    @app.before_request
    def weather() -> Response | None:
        """Let today's weather befall a request to the API."""
        if not request.path.startswith(API):
            return None
        with carrier.engine.lock:
            carrier.exchange.requests.append(_as_it_came())
            trouble = carrier.exchange.sky.rest_trouble()
        g.trouble = trouble
        return _befall(carrier, trouble)

    @app.after_request
    def date(response: Response) -> Response:
        """Tell the carrier's time; and drop the connection after the act, if that is the weather."""
        response.headers["Date"] = http_date(carrier.clock.now())
        if g.get("trouble") == "dropped_after":
            _drop()
        return response

    app.register_error_handler(RestRefusalError, _refused)
    app.register_error_handler(HTTPException, _http_error)


def _as_it_came() -> RestRequest:
    return RestRequest(
        request.method,
        request.path,
        request.args.to_dict(flat=False),
        request.form.to_dict(flat=False),
    )


def _befall(carrier: "Carrier", trouble: Trouble) -> Response | None:
    match trouble:
        case "429":
            raise RestRefusalError(20429, "Too Many Requests", 429)
        case "500":
            raise RestRefusalError(20500, "Internal Server Error", 500)
        case "slow":
            carrier.clock.pause(carrier.exchange.sky.weather.rest_slow_seconds)
        case "dropped_before":
            _drop()
            return Response(status=500)
        case "dropped_after" | "":
            pass
        case _:
            assert_never(trouble)
    return None


def _drop() -> None:
    """Break the connection: whoever asked cannot tell whether anything was done."""
    connection = request.environ.get("werkzeug.socket")
    if isinstance(connection, socket.socket):
        connection.shutdown(socket.SHUT_RDWR)


def _refused(refusal: RestRefusalError) -> tuple[Response, int]:
    return jsonify(refusal.body()), refusal.status


def _http_error(error: HTTPException) -> tuple[Response, int]:
    status = error.code or 500
    return _refused(RestRefusalError(20000 + status, error.name, status))
