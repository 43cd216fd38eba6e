"""What all routes of the volunteers' pages share: who asks, what is shown, and what is told once."""

from dataclasses import dataclass
from typing import Any, Final

from flask import Response, abort, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bridge.page import Page
from bridge.page_view import Phase
from bridge.parts import Parts
from console.banner import banner
from console.call.sheet import Sheet, of_attempt
from console.context import ConsoleContext
from console.numerals import whole
from console.security.guard import Guard
from console.vocabulary import OUTCOMES
from console.words import moment
from store import web_sessions
from store.web_sessions import Visitor

IN_CALL: Final = (Phase.CONNECTING, Phase.RINGING, Phase.TALKING, Phase.ENDED)


@dataclass(frozen=True, slots=True)
class Desk:
    """What the routes share."""

    context: ConsoleContext
    parts: Parts
    guard: Guard
    page: Page

    @property
    def visitor(self) -> Visitor:
        """Who asks, as the guard found."""
        visitor: Visitor = g.visitor
        return visitor

    @property
    def volunteer(self) -> int:
        """Their row."""
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


def sheet_or_404(desk: Desk, attempt: str) -> Sheet:
    """One of the volunteer's own calls; anybody else's is not there."""
    source = request.form if request.method == "POST" else request.args
    with desk.parts.db.read() as tx:
        sheet = of_attempt(tx, desk.parts, desk.volunteer, attempt, whole(source, "member"))
    if sheet is None:
        abort(404)
    return sheet
