"""`/call` and what is under it: the volunteers' pages. Plain forms, which work without a script."""

from flask import Blueprint

from bridge.page import Page
from bridge.parts import Parts
from console.call import acts, looks
from console.call.desk import Desk
from console.context import ConsoleContext
from console.security.guard import Guard


def blueprint(context: ConsoleContext, parts: Parts, guard: Guard) -> Blueprint:
    """All of them. The guard lets volunteers alone come here."""
    routes = Blueprint("call", __name__, url_prefix="/call")
    desk = Desk(context, parts, guard, Page(parts))
    looks.add(routes, desk)
    acts.add(routes, desk)
    return routes
