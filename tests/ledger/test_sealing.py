"""Sealing: every committed entry gets one place, in any number of processes, late ones too, and keys can change."""

import json
import threading
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select
from sqlalchemy.exc import DBAPIError

from store.canonical import canonical
from store.database import Database
from store.errors import RefusedError
from store.ledger import Kind, append
from store.models import Entry, SealedEntry
from store.sealing import keys
from store.sealing.proof import fingerprint, leaf_hash, public_key
from store.sealing.seal import Sealer
from store.sealing.text import entries, entry_text
from tests.ledger.conftest import NOW, Office


def order(db: Database) -> list[tuple[int, int]]:
    with db.read() as tx:
        return [
            (row[0], row[1])
            for row in tx.execute(select(SealedEntry.place, SealedEntry.entry_id).order_by("place"))
        ]


def test_what_is_committed_is_sealed_in_the_order_of_ids(office: Office) -> None:
    ids = office.write(5)
    head = office.seal()
    assert head is not None
    assert order(office.db)[:5] == list(enumerate(ids, 1))
    assert office.verify(head).holds


def test_nothing_new_makes_no_head(office: Office) -> None:
    office.sealed(3)
    assert office.seal() is None


def test_an_entry_that_commits_after_a_later_one_gets_the_next_place(office: Office) -> None:
    office.sealed(2)
    with office.db.write() as tx:
        tx.execute(insert(Entry), {"id": 50, "at": office.now, "kind": "leg:status", "data": {}})
    office.seal()
    with office.db.write() as tx:
        tx.execute(insert(Entry), {"id": 49, "at": office.now, "kind": "leg:status", "data": {}})
    office.seal()
    assert [entry for _, entry in order(office.db)][-2:] == [50, 49]
    assert office.verify().holds


def test_an_entry_that_is_later_than_a_minute_is_found_by_the_whole_look(office: Office) -> None:
    office.sealed(1)
    with office.db.write() as tx:
        tx.execute(insert(Entry), {"id": 50, "at": office.now, "kind": "leg:status", "data": {}})
    for _ in range(4):
        office.seal()
        office.now += timedelta(seconds=61)
    with office.db.write() as tx:
        tx.execute(insert(Entry), {"id": 49, "at": office.now, "kind": "leg:status", "data": {}})
    assert office.seal() is None
    office.now += timedelta(minutes=10)
    assert office.seal() is not None


def test_two_who_seal_at_once_give_each_entry_one_place(office: Office) -> None:
    office.seal()
    office.write(40)
    sealers = [Sealer(office.db, office.folder, lambda: office.now) for _ in range(4)]
    threads = [threading.Thread(target=one.seal) for one in sealers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    office.seal()
    assert [place for place, _ in order(office.db)] == list(range(1, 42))
    assert office.verify().holds


def test_a_sealer_that_begins_anew_goes_on_from_the_last_head(office: Office) -> None:
    office.sealed(7)
    office.write(6)
    head = Sealer(office.db, office.folder, lambda: office.now).seal()
    assert head is not None
    assert (head.size, head.previous) == (14, 8)
    assert office.verify(head).proven == 14


TABLES = ["ledger_order", "ledger_heads", "ledger_keys"]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET {}"])
def test_the_seal_can_be_neither_changed_nor_deleted(office: Office, table: str, statement: str) -> None:
    office.sealed(2)
    column = {"ledger_order": "entry_id = 9", "ledger_heads": "root = 'x'", "ledger_keys": "public = 'x'"}[
        table
    ]
    with pytest.raises(DBAPIError, match="append-only"), office.db.write() as tx:
        tx.exec_driver_sql(statement.format(table, column))


def test_the_private_key_is_for_its_owner_alone_and_the_public_one_is_beside_it(office: Office) -> None:
    office.sealed(1)
    with office.db.read() as tx:
        key = keys.current(tx)
    assert key is not None
    modes = {path.stat().st_mode & 0o777 for path in office.folder.folder.iterdir()}
    assert modes == {0o600}
    assert fingerprint(public_key(office.folder.public_path(key).read_bytes())) == key


def test_a_key_that_is_replaced_vouches_for_the_next_and_either_verifies_all(office: Office) -> None:
    office.sealed(3)
    with office.db.write() as tx:
        first = keys.current(tx)
        second = keys.begin(tx, office.folder, office.now + timedelta(seconds=1))
    office.sealed(3)
    for key in (first, second):
        assert key is not None
        assert office.verify(key=office.folder.public_path(key).read_bytes()).holds


def test_a_key_that_was_lost_is_not_vouched_for_and_auditors_see_it(office: Office) -> None:
    office.sealed(3)
    with office.db.write() as tx:
        first = keys.current(tx)
        keys.begin(tx, office.folder, office.now + timedelta(seconds=1), lost=True)
    office.sealed(3)
    assert first is not None
    found = office.verify(key=office.folder.public_path(first).read_bytes())
    assert {one.kind for one in found.findings} == {"key unknown"}


def test_without_its_private_key_nothing_is_sealed_and_the_remedy_is_said(office: Office) -> None:
    office.sealed(1)
    for path in office.folder.folder.iterdir():
        path.unlink()
    office.write(1)
    with pytest.raises(RefusedError, match="copy its file"):
        office.seal()
    assert office.verify().unsealed == 1


def text_of(db: Database) -> list[tuple[bytes, dict[str, Any]]]:
    with db.read() as tx:
        texts = [entry_text(row) for row in tx.execute(entries(tx).order_by(Entry.id))]
        rows = [dict(row) for row in tx.execute(select(Entry.__table__).order_by(Entry.id)).mappings()]
    return list(zip(texts, rows, strict=True))


def test_a_leaf_is_the_canonical_json_of_every_column(office: Office) -> None:
    with office.db.write() as tx:
        append(tx, Kind.FAULT_REPORTED, NOW)
        append(
            tx, Kind.FAULT_REPORTED, NOW, campaign='a "b"\\\n\x7f€ ', contact=3, data={"é": [1.5, None, True]}
        )
    for text, row in text_of(office.db):
        expected = row | {"at": row["at"].isoformat(timespec="microseconds")}
        assert text.decode() == canonical(expected)
        assert set(json.loads(text)) == {column.name for column in Entry.__table__.columns}


@given(
    st.text(),
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(),
        st.lists,
    ),
)
def test_an_entrys_text_is_canonical_whatever_it_holds(campaign: str, value: Any) -> None:  # noqa: ANN401 (any JSON)
    data = canonical({"value": value})
    text = entry_text(("2026-05-04 18:30:00.000000", None, campaign, None, 7, "x:y", None, 3, data))
    row = {
        "at": "2026-05-04T18:30:00.000000+00:00", "attempt_id": None, "campaign_id": campaign, "contact_id": None,
        "data": {"value": value}, "id": 7, "kind": "x:y", "session_id": None, "volunteer_id": 3,
    }  # fmt: skip
    assert text.decode("utf-8", "surrogatepass") == canonical(row)
    assert leaf_hash(text) == leaf_hash(canonical(row).encode())
