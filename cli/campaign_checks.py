"""A campaign looked at with its flow: what keeps it from calling, and what to know before it starts."""

from datetime import time
from typing import Any

from sqlalchemy import Connection, func, select

from app import Service
from cli.errors import CommandError
from ivr.examine import Campaign, Report, check_campaign, examine
from store import campaigns, flows, own_numbers
from store.models import Contact


def of(tx: Connection, made: Service, id_: str) -> Campaign:
    """What of a campaign its flow is checked with. RefusedError where there is none of this id."""
    row = campaigns.show(tx, id_)
    listed = select(func.count()).where(Contact.campaign_id == id_, Contact.removed_at.is_(None))
    rules, answered = made.parts.rules(), own_numbers.answered(tx, row["caller_id"]) is not False
    return Campaign(
        caller_id=row["caller_id"] if answered else None,
        numbers=tx.scalar(listed) or 0,
        opens=_time(row["hours"], "opens", rules.opens),
        closes=_time(row["hours"], "closes", rules.closes),
        earliest=rules.opens,
        latest=rules.closes,
    )


def examined(tx: Connection, made: Service, id_: str) -> Report:
    """Everything that is to be said of the campaign and of the version of its flow that is in force."""
    campaign = of(tx, made, id_)
    kept = flows.text_of(tx, campaigns.show(tx, id_)["flow_version"])
    return examine(kept.text, kept.name, campaign=campaign, line=kept.line)


def refuse_what_is_wrong(tx: Connection, made: Service, id_: str) -> None:
    """CommandError, with the remedy, where the campaign itself may not call. Its flow was checked when published."""
    for fault in check_campaign(of(tx, made, id_)):
        if fault.grade == "error":
            raise CommandError(f"The campaign {id_} is not started: {fault.message}")


def _time(hours: dict[str, Any], name: str, default: time) -> time:
    return time.fromisoformat(hours[name]) if hours.get(name) else default
