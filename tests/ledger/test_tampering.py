"""Every change of a sealed ledger is found, named and located: on every column, in the database and in an export."""

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import Connection, Table, select

from store.database import Database
from store.models import Entry, SealedEntry, SealingKey, TreeHead
from store.sealing.export import export
from store.sealing.keys import KeyFolder
from store.sealing.proof import Head, canonical, leaf_hash
from store.sealing.verify import file_source, verify
from tests.ledger.conftest import Office

PLACE: Final = 5
"""Which row is tampered with. The order is: the key's making at 1, then heads at 4, 9, 14."""
BATCHES: Final = (3, 5, 5)


@pytest.fixture
def kept(office: Office) -> Head:
    """Fourteen entries and the head over them, which the auditor keeps."""
    office.write(3)
    office.seal()
    for _ in range(2):
        office.write(5)
        office.seal()
    with office.db.read() as tx:
        row = tx.execute(select(TreeHead.__table__).order_by(TreeHead.size.desc()).limit(1)).mappings().one()
    return Head.of(dict(row))


# ruff: noqa: S608 - the statements are the tests' own words


def unguarded(db: Database, *statements: str) -> None:
    """Do what whoever has the database's own rights could do: take the guards away first."""
    with db.alter() as tx:
        _drop_guards(tx)
        for statement in statements:
            tx.exec_driver_sql(statement)


def _drop_guards(tx: Connection) -> None:
    if tx.dialect.name != "sqlite":
        tx.exec_driver_sql("SET session_replication_role = replica")
        return
    for (name,) in tx.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").all():
        tx.exec_driver_sql(f"DROP TRIGGER {name}")


def entry_at(db: Database, place: int) -> int:
    with db.read() as tx:
        return tx.execute(select(SealedEntry.entry_id).where(SealedEntry.place == place)).scalar_one()


def kinds(office: Office, *kept: Head) -> list[str]:
    return [one.kind for one in office.verify(*kept).findings]


def columns(model: Any, *but: str) -> list[str]:  # noqa: ANN401 (a model)
    table: Table = model.__table__
    return [column.name for column in table.columns if column.name not in but]


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
    (found,) = office.verify(kept).findings
    assert (found.kind, found.first) == ("removed", PLACE)


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


