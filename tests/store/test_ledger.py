"""The ledger: append-only on both databases, closed kinds, commitments that only their salt opens."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, func, select
from sqlalchemy.exc import DBAPIError

from store.canonical import canonical
from store.database import Database
from store.ledger import COMMITTED, Kind, TelephoneNumberError, _refuse_numbers, append, opens
from store.models import Entry, Salt

NOW = datetime(2026, 5, 4, 18, 30, tzinfo=UTC)

TAMPERING = {
    "update": "UPDATE ledger_entries SET kind = 'dial:placed'",
    "delete": "DELETE FROM ledger_entries",
}


@pytest.mark.parametrize("statement", TAMPERING.values(), ids=TAMPERING)
def test_an_entry_can_be_neither_changed_nor_deleted(db: Database, statement: str) -> None:
    with db.write() as tx:
        append(tx, Kind.SESSION_STARTED, NOW)
    with pytest.raises(DBAPIError, match="append-only"), db.write() as tx:
        tx.exec_driver_sql(statement)
    with db.read() as tx:
        assert tx.scalar(select(Entry.kind)) == "session:started"


def test_an_entry_can_be_neither_replaced_nor_truncated(db: Database) -> None:
    with db.write() as tx:
        entry = append(tx, Kind.SESSION_STARTED, NOW)
        sqlite = tx.dialect.name == "sqlite"
    replace = f"INSERT OR REPLACE INTO ledger_entries (id, at, kind, data) VALUES ({entry}, '', 'x', '')"  # noqa: S608
    with pytest.raises(DBAPIError, match="append-only"), db.write() as tx:
        tx.exec_driver_sql(replace if sqlite else "TRUNCATE ledger_entries CASCADE")


def test_an_entry_says_what_happened_and_about_whom(db: Database) -> None:
    about: dict[str, Any] = {
        "campaign": "spring", "session": "s", "attempt": "a", "contact": 3, "volunteer": 4,
        "data": {"key": "1"},
    }  # fmt: skip
    with db.write() as tx:
        entry = append(tx, Kind.DIAL_INTENDED, NOW, **about)
    with db.orm() as session:
        row = session.get_one(Entry, entry)
        found = (row.at, row.kind, row.campaign_id, row.session_id, row.attempt_id, row.contact_id)
        assert found == (NOW, "dial:intended", "spring", "s", "a", 3)
        assert (row.volunteer_id, row.data) == (4, {"key": "1"})


def test_a_kind_that_is_not_of_the_list_is_refused(db: Database) -> None:
    with pytest.raises(TypeError, match="no kind of ledger entry"), db.write() as tx:
        append(tx, "dial:imagined", NOW)  # type: ignore[arg-type]  # what is tested


def test_what_is_personal_is_committed_and_opens_with_its_own_salt_only(db: Database) -> None:
    with db.write() as tx:
        entry = append(tx, Kind.ANSWER_GIVEN, NOW, personal={"value": "7", "other": "7"})
    with db.read() as tx:
        data = tx.scalar(select(Entry.data).where(Entry.id == entry))
        salts = {row.field: row.salt for row in tx.execute(select(Salt.field, Salt.salt))}
    assert data is not None
    assert "7" not in data
    assert set(data[COMMITTED]) == {"value", "other"}
    assert data[COMMITTED]["value"] != data[COMMITTED]["other"]
    assert opens(data, "value", "7", salts["value"])
    assert not opens(data, "value", "8", salts["value"])
    assert not opens(data, "value", "7", salts["other"])
    assert not opens(data, "absent", "7", salts["value"])


def test_a_salt_can_be_deleted_and_the_entry_stays(db: Database) -> None:
    with db.write() as tx:
        append(tx, Kind.ANSWER_GIVEN, NOW, personal={"value": "7"})
        tx.execute(delete(Salt))
        assert tx.scalar(select(func.count()).select_from(Entry)) == 1


def test_an_entry_is_undone_with_the_change_it_records(db: Database) -> None:
    def undone() -> None:
        with db.write() as tx:
            append(tx, Kind.SESSION_STARTED, NOW)
            raise RuntimeError("undone")

    with pytest.raises(RuntimeError, match="undone"):
        undone()
    with db.read() as tx:
        assert tx.scalar(select(func.count()).select_from(Entry)) == 0


NUMBERS = [
    "+441632960001", "01632960001", "01632 960 001", "(01632) 960-001", "00441632960001", 441632960001,
    "ring 020 7946 0123 now", "+44 (0)1632 960001", "0113 4960001", "tel:+441632960001",
]  # fmt: skip


@pytest.mark.parametrize("number", NUMBERS)
def test_what_looks_like_a_telephone_number_is_refused(number: object) -> None:
    for data in ({"note": number}, {"deep": [{"er": number}]}, {str(number): 1}):
        with pytest.raises(TelephoneNumberError):
            _refuse_numbers(canonical(data))


def test_an_entry_with_a_telephone_number_is_not_written(db: Database) -> None:
    with pytest.raises(TelephoneNumberError), db.write() as tx:
        append(tx, Kind.FAULT_REPORTED, NOW, data={"note": NUMBERS[0]})


FACTS = [
    "2026-11-20T18:53:07.012345+00:00", "2026-11-20", "09:00-20:45", 0.0123456789, "0123456789abcdef",
    1700000000, 1700000000123, "CA01234567890123456789012345678901", [0, 123456789, 1], "2026-11-20 18:53",
    None,
]  # fmt: skip


@pytest.mark.parametrize("fact", FACTS)
def test_times_ids_hashes_and_counts_are_no_telephone_numbers(fact: object) -> None:
    _refuse_numbers(canonical({"fact": fact}))


@given(st.datetimes(timezones=st.just(UTC)), st.floats(0, 1e6), st.binary(min_size=12, max_size=32))
def test_no_time_measure_or_hash_is_taken_for_a_number(at: datetime, measure: float, random: bytes) -> None:
    _refuse_numbers(canonical({"at": at.isoformat(), "measure": measure, "token": "x" + random.hex()}))


def test_canonical_json_does_not_depend_on_the_order_of_keys() -> None:
    assert canonical({"b": 1, "a": "é"}) == canonical({"a": "é", "b": 1}) == '{"a":"é","b":1}'


def test_every_kind_is_a_subject_and_an_action_with_a_meaning() -> None:
    for kind in Kind:
        subject, colon, action = kind.value.partition(":")
        assert subject
        assert colon
        assert action
        assert kind.meaning.endswith(".")


def test_the_first_salts_of_two_entries_differ(db: Database) -> None:
    with db.write() as tx:
        for _ in range(2):
            append(tx, Kind.ANSWER_GIVEN, NOW, personal={"value": "7"})
        assert len(set(tx.execute(select(Salt.salt)).scalars())) == 2
