"""A campaign looked at with its flow: what keeps it from calling, and what to know before it starts."""

from datetime import datetime, time
from typing import Any

from sqlalchemy import Connection, func, select

from ivr.examine import Campaign, Report, check_campaign, examine
from policy.limits import Rules
from store import campaigns, flows, own_numbers
from store.errors import RefusedError
from store.models import Contact


def of(tx: Connection, rules: Rules, id_: str) -> Campaign:
    """What of a campaign its flow is checked with. RefusedError for an unknown id. `rules`: the organisation's."""
    row = campaigns.show(tx, id_)
    listed = select(func.count()).where(Contact.campaign_id == id_, Contact.removed_at.is_(None))
    answered = own_numbers.answered(tx, row["caller_id"]) is not False
    return Campaign(
        caller_id=row["caller_id"] if answered else None,
        numbers=tx.scalar(listed) or 0,
        opens=_time(row["hours"], "opens", rules.opens),
        closes=_time(row["hours"], "closes", rules.closes),
        earliest=rules.opens,
        latest=rules.closes,
    )


def examined(tx: Connection, rules: Rules, id_: str) -> Report:
    """Everything that is to be said of the campaign and of the version of its flow that is in force."""
    campaign = of(tx, rules, id_)
    kept = flows.text_of(tx, campaigns.show(tx, id_)["flow_version"])
    return examine(kept.text, kept.name, campaign=campaign, line=kept.line)


def refuse_what_is_wrong(tx: Connection, rules: Rules, id_: str) -> None:
    """RefusedError, with the remedy, where the campaign itself may not call. Its flow was checked when published."""
    for fault in check_campaign(of(tx, rules, id_)):
        if fault.grade == "error":
            raise RefusedError(f"The campaign {id_} is not started: {fault.message}")


def begin(tx: Connection, rules: Rules, id_: str, now: datetime) -> None:
    """Let a campaign dial, and have its abandoned calls looked at. RefusedError, with the remedy, where it may not."""
    refuse_what_is_wrong(tx, rules, id_)
    campaigns.start(tx, id_, now)
    campaigns.looked_at(tx, id_, now)


def _time(hours: dict[str, Any], name: str, default: time) -> time:
    return time.fromisoformat(hours[name]) if hours.get(name) else default
