"""What an auditor looks for in the ledger, and what is found: calls that were rung and refusals, the newest first."""

import heapq
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Self

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, or_, select

from store.audit.noted import REFERENCE
from store.audit.sight import Sight
from store.ledger import Kind, append
from store.models import Attempt, Campaign, Contact, Entry, SealedEntry, Search, new_id

CALLS: Final = (Kind.DIAL_STARTED.value,)
REFUSALS: Final = (Kind.DECISION_REFUSED.value,)
KINDS: Final = {"both": (*CALLS, *REFUSALS), "calls": CALLS, "refusals": REFUSALS}
PAGE: Final = 50
KEPT: Final = timedelta(hours=12)
"""As long as a web session may last."""
EVERY: Final = 2000
"""Rows that are read at once where all are wanted."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for; None and empty: whatever it is. `number` is a row's id, `volunteer` too; times aware UTC.

    `unknown`: a number or a volunteer was named whom nobody here knows, so nothing is found. `why`: the reason that
    was given for looking at the number, `reference` what was typed beside it.
    """

    what: str = "both"
    number: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    campaign: str = ""
    volunteer: int | None = None
    reason: str = ""
    unknown: bool = False
    why: str = ""
    reference: str = ""

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        times = {name: at.isoformat() if at else None for name, at in self._times().items()}
        return asdict(self) | times

    @classmethod
    def of(cls, data: dict[str, Any]) -> Self:
        """From JSON values, as `to_json` gives them."""
        times = {
            name: datetime.fromisoformat(data[name]) if data[name] else None for name in ("since", "until")
        }
        return cls(**(data | times))

    def _times(self) -> dict[str, datetime | None]:
        return {"since": self.since, "until": self.until}


@dataclass(frozen=True, slots=True)
class Found:
    """A call that was rung (`reason` is None), or a refusal. Ids of rows, `place` in the sealed order; `at` UTC."""

    entry: int
    at: datetime
    campaign: str | None
    attempt: str | None
    contact: int | None
    volunteer: int | None
    reason: str | None
    outcome: str | None
    place: int | None

    @property
    def rung(self) -> bool:
        """Whether it was a call."""
        return self.reason is None


def keep(tx: Connection, user: int, now: datetime, sought: Sought) -> str:
    """Keep what is sought and return the id under which it stands: an address then holds nothing else."""
    tx.execute(delete(Search).where(Search.at < now - KEPT))
    search = new_id()
    tx.execute(insert(Search).values(id=search, user_id=user, at=now, sought=sought.to_json()))
    return search


def kept(tx: Connection, search: str, user: int) -> Sought | None:
    """What this user looked for; None for another's, and where there is none."""
    data = tx.scalar(select(Search.sought).where(Search.id == search, Search.user_id == user))
    return None if data is None else Sought.of(data)


def page(
    tx: Connection, sought: Sought, sight: Sight, before: int | None = None, most: int = PAGE
) -> list[Found]:
    """The newest that match, or those before the ledger entry `before`; one more than `most` where there are more."""
    if sought.unknown:
        return []
    where = [*_conditions(sought), *sight.of_campaign(Entry.campaign_id), *_earlier(tx, before)]
    kinds = [kind for kind in KINDS[sought.what] if not sought.reason or kind in REFUSALS]
    lists = [_of_kind(tx, kind, where, most + 1) for kind in kinds]
    newest = heapq.merge(*lists, key=lambda one: (one.at, one.entry), reverse=True)
    return [one for _, one in zip(range(most + 1), newest, strict=False)]


def every(tx: Connection, sought: Sought, sight: Sight) -> Iterator[Found]:
    """All that match, the newest first, read a page at a time."""
    before = None
    while found := page(tx, sought, sight, before, EVERY):
        yield from found[:EVERY]
        if len(found) <= EVERY:
            return
        before = found[EVERY - 1].entry


def exported(tx: Connection, now: datetime, sought: Sought, *, by: str, form: str) -> None:
    """That somebody takes away all that was found is an entry."""
    shown = sought.to_json() | {REFERENCE: ""}
    data = {name: value for name, value in shown.items() if value not in (None, "", False)}
    noted = {REFERENCE: sought.reference} if sought.reference else {}
    append(
        tx, Kind.SEARCH_EXPORTED, now, campaign=sought.campaign or None, data=data | {"by": by, "form": form},
        noted=noted,
    )  # fmt: skip


def campaigns(tx: Connection, sight: Sight) -> list[tuple[str, str]]:
    """Id and title of the campaigns that may be seen, by title."""
    query = select(Campaign.id, Campaign.title).where(*sight.of_campaign(Campaign.id))
    return [(row.id, row.title) for row in tx.execute(query.order_by(Campaign.title, Campaign.id))]


def _of_kind(tx: Connection, kind: str, where: list[ColumnElement[bool]], most: int) -> list[Found]:
    """Each kind by itself: the index goes by kind and time, so a page is read without sorting all there is."""
    reason = Entry.data["decision"]["reason"].as_string().label("reason")
    query = (
        select(
            Entry.id, Entry.at, Entry.kind, Entry.campaign_id, Entry.attempt_id, Entry.contact_id,
            Entry.volunteer_id, reason, Attempt.outcome, SealedEntry.place,
        )
        .outerjoin(Attempt, Attempt.id == Entry.attempt_id)
        .outerjoin(SealedEntry, SealedEntry.entry_id == Entry.id)
        .where(Entry.kind == kind, *where)
        .order_by(Entry.at.desc(), Entry.id.desc())
        .limit(most)
    )  # fmt: skip
    return [
        Found(
            row.id, row.at, row.campaign_id, row.attempt_id, row.contact_id, row.volunteer_id,
            row.reason if row.kind in REFUSALS else None, row.outcome, row.place,
        )
        for row in tx.execute(query)
    ]  # fmt: skip


def _conditions(sought: Sought) -> Iterator[ColumnElement[bool]]:
    if sought.number is not None:
        yield Entry.contact_id.in_(select(Contact.id).where(Contact.number_id == sought.number))
    if sought.since is not None:
        yield Entry.at >= sought.since
    if sought.until is not None:
        yield Entry.at < sought.until
    if sought.campaign:
        yield Entry.campaign_id == sought.campaign
    if sought.volunteer is not None:
        yield Entry.volunteer_id == sought.volunteer
    if sought.reason:
        yield Entry.data["decision"]["reason"].as_string() == sought.reason


def _earlier(tx: Connection, before: int | None) -> Iterator[ColumnElement[bool]]:
    if before is None:
        return
    at = tx.scalar(select(Entry.at).where(Entry.id == before))
    if at is not None:
        yield or_(Entry.at < at, and_(Entry.at == at, Entry.id < before))
