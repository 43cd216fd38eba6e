"""Arriving on the line and signing in: who is let in, by which telephone, and what is said to whoever is not."""

from datetime import timedelta

import pytest

from bridge import ring
from store.models import FollowUp, Throttle, Volunteer
from tests.telephone.conftest import MakeEvening
from tests.telephone.evening import WEDNESDAY_EVENING, Evening
from tests.telephone.handset import Telephone
from tests.telephone.sheet import TOLD

ANN = "+441184960001"
ELSEWHERE = "+441184960077"
MARY = "+441632960011"
NIGHT = WEDNESDAY_EVENING.replace(hour=21, minute=30)
PIN = "Please enter your four-digit PIN."
CODE = "Please enter your six-digit volunteer number."
NO_MATCH = "That didn't match. Please try again."
CAMPAIGN = (
    "Saltmouth voters. To start, press 1. To hear the script, press 2. For us to ring you back, press 4."
)
FINISH = "Thank you. No calls, no surveys completed. Goodbye."
STRANGER = "Please ring 020 7946 0199. Goodbye."


@pytest.fixture
def code(evening: Evening) -> str:
    """Ann's volunteer number; there is somebody to call."""
    evening.contact("Mary Hughes", MARY)
    return evening.volunteer("Ann Price", ANN)


def rung(evening: Evening, number: str = ANN) -> Telephone:
    """The first volunteer, whom the service rings."""
    parts = evening.service.parts
    with parts.db.write() as tx:
        ring.order(tx, parts, 1)
    telephone = evening.telephone(number)
    assert telephone.rings
    return telephone


@pytest.mark.usefixtures("code")
def test_a_volunteer_is_known_by_the_telephone_and_let_in_by_the_pin(evening: Evening) -> None:
    ann = evening.rings_in(ANN)
    ann.hears_just(f"Hello Ann. {PIN}")
    ann.presses("4826").hears_just(CAMPAIGN)
    ann.presses("9").hears_just(FINISH)
    assert not ann.is_live


@pytest.mark.parametrize("withheld", [False, True])
def test_from_another_telephone_the_volunteer_number_is_keyed_first(
    evening: Evening, code: str, withheld: bool
) -> None:
    ann = evening.rings_in(ELSEWHERE, withheld=withheld)
    ann.hears_just(CODE)
    ann.presses(code).hears_just(PIN)
    ann.presses("4826").hears_just(CAMPAIGN)


@pytest.mark.usefixtures("code")
def test_star_clears_what_was_keyed(evening: Evening) -> None:
    ann = evening.rings_in(ANN).hears(PIN)
    ann.presses("48*").hears_just(PIN)
    ann.presses("4826").hears_just(CAMPAIGN)


def test_star_clears_a_volunteer_number(evening: Evening, code: str) -> None:
    ann = evening.rings_in(ELSEWHERE).hears(CODE)
    ann.presses("123*").hears_just(CODE)
    ann.presses(code).hears_just(PIN)


@pytest.mark.usefixtures("code")
def test_a_wrong_pin_is_tried_three_times_and_then_a_co_ordinator_helps(evening: Evening) -> None:
    ann = evening.rings_in(ANN).hears(PIN)
    ann.presses("1111").hears_just(NO_MATCH)
    ann.presses("2222").hears_just(NO_MATCH)
    ann.presses("3333").hears_just(STRANGER)
    assert not ann.is_live
    ann.does_not_hear("Mary")
    assert len(evening.ledger("session:sign_in_failed")) == 3
    assert evening.ledger("session:signed_in") == []


def test_which_part_was_wrong_is_never_told(evening: Evening, code: str) -> None:
    stranger = evening.rings_in(ELSEWHERE).hears(CODE)
    nobodys = "999999" if code != "999999" else "999998"
    stranger.presses(nobodys).hears_just(PIN)
    stranger.presses("4826").hears_just(f"{NO_MATCH} {CODE}")
    stranger.presses(code).hears_just(PIN)
    stranger.presses("0000").hears_just(f"{NO_MATCH} {CODE}")
    stranger.presses(code).hears_just(PIN)
    stranger.presses("0001").hears_just(STRANGER)


@pytest.mark.usefixtures("code")
def test_after_too_many_wrong_pins_even_the_right_one_waits(evening: Evening) -> None:
    for _ in range(2):
        ann = evening.rings_in(ANN).hears(PIN)
        for wrong in ("1111", "2222", "3333"):
            ann.presses(wrong)
        ann.hears(STRANGER)
        assert not ann.is_live
    ann = evening.rings_in(ANN).hears(PIN)
    ann.presses("4826").hears_just(STRANGER)
    assert len(evening.rows(Throttle)) == 18, "by volunteer, by caller, and in all"
    evening.becomes(evening.now() + timedelta(hours=1))
    evening.rings_in(ANN).hears(PIN).presses("4826").hears_just(CAMPAIGN)


@pytest.mark.usefixtures("code")
def test_the_telephone_alone_is_no_proof(evening: Evening) -> None:
    ann = evening.rings_in(ANN)
    ann.says_nothing(8.5).hears_just(f"Sorry. {PIN}")
    ann.says_nothing(8.5).hears_just(f"Sorry. {PIN}")
    ann.says_nothing(8.5).hears_just(STRANGER)
    assert not ann.is_live


