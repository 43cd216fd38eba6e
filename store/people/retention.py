"""What is past its time, and its purging: counted first, then taken away in short transactions, each with its entry.

A campaign's contacts go some days after it was stopped; records of calls some months after the call. Opt-outs and
consents in force stay for ever, and so does the ledger: without its salts it says nothing of anybody.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Select, func, select

from store.audit.words import moment
from store.database import Database
from store.ledger import Kind, append
from store.models import Campaign, Contact, Entry
from store.people import past
from store.people.forgetting import ERASED

AT_ONCE: Final = 200
"""Rows in one transaction: calls go on meanwhile."""
DAYS_A_MONTH: Final = 31
"""Months are counted long, so that nothing goes before its time."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How long is kept: records of calls in months; contacts in days after a campaign's end, unless it says itself."""

    records_months: int
    contacts_days: int


@dataclass(frozen=True, slots=True)
class Past:
    """So many rows of a kind that are past their time, and why; of one campaign, or of all."""

    what: str
    campaign: str | None
    count: int
    because: str


def look(tx: Connection, terms: Terms, now: datetime, *, by: str) -> list[Past]:
    """Count what is past its time, and purge nothing. That somebody looked is an entry. `now`: aware UTC."""
    found = [
        Past(one.what, one.campaign, _count(tx, one.which), one.because) for one in _steps(tx, terms, now)
    ]
    found = [one for one in found if one.count]
    told = [{"what": one.what, "campaign": one.campaign, "count": one.count} for one in found]
    append(tx, Kind.RETENTION_LOOKED, now, data={"past": told, "by": by})
    return found


def purge(
    db: Database,
    terms: Terms,
    clock: Callable[[], datetime],
    *,
    by: str,
    seen: Callable[[int, int], None] = lambda _done, _all: None,
) -> list[Past]:
    """Purge what is past its time, and say what went. Stopped half-way, it has done so much, and may be run again.

    `seen` is told of the rows done and of those in all.
    """
    with db.read() as tx:
        steps = list(_steps(tx, terms, clock()))
        total = sum(_count(tx, one.which) for one in steps)
    done, gone = 0, list[Past]()
    for step in steps:
        count = 0
        while some := _purge_some(db, step, clock(), by):
            count += some
            seen(done + count, total)
        done += count
        if count:
            gone.append(Past(step.what, step.campaign, count, step.because))
    return gone


@dataclass(frozen=True, slots=True)
class _Step:
    """One kind of rows. `which`: the ids of those past their time; `purge` takes some of them away."""

    what: str
    because: str
    which: Select[Any]
    purge: Callable[[Connection, list[Any], datetime], None]
    campaign: str | None = None


def _purge_some(db: Database, step: _Step, now: datetime, by: str) -> int:
    with db.write() as tx:
        ids = list(tx.scalars(step.which.limit(AT_ONCE)))
        if ids:
            step.purge(tx, ids, now)
            data = {"what": step.what, "count": len(ids), "because": step.because, "by": by}
            append(tx, Kind.RETENTION_PURGED, now, campaign=step.campaign, data=data)
    return len(ids)


def _count(tx: Connection, which: Select[Any]) -> int:
    return tx.scalar(select(func.count()).select_from(which.subquery())) or 0


def _steps(tx: Connection, terms: Terms, now: datetime) -> Iterator[_Step]:
    """In an order in which nothing is left that refers to what has gone."""
    cutoff = now - timedelta(days=terms.records_months * DAYS_A_MONTH)
    old = f"older than {terms.records_months} months"
    ended = list(_ended(tx, terms, now))
    yield _Step("states of lines", "their line ended 24 hours ago", past.states(now), past.forget_states)
    yield _Step("stored replies", "they were given 24 hours ago", past.replies(now), past.delete_replies)
    yield _Step("failed sign-ins", "they were made 24 hours ago", past.failures(now), past.delete_failures)
    for campaign, because in ended:
        mine = select(Contact.id).where(
            Contact.campaign_id == campaign, ~Contact.key.startswith(ERASED, autoescape=True)
        )
        yield _Step("contacts", because, mine.order_by(Contact.id), past.forget_some, campaign)
    yield _Step("calls", old, past.calls(cutoff), past.delete_calls)
    yield _Step("lines", old, past.lines(cutoff), past.delete_lines)
    yield _Step("follow-ups", f"done, and {old}", past.follow_ups(cutoff), past.delete_follow_ups)
    yield _Step("salted entries", old, past.salted(cutoff), past.delete_salts)
    names = [campaign for campaign, _ in ended]
    yield _Step(
        "campaigns", f"stopped, and {old}", past.campaigns(_stopped(tx), cutoff), past.delete_campaigns
    )
    unused = "nobody on a list has it, and no wish or consent"
    since = now - timedelta(days=terms.contacts_days)
    yield _Step("telephone numbers", unused, past.digits(names, since), past.forget_digits)
    yield _Step("hashes of numbers", "nothing refers to it", past.hashes(), past.delete_hashes)


def _ended(tx: Connection, terms: Terms, now: datetime) -> Iterator[tuple[str, str]]:
    """The campaigns whose contacts are past their time, and why."""
    own = {row.id: row.contacts_days for row in tx.execute(select(Campaign.id, Campaign.contacts_days))}
    for campaign, at in sorted(_stopped(tx).items()):
        days = terms.contacts_days if own[campaign] is None else own[campaign]
        if at + timedelta(days=days) <= now:
            yield campaign, f"the campaign was stopped on {moment(at)}, and its contacts are kept {days} days"


def _stopped(tx: Connection) -> dict[str, datetime]:
    """The campaigns that stand stopped, and since when."""
    stops = (
        select(Entry.campaign_id, func.max(Entry.at).label("at"))
        .join(Campaign, Campaign.id == Entry.campaign_id)
        .where(Entry.kind == Kind.CAMPAIGN_STOPPED.value, Campaign.status == "stopped")
        .group_by(Entry.campaign_id)
    )
    return {str(row.campaign_id): row.at for row in tx.execute(stops)}
