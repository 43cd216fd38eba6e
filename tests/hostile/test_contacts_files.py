"""Lists of contacts as nobody should send them: one clear sentence each, and nothing lost that can be read."""

import csv
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler.contacts_import import FileRefusedError, Importer, Result, preview
from store.database import Database
from store.models import Contact
from tests.hostile.records import digest
from tests.scheduler.world import World

HEADER = "id,first_name,last_name,phone\n"


@pytest.fixture
def importer(database_url: str) -> Iterator[Importer]:
    db = Database(database_url)
    world = World(db)
    yield Importer(db, world.calling_list, b"k" * 32, lambda: world.now, drama=True)
    db.dispose()


def send(importer: Importer, folder: Path, content: bytes | str) -> Result:
    file = folder / "list.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return importer.run(file, "spring")


def names(importer: Importer) -> list[str]:
    with importer.db.orm() as session:
        return [one.first_name for one in session.query(Contact).order_by(Contact.key)]


def row(key: str, name: str, last: int) -> str:
    return f"{key},{name},Bevan,07700 900{last:03}\n"


def test_lists_in_utf_8_and_in_an_old_encoding_put_together_are_both_read(
    importer: Importer, tmp_path: Path
) -> None:
    rows = [row("a", "Siân", 1).encode(), row("b", "José", 2).encode("cp1252"), row("c", "Zoë", 3).encode()]
    result = send(importer, tmp_path, HEADER.encode() + b"".join(rows))
    assert (result.accepted, names(importer)) == (3, ["Siân", "José", "Zoë"])


def test_a_mark_of_utf_8_before_an_old_encoding_loses_no_letter(importer: Importer, tmp_path: Path) -> None:
    send(importer, tmp_path, b"\xef\xbb\xbf" + HEADER.encode() + row("b", "José", 2).encode("cp1252"))
    assert names(importer) == ["José"]


def test_utf_16_that_ends_within_a_letter_keeps_what_came_before(importer: Importer, tmp_path: Path) -> None:
    whole = (HEADER + row("a", "Siân", 1) + row("b", "Zoë", 2) + "\n").encode("utf-16")
    assert send(importer, tmp_path, whole[:-1]).accepted == 2


@pytest.mark.parametrize("end", ["\r", "\r\n", "\n\r", "\n\n"])
def test_lines_may_end_as_they_like(importer: Importer, tmp_path: Path, end: str) -> None:
    text = (HEADER + row("a", "Ada", 1) + row("b", "Bea", 2)).replace("\n", end)
    assert send(importer, tmp_path, text).accepted == 2


def test_ten_thousand_columns_are_read_past(importer: Importer, tmp_path: Path) -> None:
    more = ",x" * 10_000
    result = send(importer, tmp_path, HEADER.strip() + more + "\n" + row("a", "Ada", 1).strip() + more + "\n")
    assert (result.accepted, result.refused) == (1, 0)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("", id="nothing"),
        pytest.param("\0" * 10_000, id="zeros"),
        pytest.param("\r\n" * 10_000, id="empty lines"),
        pytest.param('"' * 10_001, id="quotes"),
        pytest.param("x" * 1_000_000, id="one long word"),
        pytest.param("," * 200_000 + "\n", id="separators"),
        pytest.param(HEADER.replace("\n", ",phone\n") + row("a", "Ada", 1), id="a column twice"),
        pytest.param(row("a", "Ada", 1) + row("b", "Bea", 2), id="no line of names"),
        pytest.param("<html><body>Please sign in</body></html>\n", id="a page"),
        pytest.param(b"\x1f\x8b\x08\0" + bytes(range(256)) * 40, id="compressed"),
        pytest.param(b"PK\x03\x04" + bytes(range(256)) * 40, id="a spreadsheet"),
        pytest.param(b"\xff\xfe" + b"\x00\xd8" * 5000, id="halves of letters"),
    ],
)
def test_a_file_of_no_use_is_refused_in_one_sentence_and_changes_nothing(
    importer: Importer, tmp_path: Path, content: bytes | str
) -> None:
    before = digest(importer.db)
    with pytest.raises(FileRefusedError) as refused:
        send(importer, tmp_path, content)
    said = str(refused.value)
    assert said.endswith(".")
    assert len(said) < 3000
    assert said.isprintable()
    assert "900001" not in said, "a list without names of columns is no reason to tell who stands on it"
    assert digest(importer.db) == before
    assert [path.name for path in tmp_path.iterdir() if "list" in path.name] == ["list.csv"]


@pytest.mark.parametrize(
    "formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("x")', "=1,=1"]
)
def test_no_cell_of_the_refused_file_is_a_formula_not_even_its_headings(
    importer: Importer, tmp_path: Path, formula: str
) -> None:
    cell = '"' + formula.replace('"', '""') + '"'
    text = f"id,first_name,phone,{cell}\n" + f"{cell},{cell},none,{cell}\n" * 3
    result = send(importer, tmp_path, text)
    assert result.refused_file is not None
    with result.refused_file.open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for line in csv.reader(file) for cell in line]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_the_beginning_of_any_file_can_be_shown(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    for content in (b"=1,\xff\n\0,\n", HEADER.encode() + b'"' * 5000, b"a," * 9000, b"\xfe\xff\xd8"):
        file.write_bytes(content)
        shown = preview(file)
        assert all(field.isprintable() for line in (shown.header, *shown.rows) for field in line)


GIGABYTE = """
import resource, sys
from pathlib import Path
from datetime import UTC, datetime
from scheduler.calling_list import CallingList
from scheduler.contacts_import import Importer
from scheduler.retries import CallingRules
from store.database import Database
db = Database(sys.argv[1])
now = lambda: datetime(2026, 3, 2, 10, tzinfo=UTC)
result = Importer(db, CallingList(CallingRules()), b"k" * 32, now, drama=True).run(Path(sys.argv[2]), "spring")
print(result.accepted, result.refused, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""
MOST_MEMORY = 250
"""MiB, the interpreter and its libraries included."""


@pytest.mark.long
def test_a_gigabyte_of_rubbish_is_read_past_in_little_memory(
    importer: Importer, database_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "list.csv"
    long_field = b"r," + b"x" * 4000 + b",Bevan,none\n"
    without_an_end = b"z" * (1 << 20)
    with file.open("wb") as out:
        out.write(HEADER.encode() + row("a", "Ada", 1).encode())
        for _ in range(512):
            out.write(long_field * 262)
            out.write(without_an_end)
            out.write(b"\n" + b"\0" * 5000 + b'\n"\n')
        out.write(row("b", "Bea", 2).encode())
    assert file.stat().st_size > 1 << 30
    done = subprocess.run(
        [sys.executable, "-c", GIGABYTE, database_url, str(file)], capture_output=True, text=True, check=True
    )
    accepted, refused, memory = map(int, done.stdout.split())
    assert accepted == 2
    assert refused > 512 * 262
    assert memory < MOST_MEMORY
    assert names(importer) == ["Ada", "Bea"]
    file.unlink()
