"""Twilio's door: verify, parse, hand over, reply. Nothing else.

The signature is Twilio's own (HMAC-SHA1 over the public URL and the form; docs: "Webhooks security"), checked by
its library over the URL as it was sent, before escapes are read.
"""

import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Final, cast
from urllib.parse import quote

from flask import Blueprint, Response, abort, request
from prometheus_client import Counter
from twilio.request_validator import RequestValidator, compare

from bridge import twiml
from bridge.line import Line
from bridge.parts import Organisation
from bridge.wire import RANK, Answered, Delivery, LegStatus, Ring, RoomEvent, Turn, Verdict

REFUSED: Final = Counter(
    "ringround_signature_failures_total", "Requests under /twilio/ without a good signature."
)
E164: Final = re.compile(r"\+[1-9]\d{6,14}")
SID: Final = re.compile(r"CA[0-9A-Za-z]{1,40}")
"""A call's id, which the ledger holds: nothing that could be somebody's number."""
OURS: Final = re.compile(r"[0-9A-Za-z]{1,40}")
"""An id that we may have given out."""
TOKEN: Final = re.compile(r"[!-~]{1,200}")
SIP_CODE: Final = re.compile(r"[1-6][0-9]{2}")
KEYS: Final = re.compile(r"[0-9*#]{1,40}")
LARGEST: Final = 64 * 1024
"""Bytes of a form: far more than the carrier sends."""
ANSWERED_BY: Final = {
    "human": "human",
    "machine_start": "machine_start",
    "machine_end_beep": "machine_start",
    "machine_end_silence": "machine_start",
    "machine_end_other": "machine_start",
    "fax": "fax",
}
ROOM_EVENTS: Final = {
    "conference-start": "start",
    "conference-end": "end",
    "participant-join": "join",
    "participant-leave": "leave",
}


@dataclass(frozen=True, slots=True)
class Door:
    """What the door needs. `base`: the public URL that signatures are checked against; `auth_token`: a secret."""

    line: Line
    now: Callable[[], datetime]
    organisation: Organisation
    base: str
    auth_token: str


def blueprint(door: Door) -> Blueprint:
    """All paths under /twilio/. Without an auth token every request is refused."""
    routes = Blueprint("twilio", __name__, url_prefix="/twilio")
    validator = RequestValidator(door.auth_token)

    @routes.before_request
    def verify() -> None:
        """Refuse and count what the carrier has not signed; what it has, of an id that cannot be ours, is nowhere."""
        if not door.auth_token or not is_signed(validator, door.base):
            REFUSED.inc()
            abort(403)
        if not all(OURS.fullmatch(one) for one in (request.view_args or {}).values()):
            abort(404)

    _voice_requests(routes, door)
    _callbacks(routes, door)
    return routes


def _voice_requests(routes: Blueprint, door: Door) -> None:
    @routes.post("/voice")
    def voice() -> Response:
        """Somebody rings one of our numbers."""
        ring = Ring(_sid(), _number("From"), _number("To"))
        return _twiml(door.line.ring_in(_delivery(door), ring))

    @routes.post("/ring/<session>")
    def ring(session: str) -> Response:
        """A volunteer whom we rang has answered."""
        return _twiml(door.line.ring_out(_delivery(door), session, _sid()))

    @routes.post("/turn/<turn>")
    def turn(turn: str) -> Response:
        """Keys, a silence, or the way out of a room."""
        keys = request.form.get("Digits") or request.form.get("FinishedOnKey", "")
        taken = Turn(_sid(), turn, keys if KEYS.fullmatch(keys) else None, "DialCallStatus" in request.form)
        return _twiml(door.line.turn(_delivery(door), taken))

    @routes.post("/present")
    def present() -> Response:
        """A leg that was moved asks what comes now."""
        return _twiml(door.line.present(_delivery(door), _sid()))

    @routes.post("/hold/<turn>")
    def hold(turn: str) -> Response:
        """The next stretch of hold music."""
        return _twiml(door.line.hold(_delivery(door), turn, _sid()))

    @routes.post("/tone")
    def tone() -> Response:
        """The soft tone at nine minutes."""
        return _twiml(twiml.tone(door.line.addresses))

    @routes.post("/abandoned")
    def abandoned() -> Response:
        """The message of an abandoned call, the same for everybody."""
        return _twiml(twiml.abandoned(door.organisation))

    @routes.route("/fallback", methods=["GET", "POST"])
    def fallback() -> Response:
        """A fault elsewhere: static, needs neither database nor queue."""
        return _twiml(twiml.fault(door.organisation))


