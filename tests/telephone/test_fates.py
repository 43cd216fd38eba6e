"""Each way in which a call can end before anybody talks: heard by the volunteer, kept, and never dialled twice."""

from itertools import pairwise

import pytest

from rehearsal.people import Answers, Busy, Fails, NeverAnswers, Persona, RefusedAtOnce
from tests.telephone.calls import (
    ANN,
    MARY,
    heard_by_contacts,
    in_order,
    legs_to,
    no_callbacks,
    offered,
    rung,
    talking,
    weather,
)
from tests.telephone.evening import Evening

FATES: dict[str, tuple[Persona, float, str, str]] = {
    "busy": (Busy(), 0, "Engaged.", "busy"),
    "no answer": (NeverAnswers(), 26, "No answer.", "no_answer"),
    "out of service": (Fails(), 0, "That number did not connect.", "failed"),
    "cannot be reached": (RefusedAtOnce(21214), 0, "That number did not connect.", "failed"),
}
CODES = (13224, 21211, 21216, 21217, 21210, 21215, 10004, 16021)
TROUBLES = {
    "doubled": {"callbacks_doubled": 1.0},
    "shuffled": {"callbacks_delayed": 1.0, "callbacks_doubled": 0.5, "delay_up_to": 5.0},
    "lost": {"callbacks_lost": 1.0},
    "asked twice": {"twiml_repeated": 1.0},
}


def who_hung_up(evening: Evening) -> str | None:
    """Who ended the one call, as its row and the ledger both say."""
    (attempt,) = evening.attempts()
    ended = [entry["data"] for entry in evening.ledger("leg:ended") if entry["data"]["role"] == "contact"]
    assert [data.get("hung_up_by") for data in ended] == [attempt["hung_up_by"]]
    return None if attempt["hung_up_by"] is None else str(attempt["hung_up_by"])


@pytest.mark.parametrize(("persona", "seconds", "words", "outcome"), FATES.values(), ids=FATES)
def test_a_call_that_nobody_takes_is_heard_and_kept(
    evening: Evening, persona: Persona, seconds: float, words: str, outcome: str
) -> None:
    ann = rung(evening, persona)
    evening.passes(seconds)
    ann.hears(words, "Saved. One call. For the next call, press 1.")
    assert evening.outcomes() == [outcome]
    assert heard_by_contacts(evening) == []
    in_order(evening)
    assert [one["live"] for one in evening.attempts()] == [False]
    ann.presses("1").hears("Next, Tom Reed")


def test_each_refusal_of_the_carrier_is_heard_and_not_asked_again(evening: Evening) -> None:
    ann = rung(evening, RefusedAtOnce(13224))
    ann.hears("That number did not connect.")
    for place, code in enumerate(CODES):
        number = f"+4416329605{place:02}"
        evening.contact(f"Contact {place}", number, priority=9 - place)
        evening.carrier.become(number, RefusedAtOnce(code))
        ann.presses("1").presses("1").hears("That number did not connect.", "Saved.")
    assert evening.outcomes() == ["failed"] * (1 + len(CODES))
    assert [entry["data"]["code"] for entry in evening.ledger("dial:refused")] == [13224, *CODES]
    assert len([one for one in evening.carrier.requests if one.method == "POST"]) == 2 * (1 + len(CODES))


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
@pytest.mark.parametrize("fate", ["busy", "no answer"])
def test_a_fate_is_heard_once_whatever_becomes_of_the_callbacks(
    evening: Evening, fate: str, trouble: dict[str, float]
) -> None:
    persona, seconds, words, outcome = FATES[fate]
    ann = offered(evening)
    evening.carrier.become(MARY, persona)
    weather(evening, seed=7, **trouble)
    ann.presses("1")
    evening.passes(max(seconds + 7, 40 if "callbacks_lost" in trouble else 0))
    ann.hears(words, "Saved. One call.")
    assert " ".join(ann.receiver.heard).count(words) == 1
    assert evening.outcomes() == [outcome]
    assert len(legs_to(evening, MARY)) == 1
    in_order(evening)


def test_while_it_rings_the_volunteer_is_told_so_at_least_every_fifteen_seconds(evening: Evening) -> None:
    ann = rung(evening)
    began = ann.receiver.leg.transcript.since()[-1].t
    evening.passes(24)
    lines = [line for line in ann.receiver.lines() if line.t >= began and line.who == "line"]
    assert [line.text for line in lines if line.verb == "say"][-1] == "Still ringing."
    assert max(after.t - before.t for before, after in pairwise(lines)) <= 15
    evening.passes(20)
    ann.hears("No answer.")


def test_star_while_it_rings_ends_the_call_at_once(evening: Evening) -> None:
    ann = rung(evening)
    evening.passes(5)
    ann.presses("*").hears("Stopped.", "Saved. One call.")
    assert legs_to(evening, MARY)[0].status == "canceled"
    assert evening.outcomes() == ["cancelled"]
    assert heard_by_contacts(evening) == []


def test_star_while_they_talk_ends_the_call_and_asks_what_came_of_it(evening: Evening) -> None:
    ann, mary = talking(evening)
    evening.passes(30)
    ann.presses("*").hears("Call ended. Did you speak to Mary Hughes?")
    assert not mary.is_live
    assert heard_by_contacts(evening) == []
    assert who_hung_up(evening) == "volunteer"
    assert [entry["attempt_id"] for entry in evening.ledger("leg:end_asked")] == [evening.attempts()[0]["id"]]


