"""Any flow file on the two telephones: checked, and put in force for the rehearsal's campaign; never published."""

from collections.abc import Iterable, Mapping
from typing import Final

from flask import Blueprint, Response, jsonify, request
from sqlalchemy import Connection, select

from bridge.publishing import Given, try_out, whole
from console.context import ConsoleContext
from ivr.flows import LINE, shipped_names, text_of
from ivr.load import FlowError, Problem
from store import campaigns
from store.models import Campaign

OURS: Final = "Ringround-Rehearsal"
"""A header that a page of another site cannot send."""
LONGEST: Final = 500_000
"""Letters of a flow's text."""


def choices() -> list[str]:
    """The shipped flows, by name."""
    return [name.removesuffix(".toml") for name in shipped_names() if name != LINE]


def add(page: Blueprint, context: ConsoleContext) -> None:
    """Add `/rehearsal/api/flow`."""

    @page.post("/api/flow")
    def flow() -> tuple[Response, int]:
        """Play a flow from the next call on: 422 and what is wrong where it has faults.

        `name`, of a shipped one, in JSON or a form; or a form with `files`: the flow's own (.toml) and the sound files
        that it names (.wav).
        """
        asked = request.get_json(silent=True) or request.form
        try:
            text, sounds = _sent()
        except UnicodeDecodeError:
            return jsonify(error="This flow is not played: save the file as UTF-8.", problems=[]), 422
        name = str(asked.get("name", ""))
        if OURS not in request.headers or len(text) > LONGEST or not (text or name in choices()):
            return jsonify(error="Choose a flow file, or one of the flows of the list."), 400
        return _tried(context, text or text_of(f"{name}.toml"), sounds)


def _sent() -> tuple[str, dict[str, bytes]]:
    """The flow's text, or nothing; and the sound files by name. UnicodeDecodeError where it is not UTF-8."""
    files = {one.filename: one.read() for one in request.files.getlist("files") if one.filename}
    flow = next((data for name, data in files.items() if name.endswith(".toml")), b"")
    return flow.decode("utf-8-sig"), {name: data for name, data in files.items() if name.endswith(".wav")}


def _tried(context: ConsoleContext, text: str, sounds: Mapping[str, bytes]) -> tuple[Response, int]:
    try:
        made = whole(Given("flow.toml", text, sounds))
    except FlowError as error:
        return jsonify(error="This flow is not played: it has faults.", problems=_mended(error.problems)), 422
    with context.db.write() as tx:
        campaign = _campaign(tx)
        if campaign is None:
            return jsonify(error="There is no campaign to play it: `ringround campaigns add` makes one."), 409
        try_out(tx, made, campaign, context.clock())
        title = campaigns.show(tx, campaign)["title"]
    flow = made.flow
    return jsonify(flow=flow.title[flow.languages[0]], campaign=title, problems=_mended(made.problems)), 200


def _mended(problems: Iterable[Problem]) -> list[str]:
    """All but what is only to be known."""
    return [str(one) for one in problems if one.grade != "note"]


def _campaign(tx: Connection) -> str | None:
    """The campaign that volunteers are offered first."""
    found = select(Campaign.id).order_by(Campaign.featured.desc(), Campaign.created_at, Campaign.id)
    return tx.scalar(found.limit(1))
