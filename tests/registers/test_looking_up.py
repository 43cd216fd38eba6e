"""Looking numbers up: exact as a plain set, refused when not whole, replaced while read."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.registers import Register, RegisterError, Shelf, age_days, remove_superseded
from store.registers.building import Builder

PRODUCED = date(2026, 7, 14)
# Numbers of nine and ten digits, close together and at the ends of buckets, parts and of all there is.
DIGITS = st.integers(100_000_000, 9_999_999_999) | st.integers(1_632_960_000, 1_632_960_020)
EDGES = [100_000_000, 1_632_959_999, 1_632_960_000, 1_639_999_999, 1_640_000_000, 9_999_999_999]


def written(directory: Path, numbers: list[int], produced_on: date = PRODUCED) -> Path:
    """Write a register of the numbers and return its path."""
    builder = Builder()
    builder.add(list(numbers))
    path, _ = builder.sort(lambda _done, _total: None).write(directory, "tps", produced_on)
    return path


def test_it_answers_as_a_plain_set_would(tmp_path_factory: pytest.TempPathFactory) -> None:
    directory = tmp_path_factory.mktemp("registers")

    @settings(deadline=None)  # it writes files: the disk is slow when it likes
    @given(st.lists(DIGITS, max_size=50), st.lists(DIGITS, max_size=20))
    def answers_alike(listed: list[int], others: list[int]) -> None:
        path = written(directory, listed)
        register = Register.open(path)
        for number in (*listed, *others, *EDGES):
            assert register.contains(f"+44{number}") is (number in set(listed))
        register.close()
        path.unlink()

    answers_alike()


def test_the_first_and_the_last_of_all_numbers_are_found(tmp_path: Path) -> None:
    register = Register.open(written(tmp_path, EDGES))
    assert len(register) == len(EDGES)
    assert all(register.contains(f"+44{number}") for number in EDGES)


def test_only_numbers_of_the_country_are_ever_listed(tmp_path: Path) -> None:
    register = Register.open(written(tmp_path, [1_632_960_123]))
    assert not register.contains("+331632960123")
    assert not register.contains("+4416329601230")


def test_a_file_that_is_cut_off_or_something_else_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, EDGES)
    content = path.read_bytes()
    for broken in (b"", content[:50], content[:-2], b"X" * len(content)):
        path.write_bytes(broken)
        with pytest.raises(RegisterError, match="import it again"):
            Register.open(path)
    with pytest.raises(RegisterError, match="cannot be opened"):
        Register.open(tmp_path / "absent.register")


def test_one_changed_bit_is_found_out(tmp_path: Path) -> None:
    path = written(tmp_path, EDGES)
    Register.open(path).verify()
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(RegisterError, match="not what was imported"):
        Register.open(path).verify()


def test_a_new_register_is_read_as_soon_as_it_is_named_and_the_old_one_stays_whole(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    old_path = written(tmp_path, [1_632_960_001])
    old = shelf.register("tps", old_path.name)
    assert shelf.register("tps", old_path.name) is old
    new_path = written(tmp_path, [1_632_960_002], date(2026, 7, 15))
    assert shelf.register("tps", old_path.name) is old
    new = shelf.register("tps", new_path.name)
    old_path.unlink()
    assert new.contains("+441632960002")
    assert not new.contains("+441632960001")
    assert old.contains("+441632960001")


def test_registers_no_longer_in_force_are_removed(tmp_path: Path) -> None:
    old, new = written(tmp_path, EDGES), written(tmp_path, EDGES[:2])
    remove_superseded(tmp_path, {new.name})
    assert not old.exists()
    assert Register.open(new).contains(f"+44{EDGES[0]}")


def test_a_name_never_leads_out_of_the_directory(tmp_path: Path) -> None:
    outside = written(tmp_path, EDGES)
    inside = tmp_path / "registers"
    inside.mkdir()
    with pytest.raises(RegisterError):
        Shelf(inside).register("tps", f"../{outside.name}")


def test_age_is_counted_in_days_of_londons_calendar() -> None:
    assert age_days(PRODUCED, datetime(2026, 7, 14, 22, 59, tzinfo=UTC)) == 0
    assert age_days(PRODUCED, datetime(2026, 7, 14, 23, 0, tzinfo=UTC)) == 1
    assert age_days(PRODUCED, datetime(2026, 8, 11, 12, 0, tzinfo=UTC)) == 28
