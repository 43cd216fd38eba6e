"""Campaigns: made, changed, started, paused and stopped, each with its ledger entry."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, bindparam, exists, func, insert, select, update

from store.campaign_rules import (
    check_calling,
    check_contacts_days,
    check_hours,
    check_plain,
    check_sources,
)
from store.database import Database
from store.errors import RefusedError
from store.flows import text_of
from store.ledger import Kind, append
from store.models import Campaign, Contact

_CHANGEABLE: Final = frozenset(
    {"title", "flow_version", "caller_id", "area", "featured", "hours", "calling", "sources", "contacts_days"}
)

_SHARED: Final = select(Campaign.id).where(Campaign.id == bindparam("campaign")).with_for_update(read=True)


def create(
    tx: Connection,
    campaign: str,
    now: datetime,
    *,
    title: str,
    flow_version: str,
    caller_id: str,
    area: str,
    purpose: str,
    featured: bool = False,
    hours: Mapping[str, Any] | None = None,
    calling: Mapping[str, Any] | None = None,
    sources: Sequence[str] = (),
    contacts_days: int | None = None,
) -> None:
    """Make a campaign, as a draft: it dials once it is started. `caller_id` is E.164; `now` aware UTC.

    `sources`: the only ones it may call from, none for all that its purpose allows; `contacts_days`: how long its
    contacts are kept after its end, None for the organisation's. RefusedError for an id that is taken or is no short
    word, an unknown purpose, flow, hour or rule, and a source that the purpose may not use.
    """
    row: dict[str, Any] = {
        "id": campaign, "title": title, "flow_version": flow_version, "caller_id": caller_id, "area": area,
        "purpose": purpose, "featured": featured, "hours": dict(hours or {}), "calling": dict(calling or {}),
        "sources": list(sources), "contacts_days": contacts_days, "status": "draft",
    }  # fmt: skip
    _check(tx, row)
    if _found(tx, campaign) is not None:
        raise RefusedError(f"There is a campaign '{campaign}' already: choose another id.")
    tx.execute(insert(Campaign), row | {"created_at": now})
    append(tx, Kind.CAMPAIGN_CREATED, now, campaign=campaign, data=_shown(row), personal=_committed(row))


def change(
    tx: Connection,
    campaign: str,
    now: datetime,
    *,
    noted: Mapping[str, str] | None = None,
    **values: Any,  # noqa: ANN401 (columns)
) -> None:
    """Change a campaign's settings; a call in progress keeps its flow. RefusedError as in `create`.

    `noted`: what was said to it, such as why: kept with the entry (`store.ledger.append`).
    """
    unknown = sorted(values.keys() - _CHANGEABLE)
    if unknown:
        raise RefusedError(f"A campaign's {unknown[0]} cannot be changed: make another campaign.")
    before = _held(tx, campaign)
    changed = {name: value for name, value in values.items() if before[name] != value}
    if not changed:
        return
    _check(tx, {**before, **changed})
    tx.execute(update(Campaign).where(Campaign.id == campaign).values(**changed))
    old = {name: before[name] for name in changed}
    data = {"before": _shown(old), "after": _shown(changed)}
    append(
        tx,
        Kind.CAMPAIGN_CHANGED,
        now,
        campaign=campaign,
        data=data,
        personal=_committed(changed),
        noted=noted,
    )


def start(tx: Connection, campaign: str, now: datetime) -> None:
    """Let a campaign dial. RefusedError where it has no caller number, or no contact to ring."""
    row = _held(tx, campaign)
    _check(tx, row)
    if not tx.scalar(select(exists().where(Contact.campaign_id == campaign, Contact.removed_at.is_(None)))):
        raise RefusedError("The campaign has no contacts: import some with `ringround contacts import`.")
    _set_status(tx, row, "running", Kind.CAMPAIGN_STARTED, now)


def pause(tx: Connection, campaign: str, now: datetime) -> None:
    """Let a campaign rest: no new calls until it is started again."""
    _set_status(tx, _held(tx, campaign), "paused", Kind.CAMPAIGN_PAUSED, now)


def stop(tx: Connection, campaign: str, now: datetime) -> None:
    """The stop switch: no new calls, from this moment, on every server."""
    _set_status(tx, _held(tx, campaign), "stopped", Kind.CAMPAIGN_STOPPED, now)


def keep_as_it_is(tx: Connection, campaign: str) -> None:
    """Have a change of the campaign, such as its stop, wait for the transaction's end; wait for one that goes on."""
    tx.execute(_SHARED, {"campaign": campaign})


def looked_at(tx: Connection, campaign: str, now: datetime) -> None:
    """Staff looked at the campaign's abandoned calls: those so far no longer keep it from dialling today."""
    _held(tx, campaign)
    tx.execute(update(Campaign).where(Campaign.id == campaign).values(looked_at=now))
    append(tx, Kind.CAMPAIGN_LOOKED_AT, now, campaign=campaign)


def show(tx: Connection, campaign: str) -> dict[str, Any]:
    """A campaign's columns by name. RefusedError where there is none."""
    found = _found(tx, campaign)
    if found is None:
        raise RefusedError(
            f"There is no campaign '{campaign}': `ringround campaigns list` shows those there are."
        )
    return found


def listing(tx: Connection, *where: ColumnElement[bool]) -> list[dict[str, Any]]:
    """All campaigns, or those `where`, the oldest first: columns by name, how many `contacts` and how many `ready`."""
    counts = (
        select(
            Contact.campaign_id,
            func.count().label("contacts"),
            func.count().filter(Contact.ready).label("ready"),
        )
        .where(Contact.removed_at.is_(None))
        .group_by(Contact.campaign_id)
        .subquery()
    )
    rows = (
        select(
            *Campaign.__table__.c,
            func.coalesce(counts.c.contacts, 0).label("contacts"),
            func.coalesce(counts.c.ready, 0).label("ready"),
        )
        .outerjoin(counts, counts.c.campaign_id == Campaign.id)
        .where(*where)
        .order_by(Campaign.created_at, Campaign.id)
    )
    return [dict(row) for row in tx.execute(rows).mappings()]


def _found(tx: Connection, campaign: str) -> dict[str, Any] | None:
    row = tx.execute(select(*Campaign.__table__.c).where(Campaign.id == campaign)).mappings().first()
    return None if row is None else dict(row)


def _held(tx: Connection, campaign: str) -> dict[str, Any]:
    """The campaign, its row locked against another change."""
    Database.locked(tx, Campaign, campaign)
    return show(tx, campaign)


def _set_status(tx: Connection, row: dict[str, Any], status: str, kind: Kind, now: datetime) -> None:
    """Saying it again changes nothing, and is no entry."""
    if row["status"] != status:
        tx.execute(update(Campaign).where(Campaign.id == row["id"]).values(status=status))
        append(tx, kind, now, campaign=row["id"], data={"before": row["status"]})


def _check(tx: Connection, row: Mapping[str, Any]) -> None:
    check_plain(row)
    check_hours(row["hours"])
    check_calling(row["calling"])
    check_sources(row["sources"], row["purpose"])
    check_contacts_days(row["contacts_days"])
    text_of(tx, row["flow_version"])


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """What the ledger has in clear."""
    return {name: value for name, value in row.items() if name != "caller_id"}


def _committed(row: Mapping[str, Any]) -> dict[str, str]:
    """What the ledger has as a commitment: a number never stands in it, be it our own."""
    return {name: value for name, value in row.items() if name == "caller_id"}