def test_a_contact_who_hangs_up_is_told_of_at_once(evening: Evening) -> None:
    ann, mary = talking(evening)
    evening.passes(30)
    mary.hangs_up()
    ann.hears("Call ended. Did you speak to Mary Hughes?")
    assert heard_by_contacts(evening) == []
    assert who_hung_up(evening) == "contact"


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
@pytest.mark.parametrize("who", ["ann", "mary"])
def test_a_conversation_ends_in_its_outcome_whatever_becomes_of_the_callbacks(
    evening: Evening, who: str, trouble: dict[str, float]
) -> None:
    ann = offered(evening)
    weather(evening, seed=5, action_after_hang_up=1.0, **trouble)
    ann.presses("1")
    evening.passes(3)
    mary = evening.telephone(MARY).answers()
    evening.passes(60)
    assert mary.talks_with == ["volunteer", "contact"]
    if who == "ann":
        ann.presses("*")
    else:
        mary.hangs_up()
    evening.passes(6)
    ann.hears("Did you speak to Mary Hughes?")
    ann.presses("1").presses("3").presses("1").hears("Saved. One call.")
    evening.passes(240 if "callbacks_lost" in trouble else 20)  # of what is lost the carrier is asked later
    assert evening.outcomes() == ["declined"]
    assert who_hung_up(evening) in {"ann": ("volunteer", None), "mary": ("contact", None)}[who]
    assert heard_by_contacts(evening) == []
    assert [one["live"] for one in evening.attempts()] == [False]
    in_order(evening)


# --- the volunteer's line drops --------------------------------------------------------------------------


def test_a_line_that_drops_at_the_offer_lets_the_contact_go(evening: Evening) -> None:
    ann = offered(evening)
    ann.hangs_up()
    evening.volunteer("Ben Lowe", "+441184960002", "7391")
    ben = evening.rings_in("+441184960002")
    ben.presses("7391").presses("1").hears("Next, Mary Hughes")
    assert legs_to(evening, MARY) == []


def test_a_line_that_drops_before_the_dial_leaves_nobody_rung(evening: Evening) -> None:
    ann = offered(evening)
    ann.receiver.press("1")
    ann.receiver.hang_up()
    evening.passes(30)
    assert legs_to(evening, MARY) == []
    assert [(one["fate"], one["outcome"]) for one in evening.attempts()] == [("cancelled", "cancelled")]


def test_a_line_that_drops_while_the_dial_is_in_flight_ends_the_leg(evening: Evening) -> None:
    ann = offered(evening)
    place = evening.carrier.exchange.place

    def slow(order: object) -> object:
        leg = place(order)  # type: ignore[arg-type]  # passed on as it came
        ann.receiver.leg.hang_up()
        return leg

    evening.carrier.exchange.place = slow  # type: ignore[assignment, method-assign]  # the same, slower
    ann.presses("1")
    evening.passes(5)
    assert [leg.status for leg in legs_to(evening, MARY)] == ["canceled"]
    assert evening.outcomes() == ["cancelled"]
    assert heard_by_contacts(evening) == []


def test_a_line_that_drops_while_it_rings_ends_the_ringing(evening: Evening) -> None:
    ann = rung(evening)
    evening.passes(4)
    ann.hangs_up()
    evening.passes(1)
    assert [leg.status for leg in legs_to(evening, MARY)] == ["canceled"]
    assert evening.outcomes() == ["cancelled"]


def test_a_line_that_drops_in_a_conversation_leaves_it_to_be_finished(evening: Evening) -> None:
    ann, mary = talking(evening)
    evening.passes(30)
    ann.hangs_up()
    evening.passes(2)
    assert not mary.is_live
    assert heard_by_contacts(evening) == []
    assert evening.outcomes() == ["dropped"]
    ann = evening.rings_in(ANN)
    ann.presses("4826").hears("Your call to Mary Hughes was not finished. To finish it, press 1.")
    ann.presses("1").presses("1").presses("3").presses("1").hears("Saved.")
    assert evening.outcomes() == ["declined"]


def test_a_line_that_drops_at_the_outcome_leaves_it_to_be_finished(evening: Evening) -> None:
    ann, mary = talking(evening)
    evening.passes(30)
    mary.hangs_up()
    ann.presses("1")
    ann.hangs_up()
    assert evening.outcomes() == ["answered"]
    evening.rings_in(ANN).presses("4826").hears("Your call to Mary Hughes was not finished.")


def test_a_line_that_drops_unheard_while_it_rings_is_found_out_by_the_deadline(evening: Evening) -> None:
    ann = rung(evening)
    evening.passes(2)
    no_callbacks(evening)
    ann.hangs_up()
    evening.passes(60)
    assert evening.outcomes() == ["cancelled"]
    assert [one["live"] for one in evening.attempts()] == [False]
    assert legs_to(evening, MARY)[0].over


def test_a_person_who_hangs_up_at_once_was_still_answered(evening: Evening) -> None:
    ann = rung(evening, Answers(after=2, greeting="", hangs_up_after=0.5))
    evening.passes(6)
    ann.hears("Did you speak to Mary Hughes?")
