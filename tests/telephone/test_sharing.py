"""Several volunteers who ring from one telephone: nobody is greeted by name, and the PIN says who it is."""

from store.models import Session, Throttle
from tests.telephone.calls import ANN, MARY
from tests.telephone.evening import Evening

PIN = "Please enter your four-digit PIN."
NUMBER = "Please enter your six-digit volunteer number."
WRONG = "That didn't match. Please try again."
START = "Saltmouth voters. To start, press 1."


def sharing(evening: Evening, *pins: str) -> list[str]:
    evening.contact("Mary Hughes", MARY)
    return [evening.volunteer(f"Volunteer {place}", ANN, pin) for place, pin in enumerate(pins)]


def test_the_pin_decides_who_it_is(evening: Evening) -> None:
    sharing(evening, "4826", "3714")
    for pin in ("3714", "4826"):
        evening.rings_in(ANN).hears_just(PIN).presses(pin).hears(START).hangs_up()
    signed_in = [row["volunteer_id"] for row in evening.ledger("session:signed_in")]
    assert signed_in == [2, 1]


def test_two_with_the_same_pin_key_the_volunteer_number_as_well(evening: Evening) -> None:
    _, second = sharing(evening, "4826", "4826")
    ann = evening.rings_in(ANN).hears_just(PIN).presses("4826").hears_just(NUMBER)
    ann.presses(second).hears_just(PIN).presses("4826").hears(START)
    assert evening.ledger("session:signed_in")[-1]["volunteer_id"] == 2


def test_a_wrong_pin_counts_against_each_of_them(evening: Evening) -> None:
    sharing(evening, "4826", "3714")
    evening.rings_in(ANN).hears_just(PIN).presses("1111").hears_just(WRONG)
    scopes = sorted(row["scope"] for row in evening.rows(Throttle))
    assert scopes == ["all", "caller:2", "volunteer:1", "volunteer:2"]


def test_six_wrong_pins_shut_the_door_to_all_of_them(evening: Evening) -> None:
    sharing(evening, "4826", "3714")
    for _ in range(2):
        ann = evening.rings_in(ANN).hears(PIN)
        for _ in range(3):
            ann.presses("1111")
        ann.hears("Goodbye.")
    evening.rings_in(ANN).hears(PIN).presses("4826").hears("Please ring 020 7946 0199. Goodbye.")


def test_a_telephone_of_more_than_four_asks_for_the_volunteer_number_first(evening: Evening) -> None:
    codes = sharing(evening, "1001", "1002", "1003", "1004", "1005")
    ann = evening.rings_in(ANN).hears_just(NUMBER)
    ann.presses(codes[4]).hears_just(PIN).presses("1005").hears(START)


def test_nobody_is_expected_on_a_line_that_is_shared(evening: Evening) -> None:
    sharing(evening, "4826", "3714")
    evening.rings_in(ANN).hears(PIN)
    with evening.service.parts.db.read() as tx:
        row = tx.execute(Session.__table__.select()).mappings().one()
    assert row["expected_id"] is None
