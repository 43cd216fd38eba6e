"""Staff's campaigns: all of their areas, a new one, one with its settings; start, pause, stop."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from flask import Blueprint, Response, request
from sqlalchemy import Connection, func, select
from werkzeug.wrappers import Response as AnyResponse

from bridge import campaign_checks
from bridge.wishes import look_again
from console.staff import forms
from console.staff.vocabulary import CALLING, NATIONS, PURPOSES, SOURCES, STATUSES, WEEKDAYS
from console.users.desk import Desk
from ivr.flows import LINE, shipped_names
from policy.sources import DEFAULT_SOURCES
from store import campaigns, flows, registers
from store.errors import RefusedError
from store.models import Campaign, Contact
from store.models.campaigns import PURPOSES as KNOWN_PURPOSES

Change = Callable[[Connection, str, datetime], None]
SHIPPED: Final = "shipped:"


def add(routes: Blueprint, desk: Desk) -> None:
    """Add them."""
    _overview(routes, desk)
    _settings(routes, desk)
    _switches(routes, desk)


def _overview(routes: Blueprint, desk: Desk) -> None:
    @routes.get("")
    def home() -> Response:
        """The campaigns of their areas, and how they stand. Contacts are not counted here: a list may be long."""
        with desk.parts.db.read() as tx:
            rows = tx.execute(
                select(Campaign).where(desk.theirs()).order_by(Campaign.created_at.desc(), Campaign.id)
            )
            warnings = [
                one for one in registers.standings(tx, desk.context.clock()) if one["state"] != "good"
            ]
            return desk.show("staff/home.html", campaigns=rows.all(), statuses=STATUSES, warnings=warnings)

    @routes.route("/new", methods=["GET", "POST"])
    def new() -> AnyResponse:
        """Make a campaign: a draft, which dials nobody until it is started."""
        if request.method == "GET":
            return _new(desk, {"caller_id": desk.context.service_number, "flow": f"{SHIPPED}voter-id"})
        campaign = forms.campaign_id(request.form)
        try:
            with desk.write() as tx:
                _create(tx, desk, campaign)
        except RefusedError as error:
            return _new(desk, request.form, 400, trouble=str(error))
        return desk.to(
            "staff.contacts", "The campaign is made. Give it its contacts next.", campaign=campaign
        )

    @routes.get("/campaigns/<campaign>")
    def campaign(campaign: str) -> Response:
        """One campaign: how it stands, its switches, how many contacts are left."""
        return _one(desk, campaign)


def _settings(routes: Blueprint, desk: Desk) -> None:
    @routes.route("/campaigns/<campaign>/settings", methods=["GET", "POST"])
    def settings(campaign: str) -> AnyResponse:
        """Title, caller number, hours, attempts, sources, retention."""
        with desk.parts.db.read() as tx:
            row = desk.campaign_or_404(tx, campaign)
        if request.method == "GET":
            return _sheet(desk, row, row._mapping)  # noqa: SLF001 (a row's public attribute)
        given: dict[str, Any] = dict(request.form)
        try:
            given = forms.campaign(request.form)
            with desk.write() as tx:
                campaign_checks.change(tx, desk.parts, campaign, desk.context.clock(), **given)
        except RefusedError as error:
            return _sheet(desk, row, {**row._mapping, **given}, 400, trouble=str(error))  # noqa: SLF001
        look_again(desk.parts, campaign_id=campaign)  # another source may be allowed now
        return desk.to("staff.campaign", "The settings are saved.", campaign=campaign)


def _switches(routes: Blueprint, desk: Desk) -> None:
    def start(tx: Connection, campaign: str, now: datetime) -> None:
        campaign_checks.begin(tx, desk.parts, campaign, now)

    def switch(name: str, change: Change, said: str) -> None:
        def act(campaign: str) -> AnyResponse:
            with desk.parts.db.read() as tx:
                desk.campaign_or_404(tx, campaign)
            try:
                with desk.write() as tx:
                    change(tx, campaign, desk.context.clock())
            except RefusedError as error:
                return _one(desk, campaign, 400, trouble=str(error))
            return desk.to("staff.campaign", said, campaign=campaign)

        routes.add_url_rule(f"/campaigns/<campaign>/{name}", name, act, methods=["POST"])

    switch("start", start, "The campaign may call. Its volunteers are offered contacts from now on.")
    switch("pause", campaigns.pause, "The campaign is paused: no new calls. Calls in progress go on.")
    switch("stop", campaigns.stop, "The campaign is stopped: no new calls, from this moment.")


def _create(tx: Connection, desk: Desk, campaign: str) -> None:
    form, area, now = request.form, forms.text(request.form, "area"), desk.context.clock()
    if not desk.all_areas and area not in desk.visitor.areas:
        raise RefusedError("That area is not yours: choose one of your own.")
    given = form.get("flow", "")
    version = (
        flows.publish_shipped(tx, given.removeprefix(SHIPPED), by=desk.by, now=now)
        if given.removeprefix(SHIPPED) in _shipped()
        else given
    )
    campaigns.create(
        tx, campaign, now, title=forms.text(form, "title"), flow_version=version,
        caller_id=forms.number(form, "caller_id"), area=area, purpose=form.get("purpose", ""),
        featured="featured" in form,
    )  # fmt: skip


def _new(desk: Desk, given: Mapping[str, Any], status: int = 200, *, trouble: str = "") -> Response:
    with desk.parts.db.read() as tx:
        published = {one.name: one.version for one in flows.listing(tx)}
        areas = desk.visitor.areas or tuple(
            tx.scalars(select(Campaign.area).distinct().order_by(Campaign.area))
        )
    choices = [(SHIPPED + name, name) for name in _shipped()]
    choices += [(version, name) for name, version in published.items() if name not in _shipped()]
    return desk.show(
        "staff/new.html", status, given=given, flows=choices, areas=areas, own=not desk.all_areas,
        purposes=[(one, PURPOSES[one]) for one in KNOWN_PURPOSES], trouble=trouble,
        caller=forms.written(given.get("caller_id", "")),
    )  # fmt: skip


def _sheet(
    desk: Desk,
    row: Any,  # noqa: ANN401 (a row)
    given: Mapping[str, Any],
    status: int = 200,
    *,
    trouble: str = "",
) -> Response:
    allowed = [(one.name, SOURCES[one.name]) for one in DEFAULT_SOURCES if row.purpose in one.purposes]
    kept = {name: given.get(name) for name in ("hours", "calling")}
    return desk.show(
        "staff/settings.html", status, campaign=row, given=given, allowed=allowed, weekdays=WEEKDAYS,
        nations=NATIONS, calling_words=CALLING, purpose=PURPOSES[row.purpose], trouble=trouble,
        caller=forms.written(given.get("caller_id", "")),
        **{name: value if isinstance(value, dict) else {} for name, value in kept.items()},
    )  # fmt: skip


def _one(desk: Desk, campaign: str, status: int = 200, *, trouble: str = "") -> Response:
    with desk.parts.db.read() as tx:
        row = desk.campaign_or_404(tx, campaign)
        left = tx.execute(
            select(func.count().label("all"), func.count().filter(Contact.ready).label("ready")).where(
                Contact.campaign_id == campaign, Contact.removed_at.is_(None)
            )
        ).one()
        flow = flows.text_of(tx, row.flow_version).name
    return desk.show(
        "staff/campaign.html", status, campaign=row, left=left, flow=flow, statuses=STATUSES,
        purpose=PURPOSES[row.purpose], trouble=trouble,
    )  # fmt: skip


def _shipped() -> list[str]:
    return [name.removesuffix(".toml") for name in shipped_names() if name != LINE]