def _callbacks(routes: Blueprint, door: Door) -> None:
    @routes.post("/status")
    def status() -> Response:
        """How far a call to one of our numbers has come."""
        if (leg := _leg_status()) is not None:
            door.line.volunteer_status(_delivery(door), leg)
        return _thanks()

    @routes.post("/ring-status/<session>")
    def ring_status(session: str) -> Response:
        """How far our call to a volunteer has come."""
        if (leg := _leg_status()) is not None:
            door.line.ring_out_status(_delivery(door), session, leg)
        return _thanks()

    @routes.post("/leg/<attempt>")
    def leg(attempt: str) -> Response:
        """How far our call to a contact has come."""
        if (leg := _leg_status()) is not None:
            door.line.contact_status(_delivery(door), attempt, leg)
        return _thanks()

    @routes.post("/machine/<attempt>")
    def machine(attempt: str) -> Response:
        """Machine detection's verdict. What it does not know is taken for a person."""
        answered_by = cast("Answered", ANSWERED_BY.get(request.form.get("AnsweredBy", ""), "unknown"))
        verdict = Verdict(_sid(), answered_by, _whole("MachineDetectionDuration"))
        door.line.verdict(_delivery(door), attempt, verdict)
        return _thanks()

    @routes.post("/room/<attempt>")
    def room(attempt: str) -> Response:
        """Something happened in a room."""
        match ROOM_EVENTS.get(request.form.get("StatusCallbackEvent", "")):
            case "start" | "end" | "join" | "leave" as event:
                happened = RoomEvent(event, _sid_in_form(), _whole("SequenceNumber"))
                door.line.room(_delivery(door), attempt, happened)
            case _:
                pass  # An event we did not ask for.
        return _thanks()


class _Parameters(dict[str, list[str]]):
    """A form as the library likes to read it: it would ask Flask's own in vain, by an exception for each name."""

    def getall(self, name: str) -> list[str]:
        """All values of a name."""
        return self[name]


def is_signed(validator: RequestValidator, base: str) -> bool:
    """Whether this request carries Twilio's signature over the public URL and its parameters."""
    if (request.content_length or 0) > LARGEST:
        return False
    signature = request.headers.get("X-Twilio-Signature", "")
    url = base + raw_path(request.environ)
    if request.mimetype == "application/json":
        # The library signs such a body by its hash in the query, and stumbles where there is none.
        return "bodySHA256" in request.args and bool(
            validator.validate(url, request.get_data(as_text=True), signature)
        )
    parameters = _Parameters(request.form.lists())
    if compare(validator.compute_signature(url, parameters), signature):
        return True
    # The library tries the URL's other forms as well, with its port and without: most often there is nothing to try.
    return bool(validator.validate(url, parameters, signature))


def raw_path(environ: dict[str, object]) -> str:
    """Path and query as they were sent. A server that keeps only the decoded path gets its usual escapes back."""
    raw = environ.get("RAW_URI") or environ.get("REQUEST_URI")
    if raw:
        path = str(raw)
        return path if path.startswith("/") else "/" + path.split("/", 3)[-1]
    decoded = str(environ.get("PATH_INFO", "")).encode("latin-1", "replace")
    query = str(environ.get("QUERY_STRING", ""))
    return quote(decoded, safe="/:@!$&'()*+,;=~-._") + (f"?{query}" if query else "")


def _delivery(door: Door) -> Delivery:
    """The same delivery has the same key: its path and its form."""
    form = "\0".join(f"{name}\1{value}" for name, value in sorted(request.form.items(multi=True)))
    # Keyed, since the ledger holds it: a bare hash of a form could be guessed back to the number or PIN in it.
    key = hmac.digest(door.auth_token.encode(), f"{request.path}\0{form}".encode(), "sha256").hex()
    token = request.headers.get("I-Twilio-Idempotency-Token", "")
    return Delivery(key, f"{request.path}:{token}" if TOKEN.fullmatch(token) else None, door.now())


def _leg_status() -> LegStatus | None:
    """The status in the form; None where it is none that we know."""
    status = request.form.get("CallStatus", "")
    if status not in RANK:
        return None
    sequence, sip_code = _whole("SequenceNumber"), _if_good(SIP_CODE, "SipResponseCode")
    return LegStatus(_sid(), status, sequence, _whole("CallDuration"), sip_code, _timestamp())


def _sid() -> str:
    return _sid_in_form() or abort(400)


def _sid_in_form() -> str | None:
    return _if_good(SID, "CallSid")


def _timestamp() -> datetime | None:
    """When it happened, by the carrier's clock."""
    try:
        at = parsedate_to_datetime(request.form.get("Timestamp", ""))
    except ValueError:
        return None
    return at if at.tzinfo else None


def _number(name: str) -> str | None:
    """E.164, or None for a withheld number or whatever else stands there."""
    return _if_good(E164, name)


def _if_good(pattern: re.Pattern[str], name: str) -> str | None:
    value = request.form.get(name, "")
    return value if pattern.fullmatch(value) else None


def _whole(name: str) -> int | None:
    value = request.form.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None  # noqa: PLR2004 (fits any database's integer)


def _twiml(text: str) -> Response:
    return Response(text, mimetype="text/xml")


def _thanks() -> Response:
    return Response(status=204)
