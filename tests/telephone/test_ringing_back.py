"""Somebody whom we rang rings the number that was shown: who it was is said, and one key ends the calls."""

import pytest

from store.models import FollowUp, Number, OptOut
from tests.telephone.conftest import MakeEvening
from tests.telephone.evening import SERVICE, Evening
from tests.telephone.town import CALLER_ID

MARY = "+441632960011"
TOM = "+441632960012"
ASKED = (
    "This is Harbour Party. We rang you about the council election. "
    "For no more calls, press 1. For us to ring again, press 2."
)
KEYS = "For no more calls, press 1. For us to ring again, press 2. If you are one of our volunteers, press 3."
ALSO = f"{ASKED} If you are one of our volunteers, press 3."
NUMBER = "Please enter your telephone number, then press hash."
NO_MORE = "You will get no more calls from us. Goodbye."


@pytest.fixture
def evening(evening: Evening) -> Evening:
    """An evening with Mary and Tom on the list, and Ann to call them."""
    evening.contact("Mary Hughes", MARY)
    evening.contact("Tom Reed", TOM)
    evening.volunteer()
    return evening


def opted_out(evening: Evening) -> list[str]:
    """The numbers that get no more calls."""
    numbers = {row["id"]: row["e164"] for row in evening.rows(Number)}
    return [numbers[row["number_id"]] for row in evening.rows(OptOut)]


def test_one_key_ends_the_calls_for_good(evening: Evening) -> None:
    mary = evening.rings_in(MARY, CALLER_ID)
    mary.hears_just(ALSO)
    mary.presses("1").hears_just(NO_MORE)
    assert not mary.is_live
    assert opted_out(evening) == [MARY]
    ann = evening.rings_in().hears("Please enter your four-digit PIN.")
    ann.presses("4826").presses("1").hears("Next, Tom Reed")


def test_a_withheld_number_is_keyed(evening: Evening) -> None:
    somebody = evening.rings_in(MARY, CALLER_ID, withheld=True).hears(ALSO)
    somebody.presses("1").hears_just(NUMBER)
    somebody.presses("01632960011#").hears_just(NO_MORE)
    assert opted_out(evening) == [MARY]


def test_a_number_that_is_none_is_asked_for_again(evening: Evening) -> None:
    somebody = evening.rings_in(MARY, CALLER_ID, withheld=True).hears(ALSO)
    somebody.presses("1").hears_just(NUMBER)
    somebody.presses("12345#").hears_just(f"Sorry. {NUMBER}")
    somebody.presses("0111111111111#").hears_just(f"Sorry. {NUMBER}")
    assert opted_out(evening) == []
    somebody.presses("01632960011#").hears_just(NO_MORE)


def test_somebody_who_wants_another_call_is_passed_on_to_staff(evening: Evening) -> None:
    mary = evening.rings_in(MARY, CALLER_ID).hears(ALSO)
    mary.presses("2").hears_just("Thank you. We will ring you again. Goodbye.")
    assert not mary.is_live
    assert [row["kind"] for row in evening.rows(FollowUp)] == ["call_again"]
    somebody = evening.rings_in(TOM, CALLER_ID, withheld=True).hears(ALSO)
    somebody.presses("2").hears_just(NUMBER)
    somebody.presses("01632960012#").hears_just("Thank you. We will ring you again. Goodbye.")
    assert len({row["number_id"] for row in evening.rows(FollowUp)}) == 2


def test_0_gives_the_address(evening: Evening) -> None:
    mary = evening.rings_in(MARY, CALLER_ID).hears(ALSO)
    mary.presses("0").hears_just(f"Harbour Party, 1 Quay Street, Saltmouth. {ALSO}")
    mary.presses("1").hears_just(NO_MORE)


def test_whoever_says_nothing_is_told_whom_to_ring(evening: Evening) -> None:
    mary = evening.rings_in(MARY, CALLER_ID).hears(ALSO)
    mary.says_nothing(8.5).hears_just(f"Sorry. {ALSO}")
    mary.presses("7").hears_just(f"Sorry. {KEYS}")
    mary.says_nothing(8.5).hears_just("Please ring 020 7946 0199. Goodbye.")
    assert not mary.is_live
    assert opted_out(evening) == []


def test_a_volunteer_who_rings_that_number_signs_in(evening: Evening) -> None:
    ann = evening.rings_in("+441184960001", CALLER_ID)
    ann.hears_just("Hello Ann. Please enter your four-digit PIN.")
    elsewhere = evening.rings_in("+441184960055", CALLER_ID).hears(ALSO)
    elsewhere.presses("3").hears_just("Please enter your six-digit volunteer number.")


def test_where_volunteers_have_a_line_of_their_own_the_caller_number_is_for_contacts_alone(
    evenings: MakeEvening,
) -> None:
    evening = evenings(environment={"RINGROUND__NUMBERS__VOLUNTEER_LINES": f'["{SERVICE}"]'})
    evening.contact("Mary Hughes", MARY)
    evening.rings_in(MARY, CALLER_ID).hears_just(ASKED)


def test_a_caller_number_that_is_the_volunteers_line_as_well_still_tells_who_called_and_how_to_opt_out(
    evenings: MakeEvening,
) -> None:
    evening = evenings(environment={"RINGROUND__NUMBERS__VOLUNTEER_LINES": f'["{CALLER_ID}"]'})
    evening.volunteer("Ann Price")
    evening.contact("Mary Hughes", MARY)
    mary = evening.rings_in(MARY, CALLER_ID)
    mary.hears(
        "This is Harbour Party.", "For no more calls, press 1.", "If you are one of our volunteers, press 3."
    )


def test_a_call_that_rings_at_the_number_is_ended_by_its_opt_out(evening: Evening) -> None:
    ann = evening.rings_in().hears("Please enter your four-digit PIN.")
    ann.presses("4826").presses("1").hears("Next, Mary Hughes").presses("1")
    ann.hears("Ringing.")
    caller = evening.rings_in("+441632960099", CALLER_ID, withheld=True).hears(ALSO)
    caller.presses("1").hears(NUMBER)
    caller.presses("01632960011#").hears(NO_MORE)
    assert not evening.telephone(MARY).rings
    ann.hears("Saved.")
