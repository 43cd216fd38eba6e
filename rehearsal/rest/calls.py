"""REST: Calls. Create, fetch, list and update them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify, request

from rehearsal.faults import BAD_PARAMETER, NOT_IN_PROGRESS, RestRefusalError, not_found
from rehearsal.legs import Leg
from rehearsal.rest import orders, shapes

if TYPE_CHECKING:
    from rehearsal.carrier import Carrier


def blueprint(carrier: "Carrier") -> Blueprint:
    """Give the routes of the Calls resource."""
    routes = Blueprint("calls", __name__)

    @routes.post("/Calls.json")
    def create() -> tuple[Response, int]:
        with carrier.engine.lock:
            leg = carrier.exchange.place(orders.order(request.form, carrier.exchange))
            return jsonify(shapes.call(leg)), 201

    @routes.get("/Calls.json")
    def many() -> Response:
        with carrier.engine.lock:
            chosen = [shapes.call(leg) for leg in carrier.calls() if _matches(leg)]
            return jsonify(shapes.page("calls", chosen, request.path, request.args.to_dict()))

    @routes.get("/Calls/<sid>.json")
    def one(sid: str) -> Response:
        with carrier.engine.lock:
            return jsonify(shapes.call(_leg(carrier, sid)))

    @routes.post("/Calls/<sid>.json")
    def update(sid: str) -> Response:
        with carrier.engine.lock:
            leg = _leg(carrier, sid)
            _update(carrier, leg)
            return jsonify(shapes.call(leg))

    return routes


def _leg(carrier: "Carrier", sid: str) -> Leg:
    leg = carrier.exchange.legs.get(sid)
    if leg is None:
        raise not_found(request.path)
    return leg


def _update(carrier: "Carrier", leg: Leg) -> None:
    """End the call, or put it on other TwiML; what has ended or is not yet answered cannot be redirected."""
    status = request.form.get("Status", "")
    if status not in {"", "completed", "canceled"}:
        raise RestRefusalError(BAD_PARAMETER, "Status can be set to completed or canceled.")
    if leg.over:
        raise RestRefusalError(NOT_IN_PROGRESS, "Call is not in-progress. Cannot redirect.")
    if status:
        _end(leg, status)
    elif leg.status != "in-progress":
        raise RestRefusalError(NOT_IN_PROGRESS, "Call is not in-progress. Cannot redirect.")
    else:
        carrier.exchange.redirect(leg, orders.source(request.form))


def _end(leg: Leg, status: str) -> None:
    """``canceled`` ends what is queued or ringing and leaves a talk alone; ``completed`` ends either."""
    if leg.status != "in-progress":
        leg.finish("canceled")
    elif status == "completed":
        leg.finish("completed")


def _matches(leg: Leg) -> bool:
    wanted = {
        "To": leg.to,
        "From": leg.from_,
        "Status": leg.status,
        "ParentCallSid": leg.parent.sid if leg.parent else "",
    }
    same = all(request.args.get(name, value) == value for name, value in wanted.items())
    return same and _in_time(leg.dialled_at or leg.created)


def _in_time(start: datetime) -> bool:
    day = timedelta(days=1)
    # A bare date means its whole day (UTC); with a time, the very moment.
    return (
        _holds(
            "StartTime", lambda at, whole: at <= start < (at + day if whole else at + timedelta(seconds=1))
        )
        and _holds("StartTime>", lambda at, _whole: start >= at)
        and _holds("StartTime<", lambda at, whole: start < at + day if whole else start <= at)
    )


def _holds(name: str, test: Callable[[datetime, bool], bool]) -> bool:
    text = request.args.get(name)
    if text is None:
        return True
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise RestRefusalError(
            BAD_PARAMETER, f"Invalid {name}: an ISO 8601 date or time is needed."
        ) from error
    whole = "T" not in text
    return test(at.replace(tzinfo=UTC) if at.tzinfo is None else at, whole)
