"""Published call flows: all versions, each with its text, picture and card; to put one in force is to roll back."""

from typing import Any

from flask import Blueprint, Response, abort, request
from sqlalchemy import Connection, select
from werkzeug.wrappers import Response as AnyResponse

from bridge import campaign_checks
from console.staff.sheets import sheet
from console.users.desk import Desk
from ivr.flow import Flow
from ivr.flows import LINE, shipped_names
from ivr.load import published
from store import drafts, flows
from store.errors import RefusedError
from store.models import Campaign, User

LETTERS = 12
"""Of a version, as people are shown it."""


def add(routes: Blueprint, desk: Desk) -> None:
    """Add them."""
    _shelf(routes, desk)
    _versions(routes, desk)


def _shelf(routes: Blueprint, desk: Desk) -> None:
    @routes.get("/flows")
    def flow_shelf() -> Response:
        """What is published, what they are writing, and a new one."""
        return shelf_page(desk)


def _versions(routes: Blueprint, desk: Desk) -> None:
    @routes.route("/flows/versions/<version>", methods=["GET", "POST"])
    def flow_version(version: str) -> AnyResponse:
        """A published version: its text, who published it and why; to put it in force is to roll back."""
        if request.method == "GET":
            return _version_page(desk, version)
        try:
            with desk.write() as tx:
                said = put_in_force(tx, desk, version)
        except RefusedError as error:
            return _version_page(desk, version, 400, trouble=str(error))
        return desk.to("staff.flow_version", said, version=version)

    @routes.get("/flows/versions/<version>/<any(picture, card):what>/<language>")
    def flow_sheet(version: str, what: str, language: str) -> Response:
        """A published version as a picture, or the card of its keys."""
        with desk.parts.db.read() as tx:
            flow = _published_or_404(tx, version)
        return sheet(flow, what, language, desk.context.organisation)


def put_in_force(tx: Connection, desk: Desk, version: str) -> str:
    """Have the campaign that the form names play it, and say so; nothing where none is named."""
    if not (campaign := request.form.get("campaign", "")):
        return ""
    row = desk.campaign_or_404(tx, campaign)
    flows.text_of(tx, version)
    campaign_checks.change(tx, desk.parts, campaign, desk.context.clock(), flow_version=version)
    return f"{row.title} plays it from its next call on."


def shipped() -> list[str]:
    """The names of the shipped flows."""
    return [name.removesuffix(".toml") for name in shipped_names() if name != LINE]


def shelf_page(desk: Desk, status: int = 200, *, trouble: str = "") -> Response:
    """Everything that is published, and their own drafts."""
    with desk.parts.db.read() as tx:
        played = campaigns_of(tx, desk)
        kept = [
            (one, [row.title for row in played if row.flow_version == one.version])
            for one in reversed(flows.listing(tx))
        ]
        return desk.show(
            "staff/flows.html", status, kept=kept, drafts=drafts.of_user(tx, desk.user), shipped=shipped(),
            letters=LETTERS, who=_users(tx), trouble=trouble,
        )  # fmt: skip


def _version_page(desk: Desk, version: str, status: int = 200, *, trouble: str = "") -> Response:
    with desk.parts.db.read() as tx:
        flow = _published_or_404(tx, version)
        about = next(one for one in flows.listing(tx) if one.version == version)
        return desk.show(
            "staff/flow.html", status, flow=flow, about=about, text=flows.text_of(tx, version).text,
            campaigns=campaigns_of(tx, desk), letters=LETTERS, who=_users(tx), trouble=trouble,
        )  # fmt: skip


def campaigns_of(tx: Connection, desk: Desk) -> list[Any]:
    """The campaigns of their areas, the newest first: id, title and flow."""
    wanted = select(Campaign.id, Campaign.title, Campaign.flow_version).where(desk.theirs())
    return list(tx.execute(wanted.order_by(Campaign.created_at.desc(), Campaign.id)))


def _users(tx: Connection) -> dict[str, str]:
    """Those who sign in here, by how records name them."""
    return {f"user {row.id}": row.email for row in tx.execute(select(User.id, User.email))}


def _published_or_404(tx: Connection, version: str) -> Flow:
    try:
        kept = flows.text_of(tx, version)
    except RefusedError:
        abort(404)
    return published(kept.text, kept.name, kept.line)
