"""The volunteers' pages that only show: home, the call, areas, the last calls."""

from typing import Any

from flask import Blueprint, Response, jsonify, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response as AnyResponse

from bridge.page_view import Phase, Standing, standing
from console.call import overview, telling
from console.call.desk import IN_CALL, Desk, sheet_or_404
from console.call.sheet import Sheet, of_attempt, of_offer, question_words
from console.numerals import whole
from store import wards


def add(routes: Blueprint, desk: Desk) -> None:
    """Add them."""
    _overviews(routes, desk)
    _call(routes, desk)


def _overviews(routes: Blueprint, desk: Desk) -> None:
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
        words, page = request.args.get("q", "").strip()[:100], max(0, whole(request.args, "page") or 0)
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


def _call(routes: Blueprint, desk: Desk) -> None:
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
        sheet = sheet_or_404(desk, attempt)
        return desk.show("edit.html", sheet=sheet, trouble="", back="edit")


def _now(desk: Desk, code: str) -> Response:
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


def _sheet_now(tx: Connection, desk: Desk, line: Standing) -> tuple[Sheet | None, Sheet | None]:
    """The sheet of the call at hand; and without one that of the last call."""
    state = line.state
    if state is None or line.phase in (Phase.SIGN_IN, Phase.RINGING_YOU):
        return None, None
    member = whole(request.args, "member")
    if line.phase is Phase.OFFERED and state.call is not None:
        contact = int(state.call.contact.id)
        campaign, flow = str(line.campaign), str(line.flow)
        return of_offer(tx, desk.parts, desk.volunteer, contact=contact, campaign=campaign, flow=flow), None
    if line.phase in IN_CALL and state.call is not None and state.call.attempt is not None:
        return of_attempt(tx, desk.parts, desk.volunteer, state.call.attempt, member), None
    if state.last is not None and state.last.attempt is not None:
        return None, of_attempt(tx, desk.parts, desk.volunteer, state.last.attempt, member)
    return None, None


def _chosen(tx: Connection, desk: Desk, line: Standing) -> str:
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
