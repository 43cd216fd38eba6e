"""A register's import: the forms it takes, what it refuses, and that a refusal leaves nothing behind."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from store.registers import Imported, InForce, Register, RegisterError, import_register, reading

TODAY = date(2026, 7, 15)
PRODUCED = date(2026, 7, 14)
NUMBERS = [f"01632960{last:03}" for last in range(300)]
IN_FORCE = InForce(date(2026, 7, 1), 300)

Write = Callable[[bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a way to write a supplier's file."""

    def write_file(content: bytes) -> Path:
        path = tmp_path / "supplied.txt"
        path.write_bytes(content)
        return path

    return write_file


def lines(numbers: list[str], end: str = "\r\n") -> bytes:
    """Return the numbers one a line."""
    return "".join(number + end for number in numbers).encode()


def imported(source: Path, in_force: InForce | None = None, *, accept_smaller: bool = False) -> Imported:
    """Import the file as the TPS of yesterday."""
    return import_register(
        source,
        source.parent / "registers",
        kind="tps",
        produced_on=PRODUCED,
        today=TODAY,
        in_force=in_force,
        accept_smaller=accept_smaller,
    )


@pytest.mark.parametrize(
    "written",
    [
        "01632 960123",
        "01632960123",
        " 01632 960123 ",
        "\t01632960123",
        "1632960123",
        "441632960123",
        "+441632960123",
        "+44 1632 960123",
        "+4401632960123",
        "00441632960123",
    ],
)
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_a_number_is_listed_however_the_supplier_wrote_it(write: Write, written: str, end: str) -> None:
    with_ending = imported(write(lines([written, "07700 900456"], end)))
    register = Register.open(with_ending.path)
    assert with_ending.count == len(register) == 2
    assert register.contains("+441632960123")
    assert not register.contains("+441632960124")


def test_the_last_line_needs_no_end_and_blank_lines_and_a_byte_order_mark_do_no_harm(write: Write) -> None:
    result = imported(write(b"\xef\xbb\xbf01632960001\n\n\n01632960002"))
    assert (result.count, result.bad_lines) == (2, 0)


def test_a_number_that_comes_twice_counts_once(write: Write) -> None:
    assert imported(write(lines(["01632960001", "+441632960001", "01632 960001"]))).count == 1


def test_a_file_is_read_in_blocks_of_any_size(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "BLOCK", 37)
    result = imported(write(lines(NUMBERS)))
    assert (result.count, result.bad_lines) == (300, 0)


def test_the_import_says_what_the_database_row_is_to_hold(write: Write) -> None:
    result = imported(write(lines(NUMBERS)))
    header = Register.open(result.path).header
    assert (header.kind, header.produced_on, header.count, header.sha256) == (
        result.kind,
        result.produced_on,
        result.count,
        result.sha256,
    )
    assert result.path.name == f"tps-2026-07-14-{result.sha256[:16]}.register"


def test_the_same_numbers_in_another_order_make_the_same_file(write: Write) -> None:
    first = imported(write(lines(NUMBERS)))
    assert imported(write(lines(NUMBERS[::-1], "\n"))) == first


def test_a_few_lines_that_are_no_number_are_passed_over_and_counted(write: Write) -> None:
    result = imported(write(lines([*NUMBERS, "telephone", "999", "+1 2 3"])))
    assert (result.count, result.bad_lines) == (300, 3)


def test_progress_goes_up_to_the_end(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "BLOCK", 500)
    told: list[tuple[int, int]] = []
    source = write(lines(NUMBERS))
    import_register(
        source,
        source.parent,
        kind="ctps",
        produced_on=PRODUCED,
        today=TODAY,
        in_force=None,
        progress=lambda done, total: told.append((done, total)),
    )
    assert told == sorted(told)
    assert told[-1] == (2 * source.stat().st_size, 2 * source.stat().st_size)
    assert len(told) > 3


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "holds no number"),
        (b"\r\n\r\n", "holds no number"),
        (b"not a register\n", "holds no number"),
        (lines([*NUMBERS[:95], *["?"] * 5]), "5 of 100 lines are not a number"),
        (lines(NUMBERS[:50]) + b"\0" * 4000 + b"\n" + lines(["0163"]), "are not a number"),
        (lines(NUMBERS[:-1]) + b"016329", "cut off inside its last line"),
        (lines(NUMBERS[:-1]) + b"0163296002", "cut off inside its last line"),
        (b"<html><body>Sign in</body></html>\n" * 50, "holds no number"),
    ],
)
def test_a_damaged_file_is_refused_and_leaves_nothing(write: Write, content: bytes, complaint: str) -> None:
    source = write(content)
    with pytest.raises(RegisterError, match=complaint):
        imported(source)
    assert [path.name for path in source.parent.rglob("*") if path.is_file()] == ["supplied.txt"]


def test_a_file_without_lines_is_refused_before_it_fills_the_memory(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BLOCK", 64)
    with pytest.raises(RegisterError, match="not made of lines"):
        imported(write(b"1" * 1000))


def test_a_file_that_is_not_there_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match=r"absent\.txt cannot be read"):
        imported(tmp_path / "absent.txt")


def test_a_register_that_shrank_by_more_than_a_tenth_needs_to_be_accepted(write: Write) -> None:
    source = write(lines(NUMBERS[:269]))
    with pytest.raises(RegisterError, match="--accept-smaller"):
        imported(source, IN_FORCE)
    assert imported(source, IN_FORCE, accept_smaller=True).count == 269
    assert imported(write(lines(NUMBERS[:270])), IN_FORCE).count == 270


def test_an_older_register_does_not_replace_a_newer_one(write: Write) -> None:
    source = write(lines(NUMBERS))
    with pytest.raises(RegisterError, match="produced later, on 2026-07-15"):
        imported(source, replace(IN_FORCE, produced_on=TODAY))
    assert imported(source, replace(IN_FORCE, produced_on=PRODUCED)).count == 300


@pytest.mark.parametrize(
    ("kind", "produced_on", "complaint"),
    [("tps", date(2026, 7, 16), "yet to come"), ("mps", PRODUCED, "no register 'mps'")],
)
def test_a_date_to_come_or_another_register_is_refused(
    write: Write, kind: str, produced_on: date, complaint: str
) -> None:
    source = write(lines(NUMBERS))
    with pytest.raises(RegisterError, match=complaint):
        import_register(source, source.parent, kind=kind, produced_on=produced_on, today=TODAY, in_force=None)
