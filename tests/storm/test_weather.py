"""The worst evening's weather: callbacks doubled, late, lost; one request to the carrier in five fails."""

import pytest

from tests.storm.storm import gather, wild
from tests.telephone.evening import Evening


def test_a_dozen_calls_and_some_in_wild_weather_lose_nothing_and_dial_nobody_twice(evening: Evening) -> None:
    storm = gather(evening, 1, callers=2, calls=8, people=24)
    evening.carrier.set_weather(wild(1))
    storm.blows(1500)
    storm.comes_to_rest()
    assert len(evening.attempts()) >= 12


@pytest.mark.long
@pytest.mark.parametrize("seed", range(5))
def test_a_hundred_calls_in_wild_weather_lose_nothing_and_dial_nobody_twice(
    evening: Evening, seed: int
) -> None:
    storm = gather(evening, seed, callers=3, calls=44, people=165)
    evening.carrier.set_weather(wild(seed))
    storm.blows(6000)
    storm.comes_to_rest()
    assert len(evening.attempts()) >= 100
