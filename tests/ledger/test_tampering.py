"""Every change of a sealed ledger in the live database is found, named and located: on every column."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import select

from store.models import Entry, SealedEntry, SealingKey, TreeHead
from store.sealing import keys
from store.sealing.keys import KeyFolder
from store.sealing.proof import Head
from tests.ledger.conftest import Office
from tests.ledger.tampering import PLACE, columns, entry_at, kept, unguarded

__all__ = ["kept"]  # a fixture
# ruff: noqa: S608 - the statements are the tests' own words


def kinds(office: Office, *kept: Head) -> list[str]:
    return [one.kind for one in office.verify(*kept).findings]


CHANGED: Final = {
    "at": "'2026-05-04 18:30:09.000001'", "kind": "'dial:placed'", "campaign_id": "NULL", "session_id": "'t'",
    "attempt_id": "'other'", "contact_id": "77", "volunteer_id": "NULL", "data": """'{"outcome":"busy"}'""",
    "id": "9999",
}  # fmt: skip


@pytest.mark.parametrize("column", columns(Entry))
def test_an_edited_field_is_found_where_it_is(office: Office, kept: Head, column: str) -> None:
    entry = entry_at(office.db, PLACE)
    unguarded(office.db, f"UPDATE ledger_entries SET {column} = {CHANGED[column]} WHERE id = {entry}")
    found = office.verify(kept)
    assert {one.kind for one in found.findings} <= {"edited", "removed", "clock"}
    assert (found.findings[-1].first, found.findings[-1].last) == (PLACE, PLACE)
    assert not found.holds


def test_spaces_put_into_the_data_are_an_edit_too(office: Office, kept: Head) -> None:
    entry = entry_at(office.db, PLACE)
    unguarded(office.db, f"""UPDATE ledger_entries SET data = '{{"outcome": "busy"}}' WHERE id = {entry}""")
    assert kinds(office, kept) == ["edited"]


def test_a_removed_row_is_found_where_it_was(office: Office, kept: Head) -> None:
    unguarded(office.db, f"DELETE FROM ledger_entries WHERE id = {entry_at(office.db, PLACE)}")
    result = office.verify(kept)
    (found,) = result.findings
    assert (found.kind, found.first) == ("removed", PLACE)
    assert "Proven: 14 entries, but for 1 that is gone, by the heads that you keep." in result.sentences()


def test_a_row_removed_with_its_place_is_found(office: Office, kept: Head) -> None:
    entry = entry_at(office.db, PLACE)
    unguarded(
        office.db,
        f"DELETE FROM ledger_order WHERE entry_id = {entry}",
        f"DELETE FROM ledger_entries WHERE id = {entry}",
    )
    (found,) = office.verify(kept).findings
    assert (found.kind, found.first) == ("removed", PLACE)


def test_a_row_put_in_with_an_old_id_and_time_is_found(office: Office, kept: Head) -> None:
    entry = entry_at(office.db, PLACE)
    office.now += timedelta(minutes=5)
    office.sealed(1)
    unguarded(
        office.db, f"UPDATE ledger_entries SET id = 9999 WHERE id = {entry}",
        f"UPDATE ledger_order SET entry_id = 9999 WHERE entry_id = {entry}",
        f"INSERT INTO ledger_entries (id, at, kind, data) VALUES ({entry}, '2026-05-04 18:30:02', 'x:y', '{{}}')",
    )  # fmt: skip
    found = {one.kind: one for one in office.verify(kept).findings}
    assert found["edited"].first == PLACE
    assert str(entry) in found["inserted"].sentence


def test_an_entry_put_in_with_an_old_time_is_found_before_it_is_sealed(office: Office, kept: Head) -> None:
    put_in = "INSERT INTO ledger_entries (id, at, kind, data) VALUES (9999, '2026-01-01 10:00:00.000000', 'x:y', '{}')"
    unguarded(office.db, put_in)
    (found,) = office.verify(kept).findings
    assert (found.kind, "9999" in found.sentence) == ("inserted", True)


def swap(table: str, column: str, one: int, other: int) -> list[str]:
    change = f"UPDATE {table} SET {column} = "
    return [f"{change} -1 WHERE {column} = {one}", f"{change} {one} WHERE {column} = {other}",
            f"{change} {other} WHERE {column} = -1"]  # fmt: skip


@pytest.mark.parametrize(("table", "column"), [("ledger_entries", "id"), ("ledger_order", "entry_id")])
def test_swapped_rows_are_found_where_they_are(office: Office, kept: Head, table: str, column: str) -> None:
    one, other = entry_at(office.db, PLACE), entry_at(office.db, PLACE + 2)
    unguarded(office.db, *swap(table, column, one, other))
    found = [finding for finding in office.verify(kept).findings if finding.kind != "clock"]
    assert [(one.kind, one.first, one.last) for one in found] == [("swapped", PLACE, PLACE + 2)]


def test_a_tail_cut_below_the_kept_head_is_found_by_that_head_alone(office: Office, kept: Head) -> None:
    cut = [
        "DELETE FROM ledger_heads WHERE size > 9",
        "DELETE FROM ledger_entries WHERE id IN (SELECT entry_id FROM ledger_order WHERE place > 9)",
        "DELETE FROM ledger_order WHERE place > 9",
    ]
    unguarded(office.db, *cut)
    assert kinds(office) == []
    (found,) = office.verify(kept).findings
    assert (found.kind, found.first, found.last) == ("tail cut", 10, 14)


def test_a_tail_cut_without_its_heads_is_found_by_them(office: Office, kept: Head) -> None:
    unguarded(
        office.db, "DELETE FROM ledger_entries WHERE id IN (SELECT entry_id FROM ledger_order WHERE place > 12)",
        "DELETE FROM ledger_order WHERE place > 12",
    )  # fmt: skip
    found = office.verify(kept).findings
    assert [(one.kind, one.first, one.last) for one in found] == [("removed", 10, 14)]


@pytest.mark.parametrize("column", columns(Entry, "id"))
def test_history_rewritten_with_fresh_seals_is_found_by_the_kept_heads(
    office: Office, kept: Head, column: str
) -> None:
    with office.db.read() as tx:
        heads = [Head.of(dict(row)) for row in tx.execute(select(TreeHead.__table__)).mappings()]
    entry = entry_at(office.db, PLACE)
    unguarded(
        office.db, "DELETE FROM ledger_heads", "DELETE FROM ledger_order",
        f"UPDATE ledger_entries SET {column} = {CHANGED[column]} WHERE id = {entry}",
    )  # fmt: skip
    office.seal()
    assert kinds(office) == []
    (found,) = office.verify(*heads).findings
    assert (found.kind, found.first, found.last) == ("rewritten", 5, 9)
    assert kinds(office, kept) == ["rewritten"]


CHANGED_HEADS: Final = {
    "size": "10", "root": f"'{'0' * 64}'", "at": "'2026-05-04T18:30:09.000001+00:00'", "key": "'other'",
    "previous": "3", "peaks": f"""'["{"0" * 64}"]'""", "signature": "'AAAA'",
}  # fmt: skip


@pytest.mark.parametrize("column", columns(TreeHead))
def test_a_changed_head_is_found(office: Office, kept: Head, column: str) -> None:
    unguarded(office.db, f"UPDATE ledger_heads SET {column} = {CHANGED_HEADS[column]} WHERE size = 9")
    found = office.verify(kept).findings
    assert ("key unknown" if column == "key" else "head changed") in {one.kind for one in found}
    assert not any(one.kind in {"edited", "removed", "inserted", "swapped", "rewritten"} for one in found)


def test_a_removed_head_is_missed(office: Office, kept: Head) -> None:
    unguarded(office.db, "DELETE FROM ledger_heads WHERE size = 9")
    assert kinds(office, kept) == ["head removed"]


def test_the_last_head_removed_leaves_rows_that_no_head_covers(office: Office, kept: Head) -> None:
    unguarded(office.db, "DELETE FROM ledger_heads WHERE size = 14")
    assert kinds(office, kept) == ["head removed"]


CHANGED_PLACES: Final = {"place": "9999", "entry_id": "9999", "leaf": "X'00'"}


@pytest.mark.parametrize("column", columns(SealedEntry))
def test_a_changed_place_is_found(office: Office, kept: Head, column: str) -> None:
    value = r"'\x00'" if column == "leaf" and office.db.lock is None else CHANGED_PLACES[column]
    unguarded(office.db, f"UPDATE ledger_order SET {column} = {value} WHERE place = {PLACE}")
    found = office.verify(kept).findings
    assert any(one.first == PLACE for one in found)


@pytest.mark.parametrize("column", columns(SealingKey, "previous", "endorsement"))
def test_a_changed_key_vouches_for_nothing(office: Office, kept: Head, column: str) -> None:
    unguarded(office.db, f"UPDATE ledger_keys SET {column} = 'other'")
    assert "key unknown" in kinds(office, kept)


@pytest.mark.parametrize("column", columns(SealingKey, "key"))
def test_a_rotation_that_was_changed_ties_no_keys_together(office: Office, kept: Head, column: str) -> None:
    first = office.folder.public_path(kept.key).read_bytes()
    with office.db.write() as tx:
        keys.begin(tx, office.folder, office.now + timedelta(seconds=1))
    office.sealed(2)
    assert office.verify(kept, key=first).holds
    unguarded(office.db, f"UPDATE ledger_keys SET {column} = 'other' WHERE previous IS NOT NULL")
    assert "key unknown" in {one.kind for one in office.verify(kept, key=first).findings}


def test_a_clock_that_ran_backwards_is_found_where_it_did(office: Office) -> None:
    office.sealed(3)
    office.now -= timedelta(minutes=20)
    office.write(3)
    office.now += timedelta(minutes=30)
    office.seal()
    (found,) = office.verify().findings
    assert (found.kind, found.first) == ("clock", 5)


def test_a_clock_that_ran_backwards_between_two_heads_is_found(office: Office) -> None:
    office.sealed(3)
    office.now -= timedelta(minutes=20)
    office.write(1)
    office.seal()
    assert {one.first for one in office.verify().findings if one.kind == "clock"} == {5}


def test_requests_handled_at_once_are_no_backward_clock(office: Office) -> None:
    office.sealed(3)
    office.now -= timedelta(seconds=14)
    office.write(1)
    office.now += timedelta(seconds=14)
    office.seal()
    assert office.verify().holds


def test_what_lies_after_the_kept_head_is_not_yet_proven(office: Office, kept: Head) -> None:
    office.sealed(6)
    office.write(2)
    found = office.verify(kept)
    assert found.holds
    assert (found.size, found.proven, found.unsealed) == (20, 14, 2)
    assert "Not yet proven: 6 entries after that." in found.sentences()


def test_a_head_that_somebody_else_signed_is_no_head_to_keep(
    office: Office, kept: Head, tmp_path: Path
) -> None:
    found = office.verify(replace(kept, root="0" * 64))
    assert [one.kind for one in found.findings] == ["kept head"]
    KeyFolder(tmp_path / "others").make()
    (other,) = (tmp_path / "others").glob("*.public.pem")
    assert {one.kind for one in office.verify(kept, key=other.read_bytes()).findings} == {
        "key unknown",
        "kept head",
    }
