"""An auditor's search: what is sought is posted and kept by an opaque id; a number needs a reason, and is logged."""

from typing import Any

from flask import Blueprint, Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from console.audit import asking
from console.audit.asking import UnreadableError
from console.audit.office import Office, before
from console.audit.taking import MIME, lines
from policy import REASONS
from store import numbers, tasks
from store.audit import lists, search
from store.audit.number import tally
from store.audit.search import PAGE, Sought
from store.sealing.seal import last_head


def add(routes: Blueprint, office: Office) -> None:
    """Add the routes."""
    _searches(routes, office)
    _results(routes, office)


def _searches(routes: Blueprint, office: Office) -> None:
    db, terms = office.desk.parts.db, office.desk.parts.terms

    @routes.get("")
    def home() -> Response:
        """The search's form, and how ledger and registers stand."""
        return _form(office)

    @routes.post("/search")
    def seek() -> AnyResponse:
        """Look for it. Looking for a number is an entry."""
        try:
            with db.read() as tx:
                sought = asking.sought(tx, request.form, office.sight, terms.keys.numbers)
        except UnreadableError as error:
            return _form(office, str(error))
        return _begin(office, sought, is_number=bool(request.form.get("number", "").strip()))

    @routes.post("/numbers/<int:number>")
    def number(number: int) -> AnyResponse:
        """All that is on record of a number that another page tells by its row's id."""
        with db.read() as tx:
            if not lists.may_see(tx, number, office.sight):
                abort(404)
        try:
            why, reference = asking.why(request.form), asking.reference(request.form)
        except UnreadableError as error:
            return _form(office, str(error))
        return _begin(office, Sought(number=number, why=why, reference=reference), is_number=True)


def _results(routes: Blueprint, office: Office) -> None:
    @routes.get("/found/<search>")
    def found(search: str) -> Response:
        """What was found, the newest first, a page at a time; of a number also its wishes, and who looked at it."""
        return _found(office, search, _kept_or_404(office, search))

    @routes.post("/found/<search>/take")
    def take(search: str) -> Response:
        """All of it, as CSV or as JSON, a line each. That is an entry."""
        sought = _kept_or_404(office, search)
        return _taken(office, sought, "json" if request.form.get("form") == "json" else "csv")


def _form(office: Office, trouble: str = "") -> Response:
    with office.desk.parts.db.read() as tx:
        return office.show(
            "home.html", 422 if trouble else 200, trouble=trouble, form=request.form,
            campaigns=search.campaigns(tx, office.sight), refusals=REASONS, head=last_head(tx),
            verified=tasks.last(tx, tasks.VERIFY), registers=lists.in_force(tx, office.now()),
        )  # fmt: skip


def _begin(office: Office, sought: Sought, *, is_number: bool) -> AnyResponse:
    if is_number:
        said = {"reason": sought.why, "reference": sought.reference}
        if trouble := office.look(sought.number, where="a search", **said):
            return _form(office, trouble)
    with office.desk.write() as tx:
        kept = search.keep(tx, office.desk.user, office.now(), sought)
    return redirect(url_for("audit.found", search=kept), 303)


def _kept_or_404(office: Office, kept: str) -> Sought:
    with office.desk.parts.db.read() as tx:
        sought = search.kept(tx, kept, office.desk.user)
    if sought is None:
        abort(404)
    return sought


def _found(office: Office, kept: str, sought: Sought) -> Response:
    sight = office.sight
    with office.desk.parts.db.read() as tx:
        rows = search.page(tx, sought, sight, before())
        more = rows[PAGE - 1].entry if len(rows) > PAGE else None
        about: dict[str, Any] = {}
        if sought.number is not None:
            about = {
                "telephone": numbers.e164_of(tx, sought.number),
                "tally": tally(tx, sought.number, sight),
                "opt_outs": lists.opt_outs(tx, sight, number=sought.number),
                "consents": lists.consents(tx, sight, number=sought.number),
                "looks": [
                    *lists.looks(tx, sight, number=sought.number),
                    *lists.offers(tx, sight, sought.number),
                ],
            }
    return office.show(
        "found.html",
        kept=kept,
        sought=sought,
        rows=rows[:PAGE],
        more=more,
        later=before() is not None,
        **about,
    )


def _taken(office: Office, sought: Sought, form: str) -> Response:
    with office.desk.write() as tx:
        search.exported(tx, office.now(), sought, by=office.desk.by, form=form)
    reply = Response(lines(office.desk.parts.db, sought, office.sight, form), mimetype=MIME[form])
    reply.headers["Content-Disposition"] = f"attachment; filename=found.{form}"
    return reply
