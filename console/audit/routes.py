"""`/audit` and what is under it. Plain forms, which work without a script."""

from flask import Blueprint

from bridge.parts import Parts
from console.audit import calls, counting, papers, proving, searching
from console.audit.office import Office
from console.context import ConsoleContext
from console.security.guard import Guard
from console.users.desk import Desk


def blueprint(context: ConsoleContext, parts: Parts, guard: Guard) -> Blueprint:
    """All of them. The guard lets auditors alone come here."""
    routes = Blueprint("audit", __name__, url_prefix="/audit")
    office = Office(Desk(context, parts, guard))
    for pages in (searching, calls, papers, counting, proving):
        pages.add(routes, office)
    return routes
