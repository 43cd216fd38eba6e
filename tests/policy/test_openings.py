"""The times at which somebody could be rung again: parts of days, by the rules of hours and a campaign's own."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy import Campaign, CampaignStatus, Rules
from policy.openings import PartOfDay, openings
from policy.rules.hours import next_opening

LONDON = ZoneInfo("Europe/London")
MORNING, AFTERNOON, EVENING = PartOfDay


def campaign(**limits: object) -> Campaign:
    return Campaign(CampaignStatus.RUNNING, "voter_id", **limits)  # type: ignore[arg-type]


def found(at: str, days: int = 2, own: Campaign | None = None) -> list[tuple[int, PartOfDay, str]]:
    soonest = datetime.fromisoformat(at).replace(tzinfo=LONDON).astimezone(UTC)
    return [
        (one.day.day, one.part, f"{one.at.astimezone(LONDON):%d %H:%M}")
        for one in openings(Rules(), own, soonest, days)
    ]


@pytest.mark.parametrize(
    ("at", "own", "expected"),
    [
        ("2026-06-01 08:00", None, [(1, MORNING, "01 09:00"), (1, AFTERNOON, "01 12:00"), (1, EVENING, "01 17:00")]),
        ("2026-06-01 13:20", None, [(1, AFTERNOON, "01 13:20"), (1, EVENING, "01 17:00")]),
        ("2026-06-01 20:44:59", None, [(1, EVENING, "01 20:44")]),
        ("2026-06-01 20:45", None, []),
        ("2026-06-01 08:00", campaign(opens=time(17, 30)), [(1, EVENING, "01 17:30")]),
        ("2026-06-01 08:00", campaign(closes=time(17)), [(1, MORNING, "01 09:00"), (1, AFTERNOON, "01 12:00")]),
        ("2026-06-01 08:00", campaign(dates_off=frozenset({date(2026, 6, 1)})), []),
        ("2026-06-01 08:00", campaign(weekdays=frozenset({6, 7})), []),
    ],
)  # fmt: skip
def test_only_parts_of_a_day_in_which_lines_are_open(
    at: str, own: Campaign | None, expected: list[tuple[int, PartOfDay, str]]
) -> None:
    assert found(at, 1, own) == expected


def test_a_day_off_between_has_none() -> None:
    own = campaign(dates_off=frozenset({date(2026, 6, 2)}), opens=time(17))
    assert found("2026-06-01 18:00", 3, own) == [(1, EVENING, "01 18:00"), (3, EVENING, "03 17:00")]


@given(
    st.datetimes(datetime(2026, 3, 20), datetime(2026, 11, 5), timezones=st.just(UTC)),  # noqa: DTZ001 - bounds
    st.sampled_from([None, campaign(opens=time(10, 30), closes=time(16)), campaign(weekdays=frozenset({7}))]),
)
def test_each_is_open_from_its_first_moment_on_and_lies_in_its_part(
    soonest: datetime, own: Campaign | None
) -> None:
    for one in openings(Rules(), own, soonest, 10):
        assert one.at >= soonest
        assert next_opening(Rules(), own, one.at) == one.at
        assert one.at.astimezone(LONDON).date() == one.day
        parts = {MORNING: (9, 12), AFTERNOON: (12, 17), EVENING: (17, 21)}
        assert parts[one.part][0] <= one.at.astimezone(LONDON).hour < parts[one.part][1]
