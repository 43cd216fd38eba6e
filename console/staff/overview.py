"""Staff's first page: the campaigns of their areas."""

from flask import Blueprint, Response

from console.users.desk import Desk
from store import campaigns


def add(routes: Blueprint, desk: Desk) -> None:
    """Add it."""

    @routes.get("")
    def home() -> Response:
        """All campaigns of their areas, and how they stand."""
        with desk.parts.db.read() as tx:
            return desk.show("staff/home.html", campaigns=campaigns.listing(tx, desk.theirs()))
