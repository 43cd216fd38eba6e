"""Answering machines and faxes: cut off at once and never spoken to; a person taken for one is put right."""

import pytest

from rehearsal.people import Answers
from tests.telephone.calls import MARY, heard_by_contacts, legs_to, no_callbacks, rung
from tests.telephone.evening import Evening


@pytest.mark.parametrize("persona", ["machine", "fax"])
def test_a_machine_is_cut_off_and_told_of(evening: Evening, persona: str) -> None:
    ann = rung(evening, persona)
    evening.passes(8)
    ann.hears("That was an answering machine. We left no message.")
    leg = legs_to(evening, MARY)[0]
    assert (leg.status, leg.duration) == ("completed", 4)
    assert evening.outcomes() == ["machine"]
    assert heard_by_contacts(evening) == []
    assert evening.attempts()[0]["finished_at"] is None
    ann.says_nothing(9).hears("Saved. One call.")
    assert evening.attempts()[0]["finished_at"] is not None


def test_a_person_taken_for_a_machine_is_counted_and_asked_about(evening: Evening) -> None:
    ann = rung(evening, "taken-for-machine")
    evening.passes(8)
    ann.hears("If it was a person, press 1.").presses("1").hears("Did you speak to Mary Hughes?")
    attempt = evening.attempts()[0]
    assert (attempt["false_positive"], attempt["outcome"]) == (True, "dropped")
    assert len(evening.ledger("machine:false_positive")) == 1


def test_what_is_no_machine_for_certain_is_a_person(evening: Evening) -> None:
    rung(evening, "unknown")
    evening.passes(10)
    assert evening.telephone(MARY).talks_with == ["volunteer", "contact"]
    assert evening.attempts()[0]["answered_by"] == "unknown"


@pytest.mark.parametrize("seconds", [6.5, 8, 20])
def test_a_verdict_that_comes_late_does_not_cut_the_call(evening: Evening, seconds: float) -> None:
    ann = rung(evening, Answers(after=2, verdict="machine_start", verdict_after=seconds))
    evening.passes(30)
    mary = evening.telephone(MARY)
    assert mary.talks_with == ["volunteer", "contact"]
    mary.hangs_up()
    ann.hears("Did you speak to Mary Hughes?")


def test_a_verdict_that_was_delivered_late_does_not_cut_the_call(evening: Evening) -> None:
    """The carrier's own count says four seconds; by now the two have talked for longer."""
    rung(evening, Answers(after=2, verdict="machine_start", verdict_after=4))
    evening.passes(3)
    attempt = evening.attempts()[0]["id"]
    no_callbacks(evening)
    evening.passes(10)
    evening.posts(
        f"/twilio/machine/{attempt}",
        CallSid=legs_to(evening, MARY)[0].sid,
        AnsweredBy="machine_start",
        MachineDetectionDuration="4000",
    )
    evening.settles()
    assert evening.telephone(MARY).talks_with == ["volunteer", "contact"]


def test_a_machine_that_found_nobody_waiting_is_cut_off_and_is_no_abandoned_call(evening: Evening) -> None:
    ann = rung(evening)
    evening.passes(2)
    no_callbacks(evening)
    ann.receiver.hang_up()
    evening.carrier.set_weather(evening.carrier.config.weather)
    evening.telephone(MARY).answers("machine")
    evening.passes(5)
    assert evening.outcomes() == ["machine"]
    assert evening.attempts()[0]["abandoned_at"] is None
    assert legs_to(evening, MARY)[0].over


def test_star_before_the_verdict_keeps_the_volunteers_word(evening: Evening) -> None:
    ann = rung(evening, "machine")
    evening.passes(5)
    ann.presses("*").hears("Did you speak to Mary Hughes?")
    ann.presses("2").presses("1").hears("Saved. One call.")
    evening.passes(10)
    assert evening.outcomes() == ["machine"]
