"""The reports: what must not happen and how calls went, counted from the ledger and the calls' rows."""

from typing import Final

from flask import Blueprint, Response, abort

from console.audit.office import Office
from console.audit.papers import period_of
from store import tasks
from store.audit.reports import REPORTS, Table, title

FORBIDDEN: Final = ("outside-hours", "after-opt-out", "stale-register")
"""What must find nothing."""
MOST: Final = 500
"""Rows of a report on its page; the file holds them all."""


def add(routes: Blueprint, office: Office) -> None:
    """Add the routes."""

    @routes.get("/reports")
    def reports() -> Response:
        """Which there are, and what each found when all were last counted."""
        with office.desk.parts.db.read() as tx:
            last = tasks.last(tx, tasks.COUNT, user=office.desk.user)
        titles = {name: title(name) for name in REPORTS}
        return office.show("reports.html", titles=titles, forbidden=FORBIDDEN, task=last)

    @routes.get("/reports/<name>")
    def report(name: str) -> Response:
        """One of them, for a period."""
        table, given, trouble = _counted_or_404(office, name)
        return office.show(
            "report.html", 422 if trouble else 200, trouble=trouble, name=name, title=title(name), table=table,
            rows=table.rows[:MOST], given=given,
        )  # fmt: skip

    @routes.get("/reports/<name>/table.csv")
    def table(name: str) -> Response:
        """All its rows as CSV."""
        counted, *_ = _counted_or_404(office, name)
        reply = Response(counted.to_csv(), mimetype="text/csv")
        reply.headers["Content-Disposition"] = f"attachment; filename={name}.csv"
        return reply


def _counted_or_404(office: Office, name: str) -> tuple[Table, dict[str, str], str]:
    if name not in REPORTS:
        abort(404)
    period, given, trouble = period_of(office)
    with office.desk.parts.db.read() as tx:
        return REPORTS[name](tx, period), given, trouble
