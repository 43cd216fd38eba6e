"""`/staff` and what is under it. Plain forms, which work without a script."""

from flask import Blueprint

from bridge.parts import Parts
from console.context import ConsoleContext
from console.security.guard import Guard
from console.staff import (
    board,
    campaigns,
    contacts,
    flow_drafts,
    flows,
    registers,
    requests,
    results,
    volunteers,
    wishes,
)
from console.users.desk import Desk


def blueprint(context: ConsoleContext, parts: Parts, guard: Guard) -> Blueprint:
    """All of them. The guard lets staff alone come here."""
    routes = Blueprint("staff", __name__, url_prefix="/staff")
    desk = Desk(context, parts, guard)
    for pages in (
        board,
        campaigns,
        contacts,
        volunteers,
        results,
        requests,
        flows,
        flow_drafts,
        wishes,
        registers,
    ):
        pages.add(routes, desk)
    return routes
