"""The limits: what law fixes cannot be loosened, and a version names the rules by their content."""

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from policy import (
    ENGINE_VERSION,
    BankHolidays,
    Dialable,
    DialContact,
    Rules,
    RulesError,
    Source,
    Spacing,
    decide,
    source_id,
)
from tests.policy.good import FACTS, NOW, RULES

LOOSER: list[dict[str, Any]] = [
    {"opens": time(8, 59, 59)},
    {"closes": time(20, 45, 1)},
    {"opens": time(12), "closes": time(12)},
    {"weekdays": frozenset({0})},
    {"register_days": 29},
    {"register_days": 0},
    {"machine_hours": 23},
    {"abandoned_hours": 71},
    {"abandoned_rate": 0.031},
    {"abandoned_rate": -0.01},
    {"ring_seconds": 14},
    {"clock_skew_seconds": 1.1},
    {"clock_skew_seconds": 0.0},
    {"attempts": 0},
    {"other_minutes": -1},
    {"spacing": (Spacing("busy", -1),)},
    {"bank_holidays": (BankHolidays("atlantis", frozenset({date(2026, 1, 1)})),)},
    {"sources": (Source("electoral_register", frozenset({"fundraising"})),)},
]
TIGHTER: list[dict[str, Any]] = [
    {"opens": time(9, 30)},
    {"closes": time(20, 0)},
    {"weekdays": frozenset({1, 2})},
    {"register_days": 7},
    {"machine_hours": 48},
    {"abandoned_hours": 100},
    {"abandoned_rate": 0.0},
    {"ring_seconds": 15},
    {"clock_skew_seconds": 0.5},
    {"attempts": 1},
    {"spacing": ()},
    {"dialable": Dialable.LIVE},
    {"sources": (Source("electoral_register", frozenset({"turnout"})),)},
]


@pytest.mark.parametrize("changes", LOOSER, ids=str)
def test_what_is_looser_than_the_law_or_senseless_is_refused_in_a_sentence(changes: dict[str, Any]) -> None:
    with pytest.raises(RulesError, match=r"\.$"):
        replace(RULES, **changes)


@pytest.mark.parametrize("changes", TIGHTER, ids=str)
def test_what_is_tighter_stands_and_has_a_version_of_its_own(changes: dict[str, Any]) -> None:
    assert replace(RULES, **changes).version != RULES.version


def test_the_same_rules_have_the_same_version_wherever_they_are_made() -> None:
    assert Rules().version == Rules(weekdays=frozenset([7, 6, 5, 4, 3, 2, 1])).version
    assert Rules().version.startswith(f"{ENGINE_VERSION}-")


def test_rules_are_read_back_as_they_were_recorded() -> None:
    again = Rules.from_json(RULES.to_json())
    assert again == RULES
    assert again.version == RULES.version


def test_recorded_rules_that_were_loosened_since_are_refused() -> None:
    with pytest.raises(RulesError):
        Rules.from_json({**RULES.to_json(), "machine_hours": 1})


def test_a_decision_names_the_rules_it_was_made_by() -> None:
    assert decide(DialContact(), FACTS, RULES, NOW).policy_version == RULES.version


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Electoral roll", "electoral_register"),
        ("electoral database", "electoral_register"),
        ("Register of members", "membership"),
        ("marked register", "marked_register"),
        ("telephone look-up", "lookup"),
        ("LOOKUP", "lookup"),
        ("Membership", "membership"),
        ("web form", "website"),
        ("", "other"),
        ("01632 960123", "other"),
    ],
)
def test_a_source_is_known_by_a_word_in_it_and_its_text_is_never_kept(written: str, name: str) -> None:
    assert source_id(written) == name
