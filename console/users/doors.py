"""`/sign-in` and `/sign-out`: how staff and auditors come in. E-mail and password, then the second factor."""

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any, Final

import segno
from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from markupsafe import Markup
from sqlalchemy import select
from werkzeug.wrappers import Response as AnyResponse

from bridge.parts import Parts
from console.banner import banner
from console.context import ConsoleContext
from console.security.guard import Guard
from store import web_sessions
from store.errors import RefusedError
from store.models import User
from store.users import codes
from store.users.door import Door
from store.web_sessions import Visitor

WRONG: Final = (
    "That is not right, or was tried too often. Look again; after a quarter of an hour you have new tries."
)
HOMES: Final = {"staff": "staff.home", "auditor": "audit.home"}


@dataclass(frozen=True, slots=True)
class Doors:
    """What the routes share."""

    context: ConsoleContext
    guard: Guard
    door: Door

    @property
    def visitor(self) -> Visitor:
        """Who asks, as the guard found: halfway through signing in, or signed in."""
        visitor: Visitor = g.visitor
        return visitor

    @property
    def user(self) -> int:
        """Their row."""
        assert self.visitor.user is not None  # noqa: S101 (the guard lets users alone come here)
        return self.visitor.user

    def ask(self, template: str, status: int = 200, **values: Any) -> Response:  # noqa: ANN401 (what the template shows)
        """A page of the sign-in."""
        shown = {"trouble": "", "email": "", **values}
        said = render_template(
            f"users/{template}", context=self.context, banner=banner(self.context), **shown
        )
        return make_response(said, status)

    def enter(self, reply: AnyResponse, user: int, *, halfway: bool) -> AnyResponse:
        """A session of its own for each stage, so that nobody comes in by a cookie that was there before."""
        now = self.context.clock()
        with self.context.db.write() as tx:
            web_sessions.forget_old(tx, now)
            if g.visitor is not None:
                web_sessions.end(tx, self.visitor.session)
            token = web_sessions.start(tx, now, user=user, halfway=halfway)
        return self.guard.enter(reply, token)

    def to_scan(self) -> dict[str, Any]:
        """The QR code, and the secret to type where it cannot be scanned."""
        drawn = segno.make(self.door.uri(self.user), error="m").svg_inline(
            border=4, dark="#000", light="#fff", omitsize=True, title="The code to scan"
        )
        secret = self.door.secret(self.user)
        grouped = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
        return {"drawn": Markup(drawn), "secret": grouped}  # noqa: S704 (segno drew it)

    def sample_code(self) -> str:
        """The code of this moment of one of the sample's users; empty for everybody else."""
        with self.context.db.read() as tx:
            email = tx.scalar(select(User.email).where(User.id == self.user))
        if email not in {one.email for one in self.context.sample_users}:
            return ""
        return codes.current(self.door.secret(self.user), self.context.real_clock())


def blueprint(context: ConsoleContext, parts: Parts, guard: Guard) -> Blueprint:
    """All of them."""
    routes = Blueprint("users", __name__)
    door = Door(context.db, context.clock, context.real_clock, parts.terms.keys, context.organisation)
    doors = Doors(context, guard, door)
    _first(routes, doors)
    _second(routes, doors)
    _enrolment(routes, doors)
    _out(routes, doors)
    return routes


def _first(routes: Blueprint, doors: Doors) -> None:
    @routes.route("/sign-in", methods=["GET", "POST"])
    def sign_in() -> AnyResponse:
        """E-mail and password."""
        if request.method == "GET":
            return doors.ask("sign_in.html")
        form = request.form
        user = doors.door.password(form.get("email", ""), form.get("password", ""), _address())
        if user is None:
            return doors.ask("sign_in.html", 400, trouble=WRONG, email=form.get("email", ""))
        return _to(doors, user, "users.code", halfway=True)

    @routes.route("/sign-in/begin", methods=["GET", "POST"])
    def begin() -> AnyResponse:
        """The one-time code of an invitation, and a password of one's own."""
        form = request.form
        if request.method == "GET":
            return doors.ask("begin.html")
        email = form.get("email", "")
        try:
            user = doors.door.begin(email, form.get("code", ""), form.get("password", ""), _address())
        except RefusedError as error:
            return doors.ask("begin.html", 400, trouble=str(error), email=email)
        if user is None:
            return doors.ask("begin.html", 400, trouble=WRONG, email=email)
        return _to(doors, user, "users.enrol", halfway=True)


def _second(routes: Blueprint, doors: Doors) -> None:
    @routes.route("/sign-in/code", methods=["GET", "POST"])
    def code() -> AnyResponse:
        """The second factor's code, or a recovery code."""
        sample = doors.sample_code()
        if request.method == "GET":
            return doors.ask("code.html", sample=sample)
        if not doors.door.code(doors.user, request.form.get("code", ""), _address()):
            return doors.ask("code.html", 400, trouble=WRONG, sample=sample)
        return _to(doors, doors.user, "users.arrive", halfway=False)

    @routes.get("/sign-in/arrive")
    def arrive() -> AnyResponse:
        """On to their own pages."""
        return redirect(url_for(HOMES[doors.visitor.role]))


def _enrolment(routes: Blueprint, doors: Doors) -> None:
    @routes.route("/sign-in/telephone", methods=["GET", "POST"])
    def enrol() -> AnyResponse:
        """Set up the second factor: a secret for the telephone's app, and its first code."""
        if doors.door.enrolled(doors.user):
            return redirect(url_for("users.code"))
        if request.method == "GET":
            return doors.ask("enrol.html", **doors.to_scan())
        fresh = doors.door.enrol(doors.user, request.form.get("code", ""), _address())
        if fresh is None:
            return doors.ask("enrol.html", 400, trouble=WRONG, **doors.to_scan())
        reply = doors.ask("recovery.html", codes=fresh)
        return doors.enter(reply, doors.user, halfway=False)


def _out(routes: Blueprint, doors: Doors) -> None:
    @routes.post("/sign-out")
    def sign_out() -> AnyResponse:
        """The session is over."""
        doors.door.sign_out(doors.visitor.session, doors.user)
        return doors.guard.leave(redirect(url_for("users.sign_in")))


def _to(doors: Doors, user: int, endpoint: str, *, halfway: bool) -> AnyResponse:
    return doors.enter(redirect(url_for(endpoint), 303), user, halfway=halfway)


def _address() -> str:
    """Whose network address it is. A proxy on our own network says for whom it asks; nobody else is believed."""
    peer = request.remote_addr or ""
    said = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        near = ip_address(peer).is_private
    except ValueError:
        return peer
    return said or peer if near else peer
