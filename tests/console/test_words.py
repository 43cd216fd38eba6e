"""How entries, times and spans are worded."""

from datetime import UTC, datetime

import pytest

from console.sentences import sentence
from console.vocabulary import OUTCOMES
from console.words import clock_time, moment, shift
from store.kinds import Kind

CONTRACT_OUTCOMES = (
    "answered survey_complete survey_partial no_answer busy machine wrong_number someone_else declined "
    "opted_out call_back failed cancelled abandoned dropped"
)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_of_entry_has_a_whole_sentence_even_without_data(kind: Kind) -> None:
    said = sentence(kind.value, {})
    assert said[0].isupper()
    assert said[-1] in ".:?"


def test_every_outcome_of_the_contract_has_words() -> None:
    assert sorted(OUTCOMES) == sorted(CONTRACT_OUTCOMES.split())


@pytest.mark.parametrize(
    ("kind", "data", "said"),
    [
        ("outcome:set", {"outcome": "no_answer"}, "What became of it: no answer."),
        ("outcome:corrected", {"outcome": "machine"}, "Put right, what became of it: an answering machine."),
        ("answer:given", {"question": "postal_vote"}, "An answer was keyed: postal vote."),
        ("closing:read", {"read": True}, "The closing statement was read."),
        ("closing:read", {"read": False}, "The closing statement was not read."),
        (
            "session:sign_in_failed",
            {"throttled": True},
            "Too many PINs were tried: this one was not looked at.",
        ),
        (
            "webhook:taken",
            {"what": "turn", "delivery": "d"},
            "The carrier told us: keys, or silence, or that the room was left.",
        ),
        ("session:started", {"direction": "in"}, "Somebody rang in."),
        ("leg:status", {"role": "contact", "status": "ringing"}, "The contact's telephone rings."),
        (
            "leg:ended",
            {"role": "contact", "status": "completed", "seconds": 42},
            "The contact's telephone has hung up, after 42 seconds.",
        ),
        (
            "leg:ended",
            {"role": "contact", "status": "completed", "seconds": 42, "hung_up_by": "volunteer"},
            "The contact's telephone has hung up, after 42 seconds. The volunteer ended the call.",
        ),
        (
            "call:joined",
            {"ms_since_answer": 640},
            "Volunteer and contact hear each other, 0.6 seconds after the answer.",
        ),
        ("machine:heard", {"answered_by": "human", "too_late": False}, "The carrier heard a person."),
        (
            "machine:heard",
            {"answered_by": "machine_start", "too_late": True},
            "The carrier heard an answering machine. Too late to end the call: two people may be talking.",
        ),
        ("comet:seen", {}, "comet:seen"),
    ],
)
def test_an_entry_says_what_its_data_hold(kind: str, data: dict[str, object], said: str) -> None:
    assert sentence(kind, data) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, ""),
        (29, ""),
        (60, "1 minute forward"),
        (-(5 * 3600 + 12 * 60), "5 hours 12 minutes back"),
        (3600, "1 hour forward"),
        (90_000, "1 day 1 hour forward"),
    ],
)
def test_a_clock_s_shift_is_said_in_words(seconds: float, said: str) -> None:
    assert shift(seconds) == said


def test_times_are_london_s_in_summer_and_winter() -> None:
    assert clock_time(datetime(2026, 7, 1, 19, 44, 59, tzinfo=UTC)) == "20:44:59"
    assert moment(datetime(2026, 12, 1, 9, 0, tzinfo=UTC)) == "09:00 on Tuesday 1 December 2026"
