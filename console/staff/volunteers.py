"""A campaign's volunteers: take one on, another PIN, let one go. A PIN is shown once, to be handed on."""

from flask import Blueprint, Response, abort, request
from sqlalchemy import Connection, select
from werkzeug.wrappers import Response as AnyResponse

from console.staff import forms
from console.users.desk import Desk
from store import volunteers as kept
from store.errors import RefusedError
from store.models import VolunteerCampaign


def add(routes: Blueprint, desk: Desk) -> None:
    """Add them."""

    @routes.route("/campaigns/<campaign>/volunteers", methods=["GET", "POST"])
    def volunteers(campaign: str) -> AnyResponse:
        """Who calls for it; and somebody new, whose number and PIN are then shown."""
        if request.method == "GET":
            return _page(desk, campaign)
        pin = forms.text(request.form, "pin") or kept.random_pin()
        try:
            with desk.write() as tx:
                desk.campaign_or_404(tx, campaign)
                code = _take_on(tx, desk, campaign, pin)
        except RefusedError as error:
            return _page(desk, campaign, 400, trouble=str(error), given=request.form)
        return _page(desk, campaign, fresh=(code, pin))

    @routes.post("/campaigns/<campaign>/volunteers/<int:volunteer>/pin")
    def new_pin(campaign: str, volunteer: int) -> AnyResponse:
        """Another PIN, drawn."""
        pin = kept.random_pin()
        with desk.write() as tx:
            _theirs_or_404(tx, desk, campaign, volunteer)
            kept.new_pin(tx, volunteer, pin, desk.context.clock(), desk.parts.terms.keys)
            code = next(one.code for one in kept.of_campaign(tx, campaign) if one.id == volunteer)
        return _page(desk, campaign, fresh=(code, pin))

    @routes.post("/campaigns/<campaign>/volunteers/<int:volunteer>/remove")
    def remove(campaign: str, volunteer: int) -> AnyResponse:
        """They no longer call for it."""
        with desk.write() as tx:
            _theirs_or_404(tx, desk, campaign, volunteer)
            kept.remove(tx, volunteer, campaign, desk.context.clock())
        return desk.to("staff.volunteers", "They no longer call for this campaign.", campaign=campaign)


def _take_on(tx: Connection, desk: Desk, campaign: str, pin: str) -> str:
    form = request.form
    return kept.add(
        tx, name=forms.text(form, "name"), e164=forms.number(form), pin=pin, campaign=campaign,
        now=desk.context.clock(), keys=desk.parts.terms.keys,
    )  # fmt: skip


def _theirs_or_404(tx: Connection, desk: Desk, campaign: str, volunteer: int) -> None:
    """The volunteer calls for this campaign, which is of their areas."""
    desk.campaign_or_404(tx, campaign)
    theirs = (VolunteerCampaign.campaign_id == campaign, VolunteerCampaign.volunteer_id == volunteer)
    if tx.execute(select(VolunteerCampaign).where(*theirs)).first() is None:
        abort(404)


def _page(
    desk: Desk,
    campaign: str,
    status: int = 200,
    *,
    trouble: str = "",
    fresh: tuple[str, str] | None = None,
    given: forms.Form | None = None,
) -> Response:
    """`fresh`: a volunteer number and a PIN to be handed on."""
    with desk.parts.db.read() as tx:
        row = desk.campaign_or_404(tx, campaign)
        people = kept.of_campaign(tx, campaign)
    return desk.show(
        "staff/volunteers.html", status, campaign=row, people=people, trouble=trouble, fresh=fresh,
        given=given or {},
    )  # fmt: skip
