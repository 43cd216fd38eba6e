"""Looks at every request before its page does: whose it is, whether they may, and whether our own form sent it."""

import hmac
import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from console.banner import banner
from console.context import ConsoleContext
from console.numerals import LARGEST
from console.security.access import ACCESS, Route
from store import web_sessions
from store.web_sessions import NOTED_EVERY, Visitor

VISIT: Final = "ringround_visit"
FIELD: Final = "form_token"
"""The field of every form that says that our own page has sent it."""
VISIT_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Guard:
    """The guard of all routes."""

    context: ConsoleContext

    @property
    def cookie(self) -> str:
        """The cookie's name: over HTTPS with the prefix by which browsers keep it to this host and to HTTPS."""
        return "__Host-ringround" if self.context.secure else "ringround"

    def blueprint(self) -> Blueprint:
        """Puts the guard before every route of the application, not this blueprint's alone."""
        page = Blueprint("guard", __name__)
        page.before_app_request(self.check)
        page.app_context_processor(lambda: {"form_token": self.token, "form_field": FIELD})
        page.after_app_request(self.remember_visit)
        return page

    def check(self) -> AnyResponse | None:
        """None: the request may go on; else what is said instead."""
        g.visitor = None
        if request.endpoint is None:
            return None  # there is no such page
        route = ACCESS.get(request.endpoint)
        if route is None:
            return self.refuse("This page is not open to anybody.")
        if route.largest is not None:
            request.max_content_length = route.largest  # before the form is read
        if route.own_door:
            return None
        if "anybody" not in route.roles and (said := self._look_at(route)) is not None:
            return said
        return self._look_into()

    def token(self) -> str:
        """What a form of ours carries for this visitor."""
        return self._token(self._base())

    def enter(self, reply: AnyResponse, token: str) -> AnyResponse:
        """Give the visitor the session's cookie."""
        reply.set_cookie(self.cookie, token, secure=self.context.secure, httponly=True, samesite="Lax")
        return reply

    def leave(self, reply: AnyResponse) -> AnyResponse:
        """Take the cookie back."""
        reply.delete_cookie(self.cookie, secure=self.context.secure, httponly=True, samesite="Lax")
        return reply

    def refuse(self, sentence: str, status: int = 403) -> Response:
        """A page that says why not."""
        said = render_template(
            "refused.html", context=self.context, banner=banner(self.context), sentence=sentence
        )
        return make_response(said, status)

    def remember_visit(self, reply: Response) -> Response:
        """A visitor without a session has a mark of their own, for their forms."""
        if (mark := g.get("new_visit")) is not None:
            reply.set_cookie(VISIT, mark, secure=self.context.secure, httponly=True, samesite="Lax")
        return reply

    def _look_into(self) -> AnyResponse | None:
        if request.method == "POST" and not self._sent_by_us():
            return self.refuse(
                "This form is no longer good: go back, load the page again, and send it once more."
            )
        if not _is_kept_by_databases():
            return self.refuse("What was sent holds what no page sends: go back and write it anew.", 400)
        return None

    def _look_at(self, route: Route) -> AnyResponse | None:
        visitor = self._visitor()
        if visitor is None:
            return redirect(url_for("call.sign_in" if "volunteer" in route.roles else "users.sign_in"))
        if visitor.role not in route.roles:
            return self.refuse("This page is not yours to see. Sign in as somebody who may.")
        g.visitor = visitor
        self._note(visitor, route)
        return None

    def _visitor(self) -> Visitor | None:
        token = request.cookies.get(self.cookie)
        if not token:
            return None
        with self.context.db.read() as tx:
            return web_sessions.find(tx, token, self.context.clock())

    def _note(self, visitor: Visitor, route: Route) -> None:
        now = self.context.clock()
        if not route.looks_on and now - visitor.seen_at > NOTED_EVERY:
            with self.context.db.write() as tx:
                web_sessions.seen(tx, visitor, now)

    def _sent_by_us(self) -> bool:
        base = request.cookies.get(self.cookie) or request.cookies.get(VISIT)
        sent = request.form.get(FIELD, "")
        return bool(base) and hmac.compare_digest(self._token(base or "").encode(), sent.encode())

    def _base(self) -> str:
        base = request.cookies.get(self.cookie) or request.cookies.get(VISIT) or g.get("new_visit")
        if base is None:
            base = g.new_visit = secrets.token_urlsafe(VISIT_BYTES)
        return str(base)

    def _token(self, base: str) -> str:
        return hmac.digest(self.context.form_key, base.encode(), sha256).hex()


def _is_kept_by_databases() -> bool:
    """Whether the address and form hold nothing that a database stumbles over: zeros, and ids past its integers."""
    holes = (request.view_args or {}).values()
    if any(isinstance(one, int) and one > LARGEST for one in holes):
        return False
    texts = [*(one for one in holes if isinstance(one, str)), *_words(request.args)]
    if request.method == "POST":
        texts += _words(request.form)
    return not any("\0" in text for text in texts)


def _words(fields: MultiDict[str, str]) -> list[str]:
    return [text for pair in fields.items(multi=True) for text in pair]
