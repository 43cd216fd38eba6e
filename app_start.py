"""What a start of the service leaves behind: the shipped flow's version, the rules, and the settings on record."""

import json
from dataclasses import asdict, fields, is_dataclass
from typing import Final

from sqlalchemy import select

from app import DEFAULT_FLOW, Service
from bridge.decisions import keep_rules
from bridge.wishes import look_again
from store import flows
from store.ledger import Kind, append
from store.models import Entry

_LAST_START: Final = (
    select(Entry.data).where(Entry.kind == Kind.SETTINGS_LOADED).order_by(Entry.id.desc()).limit(1)
)


def begin(service: Service) -> None:
    """What a start leaves behind: the shipped flow's version, if this release has a new one, and the settings.

    Where the policy's rules are others than at the last start, whom they refused may be offered again.
    """
    keep_shipped_flow(service)
    before, now = record_settings(service), service.parts.rules().version
    if before not in {None, now}:
        look_again(service.parts)


def record_settings(service: Service) -> str | None:
    """Write down the settings that the service starts with: secrets not at all, numbers and addresses committed.

    Gives the version of the policy's rules at the start before, if there was one.
    """
    settings = service.settings
    sections = {
        one.name: asdict(section)
        for one in fields(settings)
        if one.name != "secrets"
        and is_dataclass(section := getattr(settings, one.name))
        and not isinstance(section, type)
    }
    organisation, numbers = sections["organisation"], sections["numbers"]
    personal = {name: organisation.pop(name) for name in ("address", "phone")}
    personal["volunteer_lines"] = ",".join(numbers.pop("volunteer_lines"))
    with service.parts.db.write() as tx:
        data = json.loads(json.dumps(sections, default=str)) | {"rules": service.parts.rules().version}
        before = tx.scalar(_LAST_START)
        # Else all who are first to ask the policy would wait for one of them to keep its rules.
        keep_rules(tx, service.parts.rules(), service.parts.now())
        append(tx, Kind.SETTINGS_LOADED, service.parts.now(), data=data, personal=personal)
    return before and before.get("rules")


def keep_shipped_flow(service: Service) -> None:
    """Publish the shipped flow's version if this release has a new one: arriving lines play it."""
    with service.parts.db.write() as tx:
        flows.publish_shipped(tx, DEFAULT_FLOW, by="ringround", now=service.parts.now())
