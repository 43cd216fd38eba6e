"""Choosing a campaign and a contact: the menu, the script, being rung back, and the offer with what is known."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from store.models import Claim
from tests.telephone.calls import ANN, MARY, offered
from tests.telephone.evening import Evening
from tests.telephone.sheet import READY, TOM, signs_in

CAMPAIGN = (
    "Saltmouth voters. To start, press 1. To hear the script, press 2. For us to ring you back, press 4."
)
SCRIPT = (
    "Hello, my name is … and I am a volunteer ringing for Harbour Party. May I ask you a few short questions "
    "about Saltmouth? Thank you. Harbour Party keeps your answers to decide whom to contact and about what. "
    "You can ask us to stop, or see what we hold, at any time."
)
NOBODY = "There is nobody to call just now."


def test_the_script_is_read_and_the_menu_comes_back(evening: Evening) -> None:
    evening.contact("Mary Hughes", MARY)
    evening.volunteer()
    ann = signs_in(evening).hears_just(CAMPAIGN)
    ann.presses("2").hears_just(f"{SCRIPT} {CAMPAIGN}")
    ann.presses("1").hears_just(READY)
    ann.presses("*").hears_just(CAMPAIGN)


def test_another_campaign_is_chosen_by_a_key_and_comes_round_again(evening: Evening) -> None:
    evening.contact("Mary Hughes", MARY)
    evening.second_campaign("Harbour dues", evening.volunteer(), "Harry Dunn", TOM)
    ann = signs_in(evening)
    keys = (
        "To start, press 1. To hear the script, press 2. For another campaign, press 3. "
        "For us to ring you back, press 4."
    )
    ann.hears_just(f"Saltmouth voters. {keys}")
    ann.presses("3").hears_just(f"Harbour dues. {keys}")
    ann.presses("1").hears_just(READY.replace("Mary Hughes", "Harry Dunn"))
    ann.presses("*").hears_just(f"Harbour dues. {keys}")
    ann.presses("3").hears_just(f"Saltmouth voters. {keys}")
    ann.presses("1").hears_just(READY)


def test_a_volunteer_who_wants_to_be_rung_hangs_up_and_is_rung(evening: Evening) -> None:
    evening.contact("Mary Hughes", MARY)
    evening.volunteer()
    ann = signs_in(evening)
    ann.presses("4").hears_just("Please hang up. We will ring you in a moment. Goodbye.")
    assert not ann.is_live
    evening.passes(11)
    rung = evening.telephone(ANN)
    assert rung.rings
    rung.answers().hears_just("This is Harbour Party. If you are expecting our call, press 1.")
    rung.presses("1").hears_just("Please enter your four-digit PIN.")
    rung.presses("4826").hears_just(CAMPAIGN)
    assert len(evening.ledger("volunteer:rung")) == 1


def test_the_offer_tells_more_on_0(evening: Evening) -> None:
    evening.volunteer()
    evening.contact("Mary Hughes", MARY, "quay", priority=1, last_voting_intention="Hill Party")
    evening.contact("Tom Hughes", TOM, "quay")
    evening.contact("Sam Hughes", TOM, "quay")
    ann = signs_in(evening)
    ann.presses("1").hears_just(READY)
    ann.presses("0").hears_just(f"Last time: Hill Party. At the same address: Tom, Sam. {READY}")
    ann.presses("1").hears("Ringing.")


def test_where_nothing_more_is_known_0_says_so(evening: Evening) -> None:
    evening.volunteer()
    evening.contact("Mary Hughes", MARY)
    ann = signs_in(evening)
    ann.presses("1").hears_just(READY)
    ann.presses("0").hears_just(f"There is nothing more to tell. {READY}")


def test_hash_skips_to_the_next_contact_until_there_is_nobody(evening: Evening) -> None:
    evening.volunteer()
    evening.contact("Mary Hughes", MARY, priority=1)
    evening.contact("Tom Reed", TOM)
    ann = signs_in(evening)
    ann.presses("1").hears_just(READY)
    ann.presses("#").hears_just(READY.replace("Mary Hughes", "Tom Reed"))
    ann.presses("#").hears_just(f"{NOBODY} {CAMPAIGN}")
    assert len(evening.ledger("contact:skipped")) == 2
    assert evening.attempts() == []


@pytest.mark.parametrize("ward", ["Harbour", ""])
def test_a_contact_whose_ward_is_not_known_is_offered_without_it(evening: Evening, ward: str) -> None:
    evening.volunteer()
    evening.contact("Mary Hughes", MARY, ward=ward)
    ann = signs_in(evening)
    named = "Next, Mary Hughes, Harbour." if ward else "Next, Mary Hughes."
    ann.presses("1").hears_just(f"{named} To call, press 1. To skip, press hash.")


def test_9_finishes_at_the_offer_and_lets_the_contact_go(evening: Evening) -> None:
    evening.volunteer()
    evening.volunteer("Bob Lane", "+441184960002", "7351")
    evening.contact("Mary Hughes", MARY)
    ann = signs_in(evening)
    ann.presses("1").hears_just(READY)
    bob = evening.rings_in("+441184960002").hears("Hello Bob.").presses("7351").presses("1")
    bob.hears(NOBODY)
    ann.presses("9").hears_just("Thank you. No calls, no surveys completed. Goodbye.")
    bob.presses("1").hears_just(READY)


def test_keys_keep_the_contact_for_the_volunteer_and_write_that_once_a_minute(evening: Evening) -> None:
    ann = offered(evening)
    until = kept_until(evening)
    ann.presses("0")
    assert kept_until(evening) == until
    with evening.service.parts.db.write() as tx:
        tx.execute(update(Claim).values(lease_until=until - timedelta(minutes=1)))
    ann.presses("0")
    assert kept_until(evening) >= until


def kept_until(evening: Evening) -> datetime:
    """Until when the contact is kept for whom it was offered to."""
    with evening.service.parts.db.read() as tx:
        return tx.scalars(select(Claim.lease_until)).one()
