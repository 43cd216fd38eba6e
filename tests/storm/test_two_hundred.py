"""Two hundred volunteers at once for ten minutes of real time, on both sizes: no error, and memory that stays flat."""

from pathlib import Path
from typing import Final

import pytest

from tests.storm.crowd import CrowdedEvening, crowded

VOLUNTEERS: Final = 200
SECONDS: Final = 600
FLAT: Final = 1.15


@pytest.mark.long
def test_two_hundred_volunteers_meet_no_error_and_memory_stays_flat(
    request: pytest.FixtureRequest, database_url: str, short_folder: Path
) -> None:
    scaled = database_url.startswith("postgresql")
    redis = request.getfixturevalue("redis_url") if scaled else ""
    with CrowdedEvening(database_url, short_folder, redis=redis, processes=2 if scaled else 1) as evening:
        found = crowded(evening, VOLUNTEERS, SECONDS)
        log = evening.log()
    assert found.failed == []
    assert "error" not in log, log[-2000:]
    assert found.calls > VOLUNTEERS
    assert found.memory_last < found.memory_first * FLAT
