"""Opt-outs and consents: look a number up, write a wish down, and the lists. Who looks stands in the ledger.

A number is posted, never in an address; what is found is the reply to the post.
"""

from typing import Final

from flask import Blueprint, Response, request
from sqlalchemy import ColumnElement, Connection, exists, select
from sqlalchemy.orm import InstrumentedAttribute
from werkzeug.wrappers import Response as AnyResponse

from bridge import wishes as services
from console.numerals import whole
from console.staff import forms
from console.staff.vocabulary import OPT_OUT_SOURCES
from console.users.desk import Desk
from store import consents, numbers, optouts
from store.audit.explain import looked_up
from store.errors import RefusedError
from store.models import Campaign, Consent, Contact, OptOut
from store.people.lists_seen import CONSENTS_PAGE, OPT_OUTS_PAGE

A_PAGE: Final = 50
WHERE: Final = "staff's pages"


def add(routes: Blueprint, desk: Desk) -> None:
    """Add them."""
    _looks(routes, desk)
    _acts(routes, desk)


def _looks(routes: Blueprint, desk: Desk) -> None:
    @routes.route("/wishes", methods=["GET", "POST"])
    def wishes() -> AnyResponse:
        """A number to look up, and what it wishes."""
        if request.method == "GET":
            return desk.show("staff/wishes.html", e164="")
        return _of_number(desk)

    @routes.get("/wishes/opt-outs")
    def opt_outs() -> Response:
        """All opt-outs of numbers in their areas' campaigns, with their source, page by page."""
        page = _page()
        _looked(desk, OPT_OUTS_PAGE)
        with desk.parts.db.read() as tx:
            found = optouts.listing(
                tx, _seen(desk, OptOut.number_id), at_most=A_PAGE + 1, after=page * A_PAGE
            )
        return desk.show(
            "staff/opt_outs.html", found=found[:A_PAGE], more=len(found) > A_PAGE, page=page,
            sources=OPT_OUT_SOURCES,
        )  # fmt: skip

    @routes.get("/wishes/consents")
    def consent_list() -> Response:
        """All consents of numbers in their areas' campaigns, with their evidence, page by page."""
        page = _page()
        _looked(desk, CONSENTS_PAGE)
        with desk.parts.db.read() as tx:
            found = consents.listing(
                tx, _seen(desk, Consent.number_id), at_most=A_PAGE + 1, after=page * A_PAGE
            )
        return desk.show("staff/consents.html", found=found[:A_PAGE], more=len(found) > A_PAGE, page=page)


def _acts(routes: Blueprint, desk: Desk) -> None:
    @routes.post("/wishes/opt-out")
    def opt_out() -> AnyResponse:
        """No more calls to the number."""
        if "confirmed" not in request.form:
            said = "Nothing was changed: tick that they asked for no more calls, then press again."
            return _of_number(desk, 400, trouble=said)
        try:
            e164, note = forms.number(request.form), forms.text(request.form, "note")
        except RefusedError as error:
            return _of_number(desk, 400, trouble=str(error))
        services.opt_out(desk.parts, e164, note=note, by=desk.by)
        return _of_number(desk, notice="No more calls to that number, from this moment.")

    @routes.post("/wishes/consent")
    def consent() -> AnyResponse:
        """Calls are welcome, though the number is on a register."""
        form = request.form
        try:
            services.consent(
                desk.parts, forms.number(form), wording=forms.text(form, "wording", 2000),
                obtained_at=forms.moment(form, "obtained_at"), source=forms.text(form, "source"), by=desk.by,
            )  # fmt: skip
        except RefusedError as error:
            return _of_number(desk, 400, trouble=str(error))
        return _of_number(desk, notice="The consent is recorded.")

    @routes.post("/wishes/withdraw")
    def withdraw() -> AnyResponse:
        """They take their consent back."""
        form = request.form
        try:
            done = services.withdraw(
                desk.parts, forms.number(form), source=forms.text(form, "source"), by=desk.by
            )
        except RefusedError as error:
            return _of_number(desk, 400, trouble=str(error))
        said = "The consent is withdrawn." if done else "No consent of that number is in force."
        return _of_number(desk, notice=said)


def _of_number(desk: Desk, status: int = 200, *, trouble: str = "", notice: str = "") -> Response:
    """What is held about the number that was posted. To look is an entry."""
    try:
        e164 = forms.number(request.form)
    except RefusedError as error:
        given = request.form.get("number", "")
        return desk.show("staff/wishes.html", 400, e164="", given=given, trouble=trouble or str(error))
    with desk.write() as tx:
        known = numbers.find(tx, e164, desk.parts.terms.keys.numbers)
        looked_up(tx, known, desk.context.clock(), by=desk.by, where=WHERE)
        asked = [] if known is None else optouts.of(tx, known)
        given_ = [] if known is None else consents.of(tx, known)
        campaigns = [] if known is None else _in_campaigns(tx, desk, known)
    return desk.show(
        "staff/wishes.html", status, e164=e164, asked=asked, given_consents=given_, campaigns=campaigns,
        trouble=trouble, notice=notice, sources=OPT_OUT_SOURCES,
    )  # fmt: skip


def _in_campaigns(tx: Connection, desk: Desk, number: int) -> list[str]:
    """The campaigns of their areas in whose list the number is."""
    mine = exists().where(Contact.campaign_id == Campaign.id, Contact.number_id == number)
    return list(tx.scalars(select(Campaign.title).where(desk.theirs(), mine).order_by(Campaign.title)))


def _seen(desk: Desk, number: InstrumentedAttribute[int]) -> list[ColumnElement[bool]]:
    """The condition that a number is in the list of one of their areas' campaigns; none for all areas."""
    if desk.all_areas:
        return []
    return [exists().where(Contact.number_id == number, Contact.campaign_id == Campaign.id, desk.theirs())]


def _looked(desk: Desk, where: str) -> None:
    with desk.write() as tx:
        looked_up(tx, None, desk.context.clock(), by=desk.by, where=where)


def _page() -> int:
    return max(0, whole(request.args, "page") or 0)
