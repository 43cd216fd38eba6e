"""What the database itself refuses: a dial without a permit, a permit spent twice, an opt-out taken away."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from bridge.decisions import keep_rules
from store import optouts
from store.database import Database
from store.models import Attempt, Permit
from tests.policy.good import RULES

SECONDS = timedelta(seconds=5)


def issue(tx: Connection, now: datetime, **other: Any) -> None:  # noqa: ANN401 (columns)
    """Issue a permit for attempt `a` to number 1, but for what is said otherwise. Entry 1 is the decision."""
    permit = {"id": "p", "attempt_id": "a", "number_id": 1, "entry_id": 1, "issued_at": now}
    tx.execute(insert(Permit), permit | {"expires_at": now + SECONDS} | other)


def dial(tx: Connection, at: datetime | None, permit: str | None = "p", **other: Any) -> None:  # noqa: ANN401 (columns)
    values = {"state": "dialling", "permit_id": permit, "dialled_at": at} | other
    tx.execute(update(Attempt).where(Attempt.id == "a").values(**values))


def spend(tx: Connection, at: datetime) -> None:
    tx.execute(update(Permit).values(spent_at=at))


def state(db: Database) -> str | None:
    with db.read() as tx:
        return tx.scalar(select(Attempt.state))


@pytest.mark.usefixtures("attempt")
def test_an_attempt_is_dialled_with_its_permit(db: Database, now: datetime) -> None:
    with db.write() as tx:
        issue(tx, now)
        dial(tx, now)
        spend(tx, now)
        dial(tx, now, state="ringing", ringing_at=now + SECONDS)
    assert state(db) == "ringing"


@pytest.mark.usefixtures("attempt")
@pytest.mark.parametrize("dialling", ["dialling", "placed", "ringing", "answered"])
def test_an_attempt_is_not_dialled_without_a_permit(db: Database, now: datetime, dialling: str) -> None:
    with pytest.raises(IntegrityError), db.write() as tx:
        dial(tx, None, permit=None, state=dialling)
    with pytest.raises(IntegrityError), db.write() as tx:
        dial(tx, now, permit=None, state="intended")
    assert state(db) == "intended"


@pytest.mark.usefixtures("attempt")
def test_an_attempt_is_not_dialled_with_a_permit_that_does_not_exist(db: Database, now: datetime) -> None:
    with pytest.raises(DBAPIError, match="no dial without"), db.write() as tx:
        dial(tx, now)


BAD = {
    "of another number": {"number_id": 2},
    "spent": {"spent_at": datetime.fromisoformat("2026-05-04T18:29:59+00:00")},
    "expired": {"expires_at": datetime.fromisoformat("2026-05-04T18:30:00+00:00")},
}


@pytest.mark.usefixtures("attempt")
@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_no_attempt_is_dialled_with_a_bad_permit(db: Database, now: datetime, bad: dict[str, Any]) -> None:
    with db.write() as tx:
        issue(tx, now, **bad)
    with pytest.raises(DBAPIError, match="no dial without"), db.write() as tx:
        dial(tx, now)
    assert state(db) == "intended"


@pytest.mark.usefixtures("attempt")
def test_a_permit_of_another_attempt_is_no_permit(db: Database, now: datetime) -> None:
    with db.write() as tx:
        tx.exec_driver_sql("UPDATE attempts SET live = false")
        rows = tx.execute(select(Attempt.__table__)).mappings().one()
        tx.execute(insert(Attempt), dict(rows) | {"id": "b"})
        issue(tx, now, attempt_id="b")
    with pytest.raises(DBAPIError, match="no dial without"), db.write() as tx:
        dial(tx, now)


@pytest.mark.usefixtures("attempt")
def test_an_attempt_cannot_be_dialled_at_no_time(db: Database, now: datetime) -> None:
    with db.write() as tx:
        issue(tx, now)
    with pytest.raises(DBAPIError, match="no dial without"), db.write() as tx:
        dial(tx, None)


@pytest.mark.usefixtures("attempt")
def test_a_number_cannot_be_put_in_place_of_the_one_that_was_permitted(db: Database) -> None:
    with pytest.raises(DBAPIError, match="keeps its number"), db.write() as tx:
        tx.execute(update(Attempt).values(number_id=2))


CHANGES = {
    "spent again": {"spent_at": datetime.fromisoformat("2026-05-04T18:30:02+00:00")},
    "unspent": {"spent_at": None},
    "given longer": {"expires_at": datetime.fromisoformat("2026-05-05T18:30:00+00:00")},
    "moved": {"number_id": 2},
}


@pytest.mark.usefixtures("attempt")
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_spent_permit_never_changes(db: Database, now: datetime, change: dict[str, Any]) -> None:
    with db.write() as tx:
        issue(tx, now)
        spend(tx, now)
    with pytest.raises(DBAPIError, match="spent once"), db.write() as tx:
        tx.execute(update(Permit).values(**change))


@pytest.mark.usefixtures("attempt")
def test_an_unspent_permit_is_spent_and_nothing_else(db: Database, now: datetime) -> None:
    with db.write() as tx:
        issue(tx, now)
    with pytest.raises(DBAPIError, match="spent once"), db.write() as tx:
        tx.execute(update(Permit).values(spent_at=now, expires_at=now + 2 * SECONDS))


@pytest.mark.usefixtures("attempt")
def test_two_live_attempts_never_have_one_number(db: Database) -> None:
    with db.read() as tx:
        row = dict(tx.execute(select(Attempt.__table__)).mappings().one())
    with pytest.raises(IntegrityError), db.write() as tx:
        tx.execute(insert(Attempt), row | {"id": "b"})


KEPT = {
    "flow changed": ("UPDATE flows SET text = 'another'", "cannot be changed"),
    "flow deleted": ("DELETE FROM flows", "a version of a flow"),
    "rules changed": ("UPDATE rule_books SET rules = '{}'", "a version of the rules"),
    "rules deleted": ("DELETE FROM rule_books", "a version of the rules"),
    "opt-out deleted": ("DELETE FROM optouts", "never deleted"),
    "opt-out moved": ("UPDATE optouts SET number_id = 2", "stays with its number"),
}


@pytest.mark.usefixtures("attempt")
@pytest.mark.parametrize(("statement", "words"), KEPT.values(), ids=KEPT)
def test_flows_rules_and_optouts_stay_as_they_are(
    db: Database, now: datetime, statement: str, words: str
) -> None:
    with db.write() as tx:
        optouts.add(tx, 1, now, source="keypad")
        keep_rules(tx, RULES, now)
    with pytest.raises(DBAPIError, match=words), db.write() as tx:
        tx.exec_driver_sql(statement)


@pytest.mark.usefixtures("attempt")
@pytest.mark.parametrize("table", ["ledger_entries", "flows", "rule_books", "optouts", "permits"])
def test_a_guarded_row_cannot_be_replaced_or_truncated(db: Database, now: datetime, table: str) -> None:
    with db.write() as tx:
        optouts.add(tx, 1, now, source="keypad")
        keep_rules(tx, RULES, now)
        issue(tx, now)
        spend(tx, now)
        sqlite = tx.dialect.name == "sqlite"
    replace = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"  # noqa: S608 (from the list above)
    truncate = f"TRUNCATE {table} CASCADE"
    with pytest.raises(DBAPIError, match=r"append-only|flow|rules|opt-out|permit"), db.write() as tx:
        tx.exec_driver_sql(replace if sqlite else truncate)
