"""`/audit` and what is under it."""

from flask import Blueprint, Response

from bridge.parts import Parts
from console.context import ConsoleContext
from console.security.guard import Guard
from console.users.desk import Desk


def blueprint(context: ConsoleContext, parts: Parts, guard: Guard) -> Blueprint:
    """All of them. The guard lets auditors alone come here."""
    routes = Blueprint("audit", __name__, url_prefix="/audit")
    desk = Desk(context, parts, guard)

    @routes.get("")
    def home() -> Response:
        """Where an auditor begins."""
        return desk.show("audit/home.html")

    return routes
