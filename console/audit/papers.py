"""Lists that auditors read: refusals by reason, opt-outs and consents, the registers, who looked at what."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final, Protocol, TypeVar

from flask import Blueprint, Response, request

from console.audit import asking
from console.audit.asking import UnreadableError
from console.audit.office import Office, before
from console.words import LONDON
from store.audit import lists
from store.audit.lists import PAGE
from store.audit.reports import Period
from store.audit.reports.calls import refusals as count_refusals
from store.audit.reports.table import EVER, FOREVER

FOUR_WEEKS: Final = timedelta(days=28)


class Row(Protocol):
    """What a page is cut from."""

    @property
    def id(self) -> int:
        """By which the next page goes on."""


R = TypeVar("R", bound=Row)


def add(routes: Blueprint, office: Office) -> None:
    """Add the routes."""
    db = office.desk.parts.db

    @routes.get("/refusals")
    def refusals() -> Response:
        """How often each reason stood in the way; each leads to its refusals."""
        period, given, trouble = period_of(office)
        with db.read() as tx:
            table = count_refusals(tx, period)
        return office.show(
            "refusals.html", 422 if trouble else 200, trouble=trouble, table=table, given=given
        )

    @routes.get("/opt-outs")
    def opt_outs() -> Response:
        """All opt-outs, the newest first."""
        with db.read() as tx:
            rows, more = cut(lists.opt_outs(tx, office.sight, before()))
        return office.show("opt_outs.html", rows=rows, more=more, later=before() is not None)

    @routes.get("/consents")
    def consents() -> Response:
        """All consents with their evidence, the newest first."""
        with db.read() as tx:
            rows, more = cut(lists.consents(tx, office.sight, before()))
        return office.show("consents.html", rows=rows, more=more, later=before() is not None)

    @routes.get("/registers")
    def registers() -> Response:
        """Which register was in force when."""
        with db.read() as tx:
            rows, now = lists.registers(tx), lists.in_force(tx, office.now())
        return office.show("registers.html", rows=rows, now=now)

    @routes.get("/looks")
    def looks() -> Response:
        """Who looked at a number, or took something away, and why."""
        with db.read() as tx:
            rows, more = cut(lists.looks(tx, office.sight, before()))
        return office.show("looks.html", rows=rows, more=more, later=before() is not None)


def cut(rows: Sequence[R]) -> tuple[Sequence[R], int | None]:
    """A page of them, and the id before which the next one begins; None where there is none."""
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None


def period_of(office: Office) -> tuple[Period, dict[str, str], str]:
    """What the address gives: the period, as the form shows it, and a sentence where it cannot be read.

    Without one it is the last four weeks: to count a year of calls is asked for, not stumbled into.
    """
    given = {name: request.args.get(name, "") for name in ("since", "until")}
    if "since" not in request.args:
        given["since"] = f"{(office.now() - FOUR_WEEKS).astimezone(LONDON):%Y-%m-%dT00:00}"
    try:
        since, until = (asking.moment(given[name]) for name in ("since", "until"))
    except UnreadableError as error:
        return Period(sight=office.sight), given, str(error)
    return Period(since or EVER, until or FOREVER, office.sight), given, ""
