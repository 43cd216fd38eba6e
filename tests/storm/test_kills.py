"""A process killed at any commit and at any request to the carrier: nobody is dialled twice, nothing keyed is lost.

`moments.txt` lists them all, as the code itself enumerates them. To write it anew after adding one on purpose:
RINGROUND_MOMENTS=write with the first test here.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from tests.storm.moments import Moments, Wanted, When
from tests.storm.processes import MortalEvening
from tests.storm.scenario import gather

LIST: Final = Path(__file__).with_name("moments.txt")
LISTED: Final = tuple(LIST.read_text(encoding="utf-8").splitlines())
DIAL: Final = "worker.Worker.drain > worker.Worker._carry_out > dial.carry_out > dial."
SAMPLE: Final = (
    Wanted("commit: line.Line.turn > line.Line._transaction", "after", 4),
    Wanted(f"commit: {DIAL}_at_desk", "after"),
    Wanted(f"request POST: {DIAL}dial_contact", "after"),
)
WHENS: Final[tuple[When, ...]] = ("before", "after")
TURN: Final = "commit: line.Line.turn > line.Line._transaction"
TURNS: Final = 50
"""How many keys are pressed in the evening, about."""


@contextmanager
def calls(
    database_url: str, folder: Path, moments: Moments, wanted: Wanted | None
) -> Iterator[MortalEvening]:
    """The evening with all kinds of calls in it, a process of which is killed at the moment wanted."""
    with MortalEvening(database_url, folder, moments=moments) as evening:
        storm = gather(evening)
        moments.passed.clear()
        moments.wanted = wanted
        storm.blows(400)
        yield evening
        storm.comes_to_rest()


@pytest.fixture
def moments(monkeypatch: pytest.MonkeyPatch) -> Moments:
    made = Moments()
    made.install(monkeypatch)
    return made


def is_survived(database_url: str, folder: Path, moments: Moments, wanted: Wanted) -> None:
    with calls(database_url, folder, moments, wanted) as evening:
        assert evening.kills == 1
    assert set(moments.passed) <= set(LISTED)


def test_the_list_holds_each_commit_and_each_request_in_the_course_of_a_call(
    sqlite_url: str, tmp_path: Path, moments: Moments
) -> None:
    with calls(sqlite_url, tmp_path, moments, None):
        pass
    passed = sorted(set(moments.passed))
    if os.environ.get("RINGROUND_MOMENTS") == "write":
        LIST.write_text("".join(f"{name}\n" for name in passed), encoding="utf-8")
    assert passed == sorted(LIST.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("wanted", SAMPLE, ids=lambda wanted: f"{wanted.when} {wanted.name}")
def test_a_kill_at_a_key_and_around_a_dial_is_survived(
    sqlite_url: str, tmp_path: Path, moments: Moments, wanted: Wanted
) -> None:
    is_survived(sqlite_url, tmp_path, moments, wanted)


@pytest.mark.long
@pytest.mark.parametrize("when", WHENS)
@pytest.mark.parametrize("name", LISTED)
def test_a_kill_at_any_moment_is_survived(
    database_url: str, tmp_path: Path, moments: Moments, name: str, when: When
) -> None:
    is_survived(database_url, tmp_path, moments, Wanted(name, when))


@pytest.mark.long
@pytest.mark.parametrize("when", WHENS)
@pytest.mark.parametrize("nth", range(2, TURNS, 2))
def test_a_kill_at_any_key_is_survived(
    sqlite_url: str, tmp_path: Path, moments: Moments, nth: int, when: When
) -> None:
    is_survived(sqlite_url, tmp_path, moments, Wanted(TURN, when, nth))
