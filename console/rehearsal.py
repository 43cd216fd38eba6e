"""The page with the two telephones, its way to the rehearsal carrier, and the record beside them."""

import re
from typing import Final
from urllib.parse import quote

import requests
from flask import Blueprint, Response, jsonify, render_template, request
from werkzeug.exceptions import HTTPException

from console import rehearsal_flow
from console.banner import banner
from console.context import CarrierAccess, ConsoleContext
from console.numerals import whole
from console.record import read_record

HANDSET: Final = "Ringround-Handset"
"""The header that names the handset by its number. Numbers stand in no address, so that no log holds one; and
a page of another site cannot send it."""

ACTIONS: Final = ("call", "answer", "reject", "hang-up", "keys", "speak")
PATIENCE: Final = 5.0
"""Seconds that the carrier may take to answer."""


class Carrier:
    """The rehearsal carrier's handsets, over HTTP."""

    def __init__(self, access: CarrierAccess) -> None:
        """Nothing is asked of the carrier yet."""
        self._handsets = access.url.rstrip("/") + "/handsets/"
        self._account = (access.account_sid, access.auth_token)

    def ask(self, method: str, path: str, body: object = None) -> Response:
        """Hand a request on, and the carrier's JSON back; 502 and a sentence where it does not answer."""
        try:
            with requests.Session() as session:
                session.trust_env = False  # the carrier is beside us, whatever proxy the environment names
                answer = session.request(
                    method, self._handsets + path, json=body, auth=self._account, timeout=PATIENCE
                )
        except requests.RequestException:
            return _trouble(502, "The rehearsal carrier does not answer. Is `make run` still running?")
        return Response(answer.content, status=answer.status_code, mimetype="application/json")


def blueprint(context: ConsoleContext, access: CarrierAccess) -> Blueprint:
    """`/rehearsal` and what its page asks for."""
    page = Blueprint("rehearsal", __name__, url_prefix="/rehearsal")
    page.add_url_rule("", "page", lambda: _page(context))
    page.add_url_rule("/record", "record", lambda: _record(context))
    page.register_error_handler(HTTPException, _refused)
    _add_handsets(page, Carrier(access))
    rehearsal_flow.add(page, context)
    return page


def _page(context: ConsoleContext) -> str:
    flows = rehearsal_flow.choices()
    return render_template("rehearsal.html", context=context, banner=banner(context), flows=flows)


def _record(context: ConsoleContext) -> Response:
    with context.db.read() as tx:
        found = read_record(tx, request.args.get("session", ""), whole(request.args, "after") or 0)
    said = banner(context)
    return jsonify(found.to_json() | {"time": said.time if said else ""})


def _add_handsets(page: Blueprint, carrier: Carrier) -> None:
    @page.get("/api/ringing")
    def ringing() -> Response:
        """Which handsets ring or are in a call."""
        return carrier.ask("GET", "ringing")

    @page.get("/api/handset")
    def look() -> Response:
        """How one handset stands, and what was heard there since line `since`."""
        since = request.args.get("since", 0, type=int)
        return carrier.ask("GET", f"{_handset()}?since={since}")

    @page.post(f"/api/handset/<any{ACTIONS}:action>")
    def act(action: str) -> Response:
        """Ring in, answer (as a machine, too), turn away, hang up, press keys, speak."""
        return carrier.ask("POST", f"{_handset()}/{action}", request.get_json(silent=True) or {})


class _Unreadable(HTTPException):
    code = 400
    description = f"The header {HANDSET} must name a telephone number such as +441632960001."


def _handset() -> str:
    number = request.headers.get(HANDSET, "")
    if not re.fullmatch(r"\+[0-9]{7,15}", number):
        raise _Unreadable
    return quote(number)


def _refused(error: HTTPException) -> Response:
    return _trouble(error.code or 500, error.description or "That cannot be done.")


def _trouble(status: int, sentence: str) -> Response:
    reply = jsonify(error=sentence)
    reply.status_code = status
    return reply
