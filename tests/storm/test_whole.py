"""The same evening on both sizes, every process for real: Redis flushed amid it, and a rolling restart under load."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from tests.storm.whole import WholeEvening, WholeStorm, hurried

FAULT = "there is a fault"


@pytest.fixture
def whole(request: pytest.FixtureRequest, database_url: str, short_folder: Path) -> Iterator[WholeEvening]:
    """The embedded size on SQLite; on PostgreSQL a Redis server. One of each process."""
    redis = request.getfixturevalue("redis_url") if database_url.startswith("postgresql") else ""
    with WholeEvening(database_url, short_folder, redis=redis) as evening:
        yield evening


@pytest.fixture
def scaled(database_url: str, redis_url: str, short_folder: Path) -> Iterator[WholeEvening]:
    """Two of each process, on PostgreSQL with a Redis server."""
    with WholeEvening(database_url, short_folder, redis=redis_url, processes=2) as evening:
        yield evening


scaled_only = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def flush(evening: WholeEvening) -> None:
    with Redis.from_url(evening.given()["REDIS_URL"]) as redis:
        redis.flushall()


def nobody_was_cut_off(storm: WholeStorm) -> None:
    """Each caller rang in once, and was told of no fault."""
    assert [caller.rang_in for caller in storm.callers] == [1] * len(storm.callers)
    for caller in storm.callers:
        assert caller.line is not None
        assert FAULT not in " ".join(caller.line.heard)


@pytest.mark.parametrize(
    "database_url", ["sqlite", pytest.param("postgresql", marks=pytest.mark.long)], indirect=True
)
def test_a_redis_that_is_flushed_time_and_again_costs_no_call(whole: WholeEvening) -> None:
    storm = hurried(whole, callers=1, calls=2)
    for look in range(800):
        if storm.over:
            break
        if look % 8 == 0:
            flush(whole)
        storm.second()
    storm.comes_to_rest()
    nobody_was_cut_off(storm)


def is_restarted_under_load(whole: WholeEvening, storm: WholeStorm, which: str = "") -> None:
    """Each process ends as an operator would have it, and is back before the next: while calls go on all the time.

    `which`: how their names end.
    """
    for name in whole.programs:
        if not name.endswith(which):
            continue
        before = whole.ends(name)
        for _ in range(240):
            storm.second()
            if whole.is_back(name, before):
                break
        assert whole.is_back(name, before), name


@scaled_only
def test_a_rolling_restart_drops_no_call(scaled: WholeEvening) -> None:
    storm = hurried(scaled, callers=3, calls=2)
    is_restarted_under_load(scaled, storm, which=" 0")
    storm.blows(1600)
    storm.comes_to_rest()
    nobody_was_cut_off(storm)


@pytest.mark.long
@scaled_only
def test_three_rolling_restarts_under_a_crowd_drop_no_call(scaled: WholeEvening) -> None:
    storm = hurried(scaled, callers=12, calls=12)
    for _ in range(3):
        is_restarted_under_load(scaled, storm)
    storm.blows(4000)
    storm.comes_to_rest()
    nobody_was_cut_off(storm)
