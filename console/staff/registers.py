"""How old the registers are: past their 28 days nothing is dialled."""

from flask import Blueprint, Response

from console.users.desk import Desk
from store.registers import standings


def add(routes: Blueprint, desk: Desk) -> None:
    """Add it."""

    @routes.get("/registers")
    def registers() -> Response:
        """Both registers."""
        with desk.parts.db.read() as tx:
            return desk.show("staff/registers.html", found=standings(tx, desk.context.clock()))
