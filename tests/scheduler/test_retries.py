"""When a contact comes back, outcome by outcome. Times in the table are London's, in winter and in summer."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.retries import AFTER, LONDON, CallingRules, next_try, part_of_day, rested

RULES = CallingRules()
OUTCOMES = [
    "answered",
    "survey_complete",
    "survey_partial",
    "no_answer",
    "busy",
    "machine",
    "wrong_number",
    "someone_else",
    "declined",
    "opted_out",
    "call_back",
    "failed",
    "cancelled",
    "abandoned",
    "dropped",
]
COME_BACK = {outcome for outcome in OUTCOMES if AFTER[outcome].comes_back}

moments = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 (given a zone)


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("outcome", "ended", "back"),
    [
        ("busy", "2026-01-05 10:00", "2026-01-05 10:30"),
        ("busy", "2026-01-05 20:30", "2026-01-05 21:00"),
        ("machine", "2026-01-05 10:00", "2026-01-06 10:00"),
        ("abandoned", "2026-01-05 10:00", "2026-01-08 10:00"),
        ("call_back", "2026-01-05 14:00", "2026-01-06 10:00"),
        ("cancelled", "2026-01-05 10:00", "2026-01-05 14:00"),
        ("failed", "2026-01-05 10:00", "2026-01-05 14:00"),
        ("dropped", "2026-01-05 10:00", "2026-01-06 06:00"),
        ("no_answer", "2026-01-05 10:00", "2026-01-05 14:00"),
        ("no_answer", "2026-01-05 12:30", "2026-01-05 17:00"),
        ("no_answer", "2026-01-05 15:00", "2026-01-05 19:00"),
        ("no_answer", "2026-01-05 19:00", "2026-01-06 09:00"),
        ("no_answer", "2026-07-06 12:30", "2026-07-06 17:00"),
        ("no_answer", "2026-03-28 19:00", "2026-03-29 09:00"),
        ("no_answer", "2026-10-24 19:00", "2026-10-25 09:00"),
        ("wrong_number", "2026-01-05 10:00", None),
        ("answered", "2026-01-05 10:00", None),
        ("opted_out", "2026-01-05 10:00", None),
        ("declined", "2026-01-05 10:00", None),
        ("someone_else", "2026-01-05 10:00", None),
    ],
)
def test_a_contact_comes_back_by_the_table(outcome: str, ended: str, back: str | None) -> None:
    found = next_try(outcome, 1, london(ended).astimezone(UTC), RULES)
    assert found == (back and london(back))


def test_every_outcome_id_has_its_row() -> None:
    assert set(OUTCOMES) == AFTER.keys()


@given(st.sampled_from(sorted(COME_BACK)), st.integers(0, 5), moments)
def test_a_contact_comes_back_until_the_attempts_are_used_up(outcome: str, made: int, at: datetime) -> None:
    assert (next_try(outcome, made, at, RULES) is None) == (made >= RULES.attempts)


@given(moments, st.floats(0, 100))
def test_after_no_answer_it_is_another_time_of_day_and_lines_are_open(at: datetime, hours: float) -> None:
    rules = CallingRules(no_answer_hours=hours)
    back = rested("no_answer", at, rules)
    assert back >= at + timedelta(hours=hours)
    assert back <= at + timedelta(hours=hours + 25)
    assert part_of_day(back) not in {None, part_of_day(at)}


@given(st.sampled_from(OUTCOMES), moments)
def test_a_number_always_rests_and_never_for_more_than_three_days(outcome: str, at: datetime) -> None:
    assert timedelta(minutes=30) <= rested(outcome, at, RULES) - at <= timedelta(hours=72)


def test_a_campaigns_own_rules_lie_over_the_settings_and_other_keys_are_passed_over() -> None:
    rules = RULES.laid_under({"attempts": 5, "busy_minutes": 10, "claim_minutes": 3})
    assert (rules.attempts, rules.busy_minutes, rules.machine_hours) == (5, 10, 24)


@pytest.mark.parametrize("wrong", [{"attempts": 0}, {"busy_minutes": -1}, {"machine_hours": "24"}])
def test_rules_that_make_no_sense_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=f"calling.{next(iter(wrong))} is"):
        RULES.laid_under(wrong)
