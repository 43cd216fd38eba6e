"""Hours to the second in Europe/London, through the clock changes, and what a campaign may tighten."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from policy import BankHolidays, Decision, DialContact, Listing, Moment, Reason, RingVolunteer, Rules, decide
from policy.facts import Campaign
from tests.policy.good import FACTS, NOW, RULES, campaign

DIAL = DialContact()


def at(text: str) -> datetime:
    """Return a UTC time, written without its zone."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def asked(when: datetime, own: Campaign | None = None, rules: Rules = RULES) -> Decision:
    """Return the decision about a good call at some time, with a fresh register."""
    fresh = Listing(when.date(), listed=False)
    return decide(DIAL, replace(FACTS, tps=fresh, ctps=fresh, campaign=own or campaign()), rules, when)


@pytest.mark.parametrize(
    ("when", "open_"),
    [
        ("2026-01-14T08:59:59.999999", False),
        ("2026-01-14T09:00:00", True),
        ("2026-01-14T20:44:59.999999", True),
        ("2026-01-14T20:45:00", False),
        ("2026-07-15T07:59:59", False),
        ("2026-07-15T08:00:00", True),
        ("2026-07-15T19:44:59", True),
        ("2026-07-15T19:45:00", False),
    ],
)
def test_lines_are_open_from_nine_to_a_quarter_to_nine_by_london_clocks(when: str, open_: bool) -> None:
    assert asked(at(when)).permitted is open_


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("2026-03-28T20:44:59", "2026-03-29T19:44:59"),  # summer time begins in the night between
        ("2026-10-24T19:44:59", "2026-10-25T20:44:59"),  # and ends
    ],
)
def test_the_last_second_moves_with_the_clock_change(before: str, after: str) -> None:
    for last in (at(before), at(after)):
        assert asked(last).permitted
        assert asked(last + timedelta(seconds=1)).reason is Reason.OUTSIDE_HOURS


@pytest.mark.parametrize(
    ("closed", "opens"),
    [
        ("2026-03-28T20:45:00", "2026-03-29T08:00:00"),
        ("2026-10-24T19:45:00", "2026-10-25T09:00:00"),
        ("2026-07-15T03:00:00", "2026-07-15T08:00:00"),
    ],
)
def test_a_refusal_by_the_clock_says_when_lines_open(closed: str, opens: str) -> None:
    assert asked(at(closed)).until == at(opens)


@pytest.mark.parametrize(
    ("own", "refused", "permitted"),
    [
        (campaign(weekdays=frozenset({1, 2, 3, 4, 6, 7})), "2026-07-17T12:00:00", "2026-07-16T12:00:00"),
        (campaign(opens=time(9, 30)), "2026-07-15T08:29:59", "2026-07-15T08:30:00"),
        (campaign(closes=time(20, 0)), "2026-07-15T19:00:00", "2026-07-15T18:59:59"),
        (campaign(dates_off=frozenset({date(2026, 7, 16)})), "2026-07-16T12:00:00", "2026-07-15T12:00:00"),
        (campaign(nation="scotland"), "2026-08-03T12:00:00", "2026-08-31T12:00:00"),
        (campaign(nation="england-and-wales"), "2026-08-31T12:00:00", "2026-08-03T12:00:00"),
    ],
)
def test_a_campaign_may_tighten_the_hours(own: Campaign, refused: str, permitted: str) -> None:
    assert asked(at(refused), own).reason is Reason.OUTSIDE_HOURS
    assert asked(at(permitted), own).permitted


def test_a_campaign_cannot_loosen_the_hours() -> None:
    loose = campaign(opens=time(0, 0), closes=time(23, 59))
    assert asked(at("2026-01-14T08:59:59"), loose).reason is Reason.OUTSIDE_HOURS
    assert asked(at("2026-01-14T20:45:00"), loose).reason is Reason.OUTSIDE_HOURS


def test_a_year_whose_bank_holidays_are_not_known_is_no_year_for_calling() -> None:
    assert asked(at("2027-07-15T12:00:00"), campaign(nation="scotland")).reason is Reason.OUTSIDE_HOURS
    assert asked(at("2027-07-15T12:00:00")).permitted
    assert asked(NOW, campaign(nation="northern-ireland")).reason is Reason.OUTSIDE_HOURS


def test_the_organisation_may_close_on_days_of_its_own() -> None:
    mourning = replace(RULES, dates_off=frozenset({date(2026, 7, 15)}))
    assert asked(NOW, rules=mourning).until == at("2026-07-16T08:00:00")
    assert decide(RingVolunteer(), FACTS, mourning, NOW).reason is Reason.OUTSIDE_HOURS


def test_days_off_are_passed_over_to_the_next_opening() -> None:
    own = campaign(nation="england-and-wales", weekdays=frozenset({1, 3}), opens=time(10, 0))
    assert asked(at("2026-08-28T19:00:00"), own).until == at("2026-09-02T09:00:00")


def test_a_campaign_that_is_never_open_has_no_next_opening() -> None:
    assert asked(NOW, campaign(opens=time(14), closes=time(13))).until is None
    assert asked(NOW, campaign(weekdays=frozenset())).until is None


def test_a_wait_that_ends_at_night_lasts_until_lines_open() -> None:
    busy = replace(FACTS, last_machine=Moment(at("2026-07-14T20:00:00")))
    assert decide(DIAL, busy, RULES, NOW).until == at("2026-07-16T08:00:00")


def test_no_moment_is_named_where_time_does_not_mend_all() -> None:
    facts = replace(FACTS, stopped=True, last_machine=Moment(NOW))
    assert decide(DIAL, facts, RULES, NOW).until is None


def test_a_register_turns_too_old_at_london_midnight() -> None:
    facts = replace(FACTS, tps=Listing(date(2026, 6, 17), listed=False))
    midday, next_day = at("2026-07-15T19:00:00"), at("2026-07-16T08:00:00")
    assert decide(DIAL, facts, RULES, midday).permitted
    assert decide(DIAL, facts, RULES, next_day).reason is Reason.REGISTER_STALE
    # 00:30 in London on the 16th is still the 15th in UTC.
    verdicts = decide(DIAL, facts, RULES, at("2026-07-15T23:30:00")).rules
    assert {v.reason for v in verdicts if v.rule == "tps_age"} == {Reason.REGISTER_STALE}


@pytest.mark.parametrize(("age", "due"), [(0, False), (20, False), (21, True), (28, True)])
def test_a_new_register_is_called_for_from_the_21st_day(age: int, due: bool) -> None:
    facts = replace(FACTS, tps=Listing(NOW.date() - timedelta(days=age), listed=False))
    decision = decide(DIAL, facts, RULES, NOW)
    why = next(verdict.why for verdict in decision.rules if verdict.rule == "tps_age")
    assert decision.permitted
    assert ("A newer one is due." in why) is due


def test_bank_holidays_of_a_year_are_known_if_any_is() -> None:
    holidays = BankHolidays("scotland", frozenset({date(2026, 1, 1)}))
    assert holidays.known(date(2026, 12, 31))
    assert not holidays.known(date(2025, 12, 31))