@pytest.mark.usefixtures("code")
def test_help_before_the_pin_tells_who_this_is(evening: Evening) -> None:
    ann = evening.rings_in(ANN).hears(PIN)
    ann.presses("0*").hears_just(PIN)
    assert ann.is_live


def test_outside_the_hours_the_line_says_so_and_still_lets_a_volunteer_in(evenings: MakeEvening) -> None:
    evening = evenings(at=NIGHT)
    evening.contact("Mary Hughes", MARY)
    evening.volunteer()
    ann = evening.rings_in()
    ann.hears_just(f"Lines open from nine until quarter to nine in the evening. Hello Ann. {PIN}")
    ann.presses("4826").hears_just("To finish, press 9.")
    ann.presses("1").hears_just("Sorry. To finish, press 9.")
    ann.presses("9").hears_just(FINISH)
    assert evening.ledger("contact:offered") == []


@pytest.mark.usefixtures("code")
def test_a_volunteer_whom_we_ring_is_named_only_after_the_pin(evening: Evening) -> None:
    ann = rung(evening).answers()
    ann.hears_just("This is Harbour Party. If you are expecting our call, press 1.")
    ann.presses("1").hears_just(PIN)
    ann.presses("4826").hears_just(CAMPAIGN)
    ann.does_not_hear("Ann")
    ann.presses("1").hears_just("Next, Mary Hughes, Harbour. To call, press 1. To skip, press hash.")


@pytest.mark.usefixtures("code")
def test_a_machine_or_the_family_hears_nothing_more_after_two_silences(evening: Evening) -> None:
    asked = "If you are expecting our call, press 1."
    answered = rung(evening).answers()
    answered.hears_just(f"This is Harbour Party. {asked}")
    answered.says_nothing(8.5).hears_just(f"Sorry. This is Harbour Party. {asked}")
    answered.says_nothing(8.5).hears_just("")
    assert not answered.is_live


@pytest.mark.usefixtures("code")
def test_a_volunteer_who_does_not_lift_the_handset_leaves_nothing_behind(evening: Evening) -> None:
    rung(evening).is_busy()
    assert [row["data"]["status"] for row in evening.ledger("session:ended")] == ["busy"]
    evening.rings_in(ANN).hears("Hello Ann.").presses("4826").hears_just(CAMPAIGN)


def test_the_keys_are_tested_once(evening: Evening) -> None:
    evening.contact("Mary Hughes", MARY)
    evening.volunteer(keys_tested_at=None)
    ann = evening.rings_in().hears(PIN)
    ann.presses("4826").hears_just("To check your telephone, press 5.")
    ann.presses("5").hears_just(CAMPAIGN)
    assert [row["keys_tested_at"] is not None for row in evening.rows(Volunteer)] == [True]
    ann.hangs_up()
    evening.rings_in().hears(PIN).presses("4826").hears_just(CAMPAIGN)


def test_keys_that_are_not_heard_lead_to_a_co_ordinator_and_the_line_stays(evening: Evening) -> None:
    evening.contact("Mary Hughes", MARY)
    evening.volunteer(keys_tested_at=None)
    ann = evening.rings_in().hears(PIN)
    ann.presses("4826").hears("To check your telephone, press 5.")
    unheard = "We can't hear your keys."
    ann.says_nothing(8.5).hears_just(f"{unheard} To check your telephone, press 5.")
    ann.says_nothing(8.5).hears_just(f"{unheard} To check your telephone, press 5.")
    ann.says_nothing(8.5).hears(f"{unheard} {TOLD} You're on a break.")
    assert [(one["why"], one["campaign_id"]) for one in evening.rows(FollowUp)] == [("keys", "saltmouth")]
    assert ann.is_live
    ann.presses("1").hears_just("To check your telephone, press 5.")


def test_a_volunteer_whose_language_is_welsh_is_spoken_to_in_welsh(evening: Evening) -> None:
    evening.contact("Mary Hughes", MARY)
    evening.volunteer("Ann Price", ANN, language="cy")
    ann = evening.rings_in(ANN).hears_just("Helo Ann. Rhowch eich PIN pedwar digid.")
    ann.presses("4826").hears_just(
        "Saltmouth voters. I ddechrau, pwyswch 1. I glywed y sgript, pwyswch 2. "
        "Er mwyn i ni eich ffonio'n ôl, pwyswch 4."
    )
    ann.presses("1").hears_just("Nesaf, Mary Hughes, Harbour. I alw, pwyswch 1. I hepgor, pwyswch hash.")
    ann.presses("1").hears("Mae'n canu.")
    evening.telephone(MARY).answers().hangs_up()
    ann.hears("Daeth yr alwad i ben. A wnaethoch chi siarad â Mary Hughes? Do, pwyswch 1. Naddo, pwyswch 2.")
    ann.presses("2").presses("3").hears("Wedi'i gadw. Un alwad.")
    ann.presses("9").hears_just("Diolch. Un alwad. Cwblhawyd dim arolygon. Hwyl fawr.")
    spoken = [line.language for line in ann.receiver.lines() if line.verb == "say"]
    assert set(spoken) == {"cy-GB"}


def test_the_hours_are_those_of_london_in_summer_too(evenings: MakeEvening) -> None:
    evening = evenings(at=NIGHT.replace(month=7, hour=20, minute=44))
    evening.contact("Mary Hughes", MARY)
    evening.volunteer()
    evening.rings_in().hears_just(f"Hello Ann. {PIN}")
