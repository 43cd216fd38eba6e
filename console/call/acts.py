"""What volunteers do at their pages: sign in and out, connect, call, save. Each act ends at a page that looks anew."""

from collections.abc import Callable
from typing import Final

from flask import Blueprint, abort, redirect, request, url_for
from sqlalchemy import Connection, select
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from bridge.page import NotYoursError, open_session
from bridge.page_saving import Form
from bridge.page_view import Phase, standing
from console.call import overview, reading, telling
from console.call.desk import IN_CALL, Desk, sheet_or_404
from console.call.sheet import Sheet
from console.numerals import whole
from store import wards, web_sessions
from store.kinds import Kind
from store.models import Entry

WRONG: Final = (
    "The volunteer number and the PIN do not match, or were tried too often. Wait a little, then try again."
)
NO_LINE: Final = (Phase.APART, Phase.RINGING_YOU, Phase.SIGN_IN)
Read = Callable[[MultiDict[str, str], Sheet], Form]


def add(routes: Blueprint, desk: Desk) -> None:
    """Add them."""
    _doors(routes, desk)
    _acts(routes, desk)
    _saves(routes, desk)


def _doors(routes: Blueprint, desk: Desk) -> None:
    @routes.route("/sign-in", methods=["GET", "POST"])
    def sign_in() -> AnyResponse:
        """Volunteer number and PIN. It opens the page alone: the line still wants its PIN."""
        if request.method == "GET":
            return desk.show("sign_in.html", trouble="")
        volunteer = desk.page.sign_in(
            request.form.get("number", "").strip(), request.form.get("pin", "").strip()
        )
        if volunteer is None:
            return desk.show("sign_in.html", 403, trouble=WRONG)
        with desk.parts.db.write() as tx:
            web_sessions.forget_old(tx, desk.context.clock())
            token = web_sessions.start(tx, desk.context.clock(), volunteer=volunteer)
        return desk.guard.enter(redirect(url_for("call.home")), token)

    @routes.post("/sign-out")
    def sign_out() -> AnyResponse:
        """The session is over; the telephone goes on."""
        with desk.parts.db.write() as tx:
            web_sessions.end(tx, desk.visitor.session)
        return desk.guard.leave(redirect(url_for("call.sign_in")))


def _acts(routes: Blueprint, desk: Desk) -> None:
    @routes.post("/start")
    def start() -> AnyResponse:
        """Call for a campaign, or for one ward of it."""
        campaign, ward = request.form.get("campaign", ""), whole(request.form, "ward")
        with desk.parts.db.write() as tx:
            if campaign not in {one.id for one in overview.campaigns(tx, desk.volunteer)}:
                abort(404)
            row = None if ward is None else wards.place(tx, ward)
            if ward is not None and (row is None or row.campaign_id != campaign):
                abort(404)
            web_sessions.choose(tx, desk.visitor.session, campaign, ward)
            line = standing(tx, desk.volunteer)
        return _next(desk, campaign, ward) if line.phase is not Phase.APART else desk.to_call()

    @routes.post("/connect")
    def connect() -> AnyResponse:
        """Have the service ring the volunteer's telephone."""
        refusal = desk.page.connect(desk.volunteer)
        return desk.to_call("ringing" if refusal is None else str(refusal.reason))

    @routes.post("/next")
    def next_contact() -> AnyResponse:
        """Offer the next contact of what was chosen."""
        with desk.parts.db.read() as tx:
            mine = overview.campaigns(tx, desk.volunteer)
        campaign = desk.visitor.campaign or (mine[0].id if mine else "")
        return _next(desk, campaign, desk.visitor.ward)

    @routes.post("/dial")
    def dial() -> AnyResponse:
        """Ring the contact who is offered."""
        done = desk.page.call(desk.volunteer, request.form.get("turn", ""))
        return desk.to_call(_refusal(desk, Phase.CONNECTING) if done else "past")

    @routes.post("/skip")
    def skip() -> AnyResponse:
        """Pass over the contact who is offered."""
        done = desk.page.skip(desk.volunteer, request.form.get("turn", ""))
        return desk.to_call(_refusal(desk, Phase.OFFERED) if done else "past")

    @routes.post("/end")
    def end() -> AnyResponse:
        """End the call."""
        return desk.to_call(
            "" if desk.page.end_call(desk.volunteer, request.form.get("turn", "")) else "past"
        )


def _saves(routes: Blueprint, desk: Desk) -> None:
    @routes.post("/calls/<attempt>/save")
    def save(attempt: str) -> AnyResponse:
        """Save the survey, or an outcome without one."""
        read = reading.outcome if request.form.get("save") == "outcome" else reading.survey
        return _save(desk, attempt, read)

    @routes.post("/calls/<attempt>/no-more-calls")
    def opt_out(attempt: str) -> AnyResponse:
        """No more calls to the contact, or to the household."""
        return _save(desk, attempt, reading.opt_out)


def _save(desk: Desk, attempt: str, read: Read) -> AnyResponse:
    sheet = sheet_or_404(desk, attempt)
    try:
        form = read(request.form, sheet)
    except reading.UnreadableError as error:
        return desk.show("edit.html", 422, sheet=sheet, trouble=str(error), back=request.form.get("back", ""))
    try:
        late = desk.page.save(desk.volunteer, form)
    except NotYoursError:
        abort(404)
    code = telling.second(late) if late else ("opted_out" if form.opt_out else "saved")
    if request.form.get("back") == "edit" and not late:
        desk.tell(code)
        return redirect(url_for("call.calls"))
    return desk.to_call(code)


def _next(desk: Desk, campaign: str, ward: int | None) -> AnyResponse:
    with desk.parts.db.read() as tx:
        before = standing(tx, desk.volunteer).phase
    if before in IN_CALL:
        return desk.to_call("in_call")
    if not desk.page.want(desk.volunteer, campaign, ward):
        return desk.to_call("no_line" if before in NO_LINE else "in_call")
    return desk.to_call(_refusal(desk, Phase.OFFERED))


def _refusal(desk: Desk, hoped: Phase) -> str:
    """Empty where it came as hoped; else what is to be told: the policy's reason, or that nobody is left."""
    with desk.parts.db.read() as tx:
        line = standing(tx, desk.volunteer)
        if line.phase is hoped or line.phase in IN_CALL:
            return ""
        return _last_refusal(tx, desk.volunteer) or "nobody"


def _last_refusal(tx: Connection, volunteer: int) -> str:
    """The reason of the newest decision about this volunteer's line, if it was a refusal."""
    row = tx.execute(
        select(Entry.kind, Entry.data)
        .where(Entry.session_id == open_session(tx, volunteer), Entry.kind.startswith("decision:"))
        .order_by(Entry.id.desc())
        .limit(1)
    ).first()
    refused = row is not None and row.kind == Kind.DECISION_REFUSED
    return str(row.data["decision"]["reason"]) if row is not None and refused else ""
