"""Published call flows: all versions, each with its text, picture and card; to put one in force is to roll back."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from flask import Blueprint, Response, abort, jsonify, request
from sqlalchemy import Connection, select
from werkzeug.wrappers import Response as AnyResponse

from bridge.publishing import Whole, published, put_in_force
from console.staff.sheets import sheet
from console.users.desk import Desk
from ivr.flow import Flow
from ivr.flows import LINE, shipped_names
from ivr.load import published as as_published
from scheduler.flow_checks import AGAIN
from store import drafts, flows, tasks
from store.errors import RefusedError
from store.models import Campaign, User
from store.tasks import Asked

LETTERS = 12
"""Of a version, as people are shown it."""
GOOD_FOR: Final = timedelta(hours=1)
"""How long a version's new check counts."""
CHECKS_LOOKED_AT: Final = 50


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
                said = force(tx, desk, _checked_or_404(tx, desk, version))
        except RefusedError as error:
            return _version_page(desk, version, 400, trouble=str(error))
        return desk.to("staff.flow_version", said, version=version)

    @routes.post("/flows/versions/<version>/check")
    def check_version(version: str) -> AnyResponse:
        """Have a version checked anew, as this release may mind what another did not."""
        with desk.write() as tx:
            _published_or_404(tx, version)
            tasks.ask(tx, AGAIN, desk.context.clock(), user=desk.user, given={"version": version})
        desk.parts.queue.wake(tasks.QUEUE)
        return desk.to("staff.flow_version", version=version)

    @routes.get("/flows/versions/<version>/status")
    def flow_version_status(version: str) -> Response:
        """Whether it is still being checked, for the page's script."""
        with desk.parts.db.read() as tx:
            task = _last_check(tx, version)
        return jsonify(open=task is not None and task.open, done=0, total=0)

    @routes.get("/flows/versions/<version>/<any(picture, card):what>/<language>")
    def flow_sheet(version: str, what: str, language: str) -> Response:
        """A published version as a picture, or the card of its keys."""
        with desk.parts.db.read() as tx:
            flow = _published_or_404(tx, version)
        return sheet(flow, what, language, desk.context.organisation)


def force(tx: Connection, desk: Desk, made: Whole) -> str:
    """Have the campaign that the form names play it, and say so; nothing where none is named."""
    if not (campaign := request.form.get("campaign", "")):
        return ""
    row, now = desk.campaign_or_404(tx, campaign), desk.context.clock()
    put_in_force(tx, desk.parts, made, campaign, by=desk.by, why=reason(), now=now)
    return f"{row.title} plays it from its next call on."


def reason() -> str:
    """What it is published or put in force for, as the form says. RefusedError where it does not."""
    said = request.form.get("why", "").strip()
    if not said:
        raise RefusedError("Say what for: it is kept with the version and with the change.")
    return said


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
            check=_last_check(tx, version), fresh=_is_fresh(desk, _last_check(tx, version)),
        )  # fmt: skip


def _checked_or_404(tx: Connection, desk: Desk, version: str) -> Whole:
    """A version that was checked anew just now. RefusedError where it was not, or does not hold."""
    flow, check = _published_or_404(tx, version), _last_check(tx, version)
    if not _is_fresh(desk, check) or check is None or not (check.result or {}).get("holds"):
        raise RefusedError("It is not put in force: have it checked anew first.")
    return Whole(published(tx, version), replace(flow, version=version))


def _last_check(tx: Connection, version: str) -> Asked | None:
    found = tasks.newest(tx, AGAIN, most=CHECKS_LOOKED_AT)
    return next((one for one in found if one.given["version"] == version), None)


def _is_fresh(desk: Desk, check: Asked | None) -> bool:
    """Whether it was done within the hour: there may be another release since."""
    done = None if check is None else check.done_at
    return done is not None and done > desk.context.clock() - GOOD_FOR


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
    return as_published(kept.text, kept.name, kept.line)
