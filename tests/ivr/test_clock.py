"""Times of day in words, in English and in Welsh."""

from dataclasses import replace
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.clock import spoken, words
from tests.ivr.line import voter_id

FLOW = voter_id()


@pytest.mark.parametrize(
    ("at", "english", "welsh"),
    [
        ("09:00", "nine in the morning", "naw y bore"),
        ("09:30", "half past nine in the morning", "hanner awr wedi naw y bore"),
        ("10:15", "quarter past ten in the morning", "chwarter wedi deg y bore"),
        ("11:45", "quarter to twelve in the morning", "chwarter i ddeuddeg y bore"),
        ("12:00", "twelve noon", "ddeuddeg hanner dydd"),
        ("12:35", "twenty-five to one in the afternoon", "bum munud ar hugain i un y prynhawn"),
        ("17:00", "five in the afternoon", "bump y prynhawn"),
        ("18:05", "five past six in the evening", "bum munud wedi chwech yr hwyr"),
        ("20:45", "quarter to nine in the evening", "chwarter i naw yr hwyr"),
        ("20:43", "20:43 in the evening", "20:43 yr hwyr"),
    ],
)
def test_a_time_is_said_as_people_say_it(at: str, english: str, welsh: str) -> None:
    assert spoken(FLOW, "en", time.fromisoformat(at), part=True) == english
    assert spoken(FLOW, "cy", time.fromisoformat(at), part=True) == welsh


@given(st.times(), st.sampled_from(["en", "cy"]), st.booleans())
def test_every_time_has_words_without_a_gap(at: time, language: str, part: bool) -> None:
    said = spoken(FLOW, language, at.replace(second=0, microsecond=0), part=part)
    assert said
    assert "{" not in said


def test_a_flow_of_before_without_a_clock_says_figures() -> None:
    old = replace(FLOW, hours={}, hours_past={})
    assert words(old, "en")["closing"] == "20:45"


def test_the_campaigns_own_hours_stand_beside_the_organisations() -> None:
    said = words(FLOW, "en", time(10), time(20), (time(14), time(16, 30)))
    assert said == {
        "opens": "ten",
        "closes": "eight in the evening",
        "closing": "eight",
        "campaign_opens": "two",
        "campaign_closes": "half past four in the afternoon",
    }
