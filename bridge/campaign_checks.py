"""A campaign looked at with its flow: what keeps it from calling, and what to know before it starts."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time
from typing import Any

from sqlalchemy import Connection, func, select

from bridge.parts import Parts
from ivr.examine import Campaign, Report, check_campaign, examine
from store import campaigns, flows, own_numbers, volunteers
from store.errors import RefusedError
from store.languages import EVERYBODYS
from store.models import Contact


def of(tx: Connection, parts: Parts, id_: str) -> Campaign:
    """What of a campaign its flow is checked with. RefusedError for an unknown id."""
    return replace(_itself(tx, parts, campaigns.show(tx, id_)), unspoken=_unspoken(tx, id_))


def examined(tx: Connection, parts: Parts, id_: str) -> Report:
    """Everything that is to be said of the campaign and of the version of its flow that is in force."""
    campaign = of(tx, parts, id_)
    kept = flows.text_of(tx, campaigns.show(tx, id_)["flow_version"])
    return examine(kept.text, kept.name, campaign=campaign, line=kept.line)


def begin(tx: Connection, parts: Parts, id_: str, now: datetime) -> None:
    """Let a campaign dial, and have its abandoned calls looked at. RefusedError, with the remedy, where it may not."""
    _refuse_what_is_wrong(tx, parts, campaigns.show(tx, id_), "started")
    campaigns.start(tx, id_, now)
    campaigns.looked_at(tx, id_, now)


def change(
    tx: Connection,
    parts: Parts,
    id_: str,
    now: datetime,
    *,
    noted: Mapping[str, str] | None = None,
    **values: Any,  # noqa: ANN401 (columns)
) -> None:
    """Change a campaign's settings. RefusedError as `store.campaigns.change`, and where it calls and then might not."""
    campaigns.change(tx, id_, now, noted=noted, **values)
    row = campaigns.show(tx, id_)
    if row["status"] == "running":
        _refuse_what_is_wrong(tx, parts, row, "changed")


def _refuse_what_is_wrong(tx: Connection, parts: Parts, row: Mapping[str, Any], done: str) -> None:
    """RefusedError, with the remedy, where the campaign may not call. Its flow was checked when it was published."""
    flow = parts.flows.get(tx, row["flow_version"])
    for fault in check_campaign(_itself(tx, parts, row), flow):
        if fault.grade == "error":
            raise RefusedError(f"The campaign {row['id']} is not {done}: {fault.message}")


def _itself(tx: Connection, parts: Parts, row: Mapping[str, Any]) -> Campaign:
    """The campaign without what takes a look at every contact."""
    rules, id_ = parts.rules(), row["id"]
    listed = select(func.count()).where(Contact.campaign_id == id_, Contact.removed_at.is_(None))
    answered = own_numbers.answered(tx, row["caller_id"]) is not False
    return Campaign(
        caller_id=row["caller_id"] if answered else None,
        numbers=tx.scalar(listed) or 0,
        opens=_time(row["hours"], "opens", rules.opens),
        closes=_time(row["hours"], "closes", rules.closes),
        earliest=rules.opens,
        latest=rules.closes,
        opinions=not parts.terms.organisation.charity,
    )


def _unspoken(tx: Connection, id_: str) -> dict[str, int]:
    """The contacts, counted by their language, whom no volunteer of the campaign could be offered."""
    spoken = {"", EVERYBODYS, *volunteers.spoken(tx, id_)}
    counted = (
        select(Contact.language, func.count())
        .where(Contact.campaign_id == id_, Contact.removed_at.is_(None), Contact.language.not_in(spoken))
        .group_by(Contact.language)
        .order_by(Contact.language)
    )
    return {language: count for language, count in tx.execute(counted)}  # noqa: C416 (rows, not pairs, for mypy)


def _time(hours: dict[str, Any], name: str, default: time) -> time:
    return time.fromisoformat(hours[name]) if hours.get(name) else default
