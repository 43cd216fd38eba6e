"""Any flow file on the two telephones: checked, kept as a version, and put in force for the rehearsal's campaign."""

from collections.abc import Mapping
from typing import Final

from flask import Blueprint, Response, jsonify, request
from sqlalchemy import Connection, select

from console.context import ConsoleContext
from ivr.examine import examine
from ivr.flows import LINE, shipped_names, text_of
from ivr.sounds import names as sound_names
from store import campaigns, flows
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
    report = examine(text, sounds=sounds)
    problems = [str(one) for one in report.problems if one.grade != "note"]
    if report.flow is None:
        return jsonify(error="This flow is not played: it has faults.", problems=problems), 422
    flow, now = report.flow, context.clock()
    with context.db.write() as tx:
        campaign = _campaign(tx)
        if campaign is None:
            return jsonify(error="There is no campaign to play it: `ringround campaigns add` makes one."), 409
        flows.publish(
            tx,
            text,
            line=text_of(LINE),
            name=flow.id,
            version=flow.version,
            by="the rehearsal's page",
            now=now,
            sounds={one: sounds[one] for _at, one in sound_names(flow)},
        )
        campaigns.change(tx, campaign, now, flow_version=flow.version)
        title = campaigns.show(tx, campaign)["title"]
    return jsonify(flow=flow.title[flow.languages[0]], campaign=title, problems=problems), 200


def _campaign(tx: Connection) -> str | None:
    """The campaign that volunteers are offered first."""
    found = select(Campaign.id).order_by(Campaign.featured.desc(), Campaign.created_at, Campaign.id)
    return tx.scalar(found.limit(1))
