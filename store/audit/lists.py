"""What auditors read page by page: opt-outs, consents, registers, who looked at what. Numbers by their rows' ids."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, Select, select

from store.audit import noted
from store.audit.reports.people import LOOKED, looks_at
from store.audit.sight import Sight
from store.kinds import Kind
from store.models import Consent, Contact, Entry, Number, OptOut, Register, Salt, User
from store.registers import KINDS, age_days

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Wish:
    """An opt-out. `at`: aware UTC."""

    id: int
    number: int
    at: datetime
    source: str
    attempt: str | None
    note: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A consent with its evidence. Times are aware UTC."""

    id: int
    number: int
    wording: str
    source: str
    obtained_at: datetime
    recorded_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class InForce:
    """A register and the time in which it was in force. `produced_on`: a London day."""

    register: str
    produced_on: date
    count: int
    sha256: str
    imported_at: datetime
    replaced_at: datetime | None


@dataclass(frozen=True, slots=True)
class Age:
    """How old a register in force is, in London days; None where there is none."""

    register: str
    days: int | None


@dataclass(frozen=True, slots=True)
class Look:
    """That somebody looked at a number, or took something away; `id` is the ledger entry's. `by`: who, in words."""

    id: int
    at: datetime
    kind: str
    by: str
    number: int | None
    where: str
    reason: str
    campaign: str | None


def opt_outs(
    tx: Connection, sight: Sight, before: int | None = None, *, number: int | None = None
) -> list[Wish]:
    """The newest, or those before the id; one more than PAGE where there are more. `number`: of that one alone."""
    query = select(OptOut).where(*sight.of_number(OptOut.number_id))
    query = query if number is None else query.where(OptOut.number_id == number)
    rows = _page(tx, query, OptOut.id, before)
    return [Wish(row.id, row.number_id, row.at, row.source, row.attempt_id, row.note) for row in rows]


def consents(
    tx: Connection, sight: Sight, before: int | None = None, *, number: int | None = None
) -> list[Evidence]:
    """The newest, or those before the id; one more than PAGE where there are more. `number`: of that one alone."""
    query = select(Consent).where(*sight.of_number(Consent.number_id))
    query = query if number is None else query.where(Consent.number_id == number)
    rows = _page(tx, query, Consent.id, before)
    return [
        Evidence(
            row.id, row.number_id, row.wording, row.source, row.obtained_at, row.recorded_at, row.withdrawn_at
        )
        for row in rows
    ]


def registers(tx: Connection) -> list[InForce]:
    """Every register that was ever in force, the newest first."""
    columns = (
        Register.register, Register.produced_on, Register.count, Register.sha256, Register.imported_at,
        Register.replaced_at,
    )  # fmt: skip
    rows = tx.execute(select(*columns).order_by(Register.imported_at.desc(), Register.id.desc()))
    return [InForce(*row) for row in rows]


def in_force(tx: Connection, now: datetime) -> list[Age]:
    """How old the register of each kind is."""
    rows = tx.execute(select(Register.register, Register.produced_on).where(Register.replaced_at.is_(None)))
    ages = {row.register: age_days(row.produced_on, now) for row in rows}
    return [Age(kind, ages.get(kind)) for kind in KINDS]


def may_see(tx: Connection, number: int, sight: Sight) -> bool:
    """Whether there is such a number, and in a list that may be seen."""
    query = select(Number.id).where(Number.id == number, *sight.of_number(Number.id))
    return tx.execute(query).first() is not None


def looks(
    tx: Connection, sight: Sight, before: int | None = None, *, number: int | None = None
) -> list[Look]:
    """The newest, or those before the ledger entry; one more than PAGE where there are more."""
    query = select(Entry.id, Entry.at, Entry.kind, Entry.campaign_id, Entry.data, *noted.COLUMNS)
    query = query.outerjoin(Salt, noted.JOIN).where(Entry.kind.in_(LOOKED), *looks_at(sight))
    query = query if number is None else query.where(Entry.data["number"].as_integer() == number)
    rows = _page(tx, query, Entry.id, before)
    who = _emails(tx)
    return [_look(row, who) for row in rows]


def offers(tx: Connection, sight: Sight, number: int) -> list[Look]:
    """To which volunteers somebody at the number was offered, the newest first: PAGE of them at most."""
    query = select(Entry.id, Entry.at, Entry.kind, Entry.campaign_id, Entry.volunteer_id).where(
        Entry.kind == Kind.CONTACT_OFFERED.value,
        Entry.contact_id.in_(select(Contact.id).where(Contact.number_id == number)),
        *sight.of_campaign(Entry.campaign_id),
    )
    rows = tx.execute(query.order_by(Entry.id.desc()).limit(PAGE))
    return [
        Look(row.id, row.at, row.kind, f"Volunteer {row.volunteer_id}", number, "a call", "", row.campaign_id)
        for row in rows
    ]


def _look(row: Any, who: dict[str, str]) -> Look:  # noqa: ANN401 (a row)
    data = row.data
    by = str(data.get("by", ""))
    return Look(
        row.id, row.at, row.kind, who.get(by, by), data.get("number"), str(data.get("where", "")),
        noted.why(row), row.campaign_id,
    )  # fmt: skip


def _emails(tx: Connection) -> dict[str, str]:
    """Users as entries name them, and as people know them."""
    return {f"user {row.id}": row.email for row in tx.execute(select(User.id, User.email))}


def _page(tx: Connection, query: Select[Any], key: Any, before: int | None) -> Sequence[Any]:  # noqa: ANN401 (a column)
    query = query if before is None else query.where(key < before)
    return tx.execute(query.order_by(key.desc()).limit(PAGE + 1)).all()
