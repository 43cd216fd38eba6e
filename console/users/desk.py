"""What all routes of staff's and auditors' pages share: who asks, what they may see, and what is told once."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, g, make_response, redirect, render_template, url_for
from sqlalchemy import ColumnElement, Connection, select, true
from werkzeug.wrappers import Response as AnyResponse

from bridge.parts import Parts
from console.banner import banner
from console.context import ConsoleContext
from console.security.guard import Guard
from console.users.ways import CAMPAIGN_WAYS, WAYS
from console.vocabulary import OUTCOMES
from console.words import moment
from store import web_sessions
from store.ledger import acting
from store.models import Campaign
from store.web_sessions import Visitor


@dataclass(frozen=True, slots=True)
class Desk:
    """What the routes share. The guard has let in whom `console.security.access` names, and nobody else."""

    context: ConsoleContext
    parts: Parts
    guard: Guard

    @property
    def visitor(self) -> Visitor:
        """Who asks, as the guard found."""
        visitor: Visitor = g.visitor
        return visitor

    @property
    def user(self) -> int:
        """Their row."""
        assert self.visitor.user is not None  # noqa: S101 (the guard lets users alone come here)
        return self.visitor.user

    @property
    def by(self) -> str:
        """Who acts, as ledger entries have it."""
        return f"user {self.user}"

    @property
    def all_areas(self) -> bool:
        """Whether they see every area."""
        return not self.visitor.areas

    def theirs(self) -> ColumnElement[bool]:
        """The condition on `Campaign` that it is of their areas: for every query that shows or changes something."""
        return true() if self.all_areas else Campaign.area.in_(self.visitor.areas)

    def campaign_or_404(self, tx: Connection, campaign: str) -> Any:  # noqa: ANN401 (a row)
        """The campaign's row; one of another area is not there."""
        row = tx.execute(select(Campaign).where(Campaign.id == campaign, self.theirs())).first()
        if row is None:
            abort(404)
        return row

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction whose ledger entries say who did it."""
        with self.parts.db.write() as tx:
            acting(tx, self.by)
            yield tx

    def show(self, template: str, status: int = 200, **values: Any) -> Response:  # noqa: ANN401 (what the template shows)
        """A page: `template` stands in a folder of `templates` named as the role, and extends `users/frame.html`."""
        said = render_template(
            template, context=self.context, banner=banner(self.context), ways=WAYS[self.visitor.role],
            campaign_ways=CAMPAIGN_WAYS,
            outcomes=OUTCOMES, moment=moment, **{"notice": self.told(), "trouble": "", **values},
        )  # fmt: skip
        return make_response(said, status)

    def tell(self, sentence: str) -> None:
        """Have the next page tell this, once. No name and no number stands in it."""
        with self.parts.db.write() as tx:
            web_sessions.tell(tx, self.visitor.session, sentence)

    def told(self) -> str:
        """The notice to be told now, which is then forgotten."""
        notice = self.visitor.notice
        if notice:
            self.tell("")
        return notice

    def to(self, endpoint: str, notice: str = "", **values: Any) -> AnyResponse:  # noqa: ANN401 (url_for's)
        """On to a page, which tells this: what every form that was carried out ends with."""
        if notice:
            self.tell(notice)
        return redirect(url_for(endpoint, **values), 303)
