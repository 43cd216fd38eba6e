"""The volunteers' pages: signing in, home, the call, areas, the last calls. Plain forms; each act then looks anew."""

from dataclasses import dataclass
from typing import Any, Final

from flask import (
    Blueprint,
    Response,
    abort,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from sqlalchemy import Connection, select
from werkzeug.wrappers import Response as AnyResponse

from bridge.page import Form, NotYoursError, Page
from bridge.page_view import Phase, Standing, standing
from bridge.parts import Parts
from console.banner import banner
from console.call import overview, reading, telling
from console.call.sheet import Sheet, of_attempt, of_offer, question_words
from console.context import ConsoleContext
from console.security.guard import Guard
from console.vocabulary import OUTCOMES
from console.words import moment
from store import wards, web_sessions
from store.kinds import Kind
from store.models import Entry
from store.web_sessions import Visitor

WRONG: Final = (
    "The volunteer number and the PIN do not match, or were tried too often. Wait a little, then try again."
)
IN_CALL: Final = (Phase.CONNECTING, Phase.RINGING, Phase.TALKING, Phase.ENDED)


@dataclass(frozen=True, slots=True)
class _Desk:
    """What the routes share."""

    context: ConsoleContext
    parts: Parts
    guard: Guard
    page: Page

    @property
    def visitor(self) -> Visitor:
        visitor: Visitor = g.visitor
        return visitor

    @property
    def volunteer(self) -> int:
        assert self.visitor.volunteer is not None  # noqa: S101 (the guard lets volunteers alone come here)
        return self.visitor.volunteer

    def show(self, template: str, status: int = 200, **values: Any) -> Response:  # noqa: ANN401 (what the template shows)
        """A page."""
        said = render_template(
            f"call/{template}", context=self.context, banner=banner(self.context),
            outcomes=OUTCOMES, moment=moment, **values,
        )  # fmt: skip
        return make_response(said, status)

    def tell(self, code: str) -> None:
        """Have the next page tell this, once."""
        with self.parts.db.write() as tx:
            web_sessions.tell(tx, self.visitor.session, code)

    def told(self) -> str:
        """The notice to be told now, which is then forgotten."""
        code = self.visitor.notice
        if code:
            self.tell("")
        return code

    def to_call(self, code: str = "") -> AnyResponse:
        """To the call's page, which tells this."""
        if code:
            self.tell(code)
        return redirect(url_for("call.now"))


def blueprint(context: ConsoleContext, parts: Parts, guard: Guard) -> Blueprint:
    """`/call` and what is under it."""
    routes = Blueprint("call", __name__, url_prefix="/call")
    desk = _Desk(context, parts, guard, Page(parts))
    _doors(routes, desk)
    _overviews(routes, desk)
    _call(routes, desk)
    _acts(routes, desk)
    _saves(routes, desk)
    return routes


def _doors(routes: Blueprint, desk: _Desk) -> None:
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


def _overviews(routes: Blueprint, desk: _Desk) -> None:
    @routes.get("")
    def home() -> Response:
        """Campaigns in one click, and what was done."""
        notice = telling.notice(desk.told())
        with desk.parts.db.read() as tx:
            return desk.show(
                "home.html",
                name=overview.name_of(tx, desk.volunteer),
                campaigns=overview.campaigns(tx, desk.volunteer),
                done=overview.done(tx, desk.volunteer),
                unfinished=[one for one in overview.last_calls(tx, desk.volunteer) if not one.finished],
                line=standing(tx, desk.volunteer),
                notice=notice,
            )

    @routes.get("/areas")
    def areas() -> Response:
        """Wards by name, page by page, without an end to the list but its own."""
        words, page = request.args.get("q", "").strip()[:100], max(0, request.args.get("page", 0, type=int))
        with desk.parts.db.read() as tx:
            mine = overview.campaigns(tx, desk.volunteer)
            chosen = next(
                (one for one in mine if one.id == request.args.get("campaign")), mine[0] if mine else None
            )
            found, more = wards.search(tx, chosen.id, words, page) if chosen else ([], False)
        return desk.show(
            "areas.html", campaigns=mine, chosen=chosen, words=words, page=page, found=found, more=more
        )

    @routes.get("/calls")
    def calls() -> Response:
        """The last ten calls."""
        notice = telling.notice(desk.told())
        with desk.parts.db.read() as tx:
            return desk.show("calls.html", calls=overview.last_calls(tx, desk.volunteer), notice=notice)


def _call(routes: Blueprint, desk: _Desk) -> None:
    @routes.get("/now")
    def now() -> Response:
        """The call: how it stands, who it is, what to say and what was said."""
        code = desk.told()
        return _now(desk, code)

    @routes.get("/status")
    def status() -> AnyResponse:
        """How the line stands, for the page's script: one indexed read, and 304 while nothing changes."""
        with desk.parts.db.read() as tx:
            line = standing(tx, desk.volunteer)
        reply = jsonify(_status(line) | {"now": desk.context.clock().isoformat()})
        reply.set_etag(line.mark)
        return reply.make_conditional(request)

    @routes.get("/calls/<attempt>")
    def edit(attempt: str) -> Response:
        """One of the volunteer's own calls, to be put right."""
        sheet = _sheet_or_404(desk, attempt)
        return desk.show("edit.html", sheet=sheet, trouble="", back="edit")


def _acts(routes: Blueprint, desk: _Desk) -> None:
    @routes.post("/start")
    def start() -> AnyResponse:
        """Call for a campaign, or for one ward of it."""
        campaign, ward = request.form.get("campaign", ""), request.form.get("ward", type=int)
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


def _saves(routes: Blueprint, desk: _Desk) -> None:
    @routes.post("/calls/<attempt>/save")
    def save(attempt: str) -> AnyResponse:
        """Save the survey, or an outcome without one."""
        read = reading.outcome if request.form.get("save") == "outcome" else reading.survey
        return _save(desk, attempt, read)

    @routes.post("/calls/<attempt>/no-more-calls")
    def opt_out(attempt: str) -> AnyResponse:
        """No more calls to the contact, or to the household."""
        return _save(desk, attempt, reading.opt_out)


def _save(desk: _Desk, attempt: str, read: Any) -> AnyResponse:  # noqa: ANN401 (one of reading's functions)
    sheet = _sheet_or_404(desk, attempt)
    try:
        form: Form = read(request.form, sheet)
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


def _next(desk: _Desk, campaign: str, ward: int | None) -> AnyResponse:
    with desk.parts.db.read() as tx:
        before = standing(tx, desk.volunteer).phase
    if before in IN_CALL:
        return desk.to_call("in_call")
    if not desk.page.want(desk.volunteer, campaign, ward):
        return desk.to_call("no_line")
    return desk.to_call(_refusal(desk, Phase.OFFERED))


def _refusal(desk: _Desk, hoped: Phase) -> str:
    """Empty where it came as hoped; else what is to be told: the policy's reason, or that nobody is left."""
    with desk.parts.db.read() as tx:
        line = standing(tx, desk.volunteer)
        if line.phase is hoped or line.phase in IN_CALL:
            return ""
        return _last_refusal(tx, desk.volunteer) or "nobody"


def _last_refusal(tx: Connection, volunteer: int) -> str:
    """The reason of the newest decision about this volunteer's line, if it was a refusal."""
    from bridge.page import open_session  # noqa: PLC0415

    row = tx.execute(
        select(Entry.kind, Entry.data)
        .where(Entry.session_id == open_session(tx, volunteer), Entry.kind.startswith("decision:"))
        .order_by(Entry.id.desc())
        .limit(1)
    ).first()
    refused = row is not None and row.kind == Kind.DECISION_REFUSED
    return str(row.data["decision"]["reason"]) if row is not None and refused else ""


def _now(desk: _Desk, code: str) -> Response:
    with desk.parts.db.read() as tx:
        line = standing(tx, desk.volunteer)
        sheet, last = _sheet_now(tx, desk, line)
        chosen = _chosen(tx, desk, line)
    late = telling.came_second(code)
    shown = sheet or last
    second = question_words(shown, late) if shown else []
    return desk.show(
        "now.html", line=line, phase=telling.PHASES[line.phase], sheet=sheet, last=last, chosen=chosen,
        notice=telling.notice(code), second=second, second_outcome="outcome" in late,
        polled=_status(line), service_number=desk.context.service_number,
    )  # fmt: skip


def _sheet_now(tx: Connection, desk: _Desk, line: Standing) -> tuple[Sheet | None, Sheet | None]:
    """The sheet of the call at hand; and without one that of the last call."""
    state = line.state
    if state is None or line.phase in (Phase.SIGN_IN, Phase.RINGING_YOU):
        return None, None
    member = request.args.get("member", type=int)
    if line.phase is Phase.OFFERED and state.call is not None:
        contact = int(state.call.contact.id)
        campaign, flow = str(line.campaign), str(line.flow)
        return of_offer(tx, desk.parts, desk.volunteer, contact=contact, campaign=campaign, flow=flow), None
    if line.phase in IN_CALL and state.call is not None and state.call.attempt is not None:
        return of_attempt(tx, desk.parts, desk.volunteer, state.call.attempt, member), None
    if state.last is not None and state.last.attempt is not None:
        return None, of_attempt(tx, desk.parts, desk.volunteer, state.last.attempt, member)
    return None, None


def _chosen(tx: Connection, desk: _Desk, line: Standing) -> str:
    """What is called for, in words."""
    mine = overview.campaigns(tx, desk.volunteer)
    wanted = desk.visitor.campaign or line.campaign
    title = next((one.title for one in mine if one.id == wanted), mine[0].title if mine else "")
    row = None if desk.visitor.ward is None else wards.place(tx, desk.visitor.ward)
    return f"{title}, {row.ward}" if row is not None and row.campaign_id == wanted else title


def _status(line: Standing) -> dict[str, Any]:
    """For the page's script. `stage`: while it stays the same, the page's forms do."""
    call = line.state.call if line.state else None
    last = line.state.last if line.state else None
    attempt = (call and call.attempt) or ""
    group = "in_call" if line.phase in IN_CALL else line.phase.value
    about = call and (call.about or call.contact)
    return {
        "phase": line.phase.value,
        "words": telling.PHASES[line.phase],
        "since": line.since.isoformat() if line.since and line.phase is Phase.TALKING else "",
        "turn": line.turn,
        "stage": f"{group}:{attempt or (call.contact.id if call else '')}:{(last and last.attempt) or ''}",
        "about": about.id if about else "",
        "answers": dict(call.answers) if call else {},
        "mark": line.mark,
    }


def _sheet_or_404(desk: _Desk, attempt: str) -> Sheet:
    source = request.form if request.method == "POST" else request.args
    with desk.parts.db.read() as tx:
        sheet = of_attempt(tx, desk.parts, desk.volunteer, attempt, source.get("member", type=int))
    if sheet is None:
        abort(404)
    return sheet
