"""Languages on the line: chosen the first time and remembered; and whose contacts are offered to whom."""

from store.models import Volunteer
from tests.telephone.calls import ANN, MARY
from tests.telephone.evening import Evening
from tests.telephone.sheet import TOM, signs_in

CHOICE = "For English, press 1. I barhau yn Gymraeg, pwyswch 2."
PIN = "Please enter your four-digit PIN."
NOBODY = "There is nobody to call just now."


def test_a_new_volunteer_chooses_welsh_and_it_is_remembered_at_the_next_call(evening: Evening) -> None:
    evening.contact("Mary Hughes", MARY)
    evening.volunteer("Ann Price", ANN, language_chosen_at=None)
    ann = evening.rings_in(ANN).hears_just(CHOICE)
    assert [line.language for line in ann.receiver.lines() if line.verb == "say"] == ["en-GB", "cy-GB"]
    ann.presses("2").hears_just("Helo Ann. Rhowch eich PIN pedwar digid.")
    ann.presses("4826").hears("I ddechrau, pwyswch 1.")
    ann.hangs_up()
    evening.rings_in(ANN).hears_just("Helo Ann. Rhowch eich PIN pedwar digid.")
    row = evening.rows(Volunteer)[0]
    assert (row["language"], row["speaks"]) == ("cy", ["cy"])
    entry = evening.ledger("volunteer:languages")[-1]
    assert entry["data"] == {"language": "cy", "speaks": ["cy"]}


def test_a_choice_before_the_pin_is_kept_only_for_whoever_keys_it(evening: Evening) -> None:
    evening.contact("Mary Hughes", MARY)
    evening.volunteer("Ann Price", ANN, language_chosen_at=None)
    ann = evening.rings_in(ANN).hears_just(CHOICE)
    ann.presses("2").hears("PIN").presses("9999").hears("Doedd hynny ddim yn cyfateb.").hangs_up()
    assert evening.rows(Volunteer)[0]["language"] == "en"
    evening.rings_in(ANN).hears_just(CHOICE)


def test_the_language_is_changed_in_a_break(evening: Evening) -> None:
    evening.contact("Mary Hughes", MARY)
    evening.volunteer("Ann Price", ANN)
    ann = signs_in(evening)
    ann.presses("1").hears("To skip, press hash.").presses("#").hears(NOBODY)
    for _ in range(3):
        ann.says_nothing(8.5)
    ann.hears("When you are ready, press 1. For another language, press 2.")
    ann.presses("2").hears_just(CHOICE).presses("2").hears("Saltmouth voters. I ddechrau, pwyswch 1.")
    assert evening.rows(Volunteer)[0]["language"] == "cy"


def test_a_contact_who_speaks_welsh_is_offered_to_those_who_speak_it(evening: Evening) -> None:
    evening.contact("Mary Hughes", MARY, language="cy")
    evening.volunteer("Ann Price", ANN)
    signs_in(evening).presses("1").hears(NOBODY).hangs_up()
    evening.volunteer("Mair Bevan", TOM, "3714", speaks=["cy"])
    mair = evening.rings_in(TOM).hears(PIN).presses("3714")
    mair.presses("1").hears_just("Next, Mary Hughes, Harbour. To call, press 1. To skip, press hash.")


def test_who_has_chosen_welsh_on_the_line_is_offered_welsh_contacts(evening: Evening) -> None:
    evening.contact("Mary Hughes", MARY, language="cy")
    evening.volunteer("Ann Price", ANN, language_chosen_at=None)
    ann = evening.rings_in(ANN).hears_just(CHOICE)
    ann.presses("2").hears("PIN").presses("4826")
    ann.presses("1").hears("Nesaf, Mary Hughes, Harbour.")
