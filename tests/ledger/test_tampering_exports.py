"""Every change of an export is found, named and located: on every column, also where its traces were hidden."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest

from store.models import Entry
from store.sealing.export import export
from store.sealing.proof import Head, canonical, leaf_hash
from store.sealing.verify import file_source, verify
from tests.ledger.conftest import Office
from tests.ledger.tampering import PLACE, columns, kept

__all__ = ["kept"]  # a fixture

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
        line = json.loads(lines[at[6]])
        line["entry"][column] = "2026-05-04T18:30:06.000001+00:00" if column == "at" else "edited"
        if hidden:
            line["leaf"] = leaf_hash(canonical(line["entry"])).hex()
        lines[at[6]] = canonical(line) + b"\n"

    tampered(file, edit, kept)
    (found,) = verify(file_source(file), None, [kept]).findings
    expected = ("rewritten", 5, 9) if hidden else ("edited", 7, 7)
    assert (found.kind, found.first, found.last) == expected


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