def test_history_rewritten_with_fresh_seals_is_found_by_the_kept_heads(office: Office, kept: Head) -> None:
    with office.db.read() as tx:
        heads = [Head.of(dict(row)) for row in tx.execute(select(TreeHead.__table__)).mappings()]
    entry = entry_at(office.db, PLACE)
    unguarded(
        office.db, "DELETE FROM ledger_heads", "DELETE FROM ledger_order",
        f"UPDATE ledger_entries SET campaign_id = 'other' WHERE id = {entry}",
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
    assert "head changed" in {one.kind for one in found} or column == "key"
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


# --- an export -------------------------------------------------------------------------------------------

Lines = list[bytes]


@pytest.fixture
def file(office: Office, kept: Head, tmp_path: Path) -> Path:
    """An export of the fourteen entries, and one that is not sealed."""
    assert kept.size == 14
    office.write(1)
    path = tmp_path / "ledger.jsonl"
    export(office.db, path, office.now, by="Ann")
    return path


def rows(lines: Lines) -> list[int]:
    return [number for number, line in enumerate(lines) if line.startswith(b'{"entry"')]


def tampered(
    file: Path, how: Callable[[Lines, list[int]], Lines | None], kept: Head
) -> list[tuple[str, int | None]]:
    lines = file.read_bytes().splitlines(keepends=True)
    lines = how(lines, rows(lines)) or lines
    file.write_bytes(b"".join(lines))
    return [(one.kind, one.first) for one in verify(file_source(file), None, [kept]).findings]


def test_an_export_that_nobody_touched_holds(file: Path, kept: Head) -> None:
    assert tampered(file, lambda *_: None, kept) == []


def test_an_export_written_anew_by_another_program_holds(file: Path, kept: Head) -> None:
    assert (
        tampered(
            file, lambda lines, _: [json.dumps(json.loads(line)).encode() + b"\n" for line in lines], kept
        )
        == []
    )


def renumbered(lines: Lines) -> Lines:
    """Give the rows the places they stand at, as whoever hides a change would."""
    place, made = 0, []
    for line in lines:
        if line.startswith(b'{"entry"'):
            place += 1
            line = canonical({**json.loads(line), "place": place}) + b"\n"  # noqa: PLW2901 (the line as changed)
        made.append(line)
    return made


@pytest.mark.parametrize("hidden", [False, True])
def test_a_line_taken_out_is_found(file: Path, kept: Head, hidden: bool) -> None:
    def take_out(lines: Lines, at: list[int]) -> Lines:
        del lines[at[PLACE - 1]]
        return renumbered(lines) if hidden else lines

    assert tampered(file, take_out, kept) == [("removed", PLACE)]


@pytest.mark.parametrize("hidden", [False, True])
def test_a_line_put_in_is_found(file: Path, kept: Head, hidden: bool) -> None:
    def put_in(lines: Lines, at: list[int]) -> Lines:
        lines.insert(at[PLACE - 1], lines[at[11]])
        return renumbered(lines) if hidden else lines

    ((kind, place),) = tampered(file, put_in, kept)
    assert (kind, place) == ("inserted", PLACE if hidden else 12)


@pytest.mark.parametrize("hidden", [False, True])
@pytest.mark.parametrize("other", [PLACE + 1, PLACE + 3])
def test_lines_that_changed_places_are_found(file: Path, kept: Head, hidden: bool, other: int) -> None:
    def change_places(lines: Lines, at: list[int]) -> Lines:
        one, two = at[PLACE - 1], at[other - 1]
        lines[one], lines[two] = lines[two], lines[one]
        return renumbered(lines) if hidden else lines

    found = tampered(file, change_places, kept)
    assert [one for one in found if one[0] != "clock"] == [("swapped", PLACE)]


def test_lines_that_changed_places_over_a_head_are_found(file: Path, kept: Head) -> None:
    def change_places(lines: Lines, at: list[int]) -> None:
        one, two = at[PLACE - 1], at[11]
        lines[one], lines[two] = lines[two], lines[one]

    assert {kind for kind, _ in tampered(file, change_places, kept)} == {"swapped"}


@pytest.mark.parametrize("column", columns(Entry))
@pytest.mark.parametrize("hidden", [False, True])
def test_an_edited_line_is_found(file: Path, kept: Head, column: str, hidden: bool) -> None:
    def edit(lines: Lines, at: list[int]) -> None:
        line = json.loads(lines[at[PLACE - 1]])
        line["entry"][column] = "2026-05-04T18:30:05.000001+00:00" if column == "at" else "edited"
        if hidden:
            line["leaf"] = leaf_hash(canonical(line["entry"])).hex()
        lines[at[PLACE - 1]] = canonical(line) + b"\n"

    assert tampered(file, edit, kept) == [("rewritten" if hidden else "edited", PLACE)]


@pytest.mark.parametrize("field", list(asdict(Head(0, "", "", "", 0, (), ""))))
def test_an_edited_head_is_found(file: Path, kept: Head, field: str) -> None:
    def edit(lines: Lines, at: list[int]) -> None:
        number = at[8] + 1
        head = json.loads(lines[number])["head"]
        head[field] = {
            "size": 10,
            "previous": 3,
            "peaks": ["00"],
            "at": "2026-05-04T18:30:10.000000+00:00",
        }.get(field, "00")
        lines[number] = canonical({"head": head}) + b"\n"

    found = tampered(file, edit, kept)
    assert found
    assert {kind for kind, _ in found} <= {"head changed", "key unknown", "head removed"}


def test_a_file_that_was_copied_in_part_is_found(file: Path, kept: Head) -> None:
    assert tampered(file, lambda lines, _: lines[:-1], kept) == [("cut short", None)]


def test_a_line_that_cannot_be_read_is_named(file: Path, kept: Head) -> None:
    assert ("unreadable", None) in tampered(
        file, lambda lines, _: [*lines[:-1], b"{nonsense\n", lines[-1]], kept
    )


def test_rules_that_are_not_what_their_version_names_are_found(file: Path, kept: Head) -> None:
    rules = canonical({"rules": {"rules": {"opens": "03:00"}, "version": "1-" + "0" * 32}}) + b"\n"
    assert tampered(file, lambda lines, _: [*lines[:-1], rules, lines[-1]], kept) == [("rules changed", None)]
