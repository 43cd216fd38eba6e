"""One whole evening: six calls with six different fates, a correction, a break and the end; and the ledger's story."""

from datetime import timedelta

from rehearsal.people import Busy, NeverAnswers
from store.models import Answer, OptOut, Outcome
from tests.telephone.calls import heard_by_contacts, in_order
from tests.telephone.evening import Evening
from tests.telephone.handset import Telephone
from tests.telephone.sheet import BREAK, CLOSING, KEEP, NEXT, PASS_ON, keys, signs_in

PEOPLE = ("Mary Hughes", "Tom Reed", "Sam Bell", "Jo March", "Lee Cole", "Pat Dale")
NUMBERS = [f"+44163296001{place}" for place in range(6)]
STORY = {
    "session:started": 1,
    "session:signed_in": 1,
    "contact:offered": 6,
    "dial:intended": 6,
    "call:answered": 4,
    "call:finished": 7,
    "leg:end_asked": 4,
    "machine:heard": 4,
    "optout:made": 1,
    "outcome:set": 6,
    "answer:given": 6,
    "answer:corrected": 1,
    "closing:read": 3,
    "session:ended": 1,
}


def calls(ann: Telephone, place: int) -> Telephone:
    """The next call: the contact is offered and rung."""
    ann.presses("1").hears(f"Next, {PEOPLE[place]}, Harbour. To call, press 1. To skip, press hash.")
    return ann.presses("1")


def test_an_evening_of_six_calls_a_correction_a_break_and_the_end(evening: Evening) -> None:
    evening.volunteer()
    for place, name in enumerate(PEOPLE):
        evening.contact(name, NUMBERS[place], priority=9 - place)
    evening.carrier.become(NUMBERS[1], Busy())
    evening.carrier.become(NUMBERS[2], NeverAnswers())
    evening.carrier.become(NUMBERS[3], "machine")
    ann = signs_in(evening).hears("Saltmouth voters. To start, press 1.")

    calls(ann, 0).hears("Ringing. When the music stops, say hello.")
    mary = evening.telephone(NUMBERS[0]).answers()
    evening.becomes(evening.now() + timedelta(seconds=90))
    mary.hangs_up()
    ann.hears("Call ended. Did you speak to Mary Hughes?")
    keys(ann, "1", "1", "7", "9", "3", "1", "#", "1").hears_just(f"Yes. {PASS_ON}")
    keys(ann, "2").hears_just(CLOSING)
    ann.presses("1").hears_just(f"Saved. One call. {NEXT}")

    calls(ann, 1).hears("Engaged. Saved. Two calls.", NEXT)

    calls(ann, 2).hears("Ringing.")
    evening.passes(26)
    ann.hears("Still ringing.", "No answer. Saved. Three calls.", NEXT)

    calls(ann, 3).hears("Ringing.")
    evening.passes(8)
    ann.hears("That was an answering machine. We left no message. If it was a person, press 1.")
    ann.says_nothing(9).hears(f"Saved. Four calls. {NEXT}")

    calls(ann, 4).hears("Ringing.")
    lee = evening.telephone(NUMBERS[4]).answers()
    evening.passes(15)
    ann.presses("*").hears("Call ended. Did you speak to Lee Cole?")
    assert not lee.is_live
    keys(ann, "1", "4").hears_just("No more calls to Lee Cole. To confirm, press 1. To go back, press star.")
    ann.presses("1").hears_just(f"Saved. Five calls. {NEXT}")

    ann.presses("3").hears(BREAK, "♪")
    evening.becomes(evening.now() + timedelta(minutes=5))
    ann.presses("1").hears("Next, Pat Dale, Harbour.")
    ann.presses("1").hears("Ringing.")
    evening.telephone(NUMBERS[5]).answers()
    evening.passes(15)
    ann.presses("*").hears("Call ended. Did you speak to Pat Dale?")
    keys(ann, "1", "3", "1").hears_just(f"Saved. Six calls. {NEXT}")

    ann.presses("2").hears_just(f"They declined. {KEEP} press 1.")
    keys(ann, "1", "1", "1", "6").hears("Six. Question 2 of 5.")
    ann.presses("*").hears("Question 1 of 5.")
    keys(ann, "2", "#", "#", "#", "#", "2", "1").hears_just(f"Saved. Six calls. {NEXT}")
    ann.presses("9").hears_just("Thank you. Six calls, one survey completed. Goodbye.")
    assert not ann.is_live
    evening.settles()

    tells_the_same(evening)


def tells_the_same(evening: Evening) -> None:
    """What the tables hold and what the ledger tells are one story."""
    assert evening.outcomes() == [
        "survey_complete",
        "busy",
        "no_answer",
        "machine",
        "opted_out",
        "survey_partial",
    ]
    assert all(attempt["finished_at"] for attempt in evening.attempts())
    assert not any(attempt["live"] for attempt in evening.attempts())
    assert heard_by_contacts(evening) == []
    in_order(evening)
    told = [entry["kind"] for entry in evening.ledger()]
    assert {kind: told.count(kind) for kind in STORY} == STORY
    corrected = len(evening.rows(Outcome)) - 6
    assert told.count("outcome:corrected") == corrected
    assert told.count("answer:given") + told.count("answer:corrected") == len(evening.rows(Answer))
    assert len(evening.rows(OptOut)) == 1
    assert [attempt["hung_up_by"] for attempt in evening.attempts()] == [
        "contact",
        None,
        None,
        "service",
        "volunteer",
        "volunteer",
    ]
    assert told.index("session:signed_in") < told.index("dial:intended") < told.index("outcome:set")
