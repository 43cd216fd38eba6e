"""Guessing PINs: slowed by volunteer number, by caller and in all, and told nothing by; nobody is shut out for ever."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

import pytest

from bridge import page as pages
from bridge import sign_in
from bridge.page import Page
from store import pins, throttles
from store.models import Session, Throttle
from tests.telephone.calls import ANN, MARY
from tests.telephone.evening import SERVICE, Evening

PIN: Final = "Please enter your four-digit PIN."
CODE: Final = "Please enter your six-digit volunteer number."
WRONG: Final = "That didn't match. Please try again."
SHUT: Final = "Please ring 020 7946 0199. Goodbye."
START: Final = "Saltmouth voters. To start, press 1."
STRANGERS: Final = tuple(f"+441614960{n:03}" for n in range(100))


@pytest.fixture
def code(evening: Evening) -> str:
    """Ann's volunteer number."""
    evening.contact("Mary Hughes", MARY)
    return evening.volunteer("Ann Price", ANN)


def fails(evening: Evening, n: int, *scopes: str, door: str = throttles.TELEPHONE) -> None:
    """So many sign-ins have failed just now."""
    with evening.service.parts.db.write() as tx:
        for _ in range(n):
            throttles.count(tx, scopes, evening.now(), door=door)


def counted(evening: Evening) -> list[str]:
    """What each failed sign-in was counted under."""
    return [str(row["scope"]) for row in evening.rows(Throttle)]


def test_one_volunteer_number_guessed_at_from_six_telephones_is_shut_to_the_seventh(
    evening: Evening, code: str
) -> None:
    for n, stranger in enumerate(STRANGERS[:6]):
        line = evening.rings_in(stranger).hears(CODE)
        line.presses(code).hears_just(PIN).presses(f"11{n:02}").hears_just(f"{WRONG} {CODE}")
        line.hangs_up()
    line = evening.rings_in(STRANGERS[6]).hears(CODE)
    line.presses(code).hears_just(PIN).presses("4826").hears(SHUT)
    assert not line.is_live
    assert len(evening.ledger("session:signed_in")) == 0


def test_one_telephone_that_goes_through_volunteer_numbers_is_shut(evening: Evening, code: str) -> None:
    others = [str(number) for number in range(100_000, 100_008) if str(number) != code]
    for three in (others[:3], others[3:6]):
        line = evening.rings_in(STRANGERS[0]).hears(CODE)
        for guessed in three:
            line.presses(guessed).presses("4826")
        line.hears(SHUT)
        assert not line.is_live
    line = evening.rings_in(STRANGERS[0]).hears(CODE)
    line.presses(code).hears_just(PIN).presses("4826").hears(SHUT)
    assert evening.ledger("session:signed_in") == []


def test_guesses_from_many_telephones_at_many_numbers_are_too_many_in_all(
    evening: Evening, code: str
) -> None:
    for n in range(throttles.TRIES_IN_ALL - 3):
        fails(evening, 1, f"volunteer:{1000 + n}", f"caller:{1000 + n}")
    line = evening.rings_in(STRANGERS[0]).hears(CODE)
    for _ in range(2):
        line.presses("999999").hears_just(PIN).presses("1111").hears_just(f"{WRONG} {CODE}")
    line.presses("999999").hears_just(PIN).presses("1111").hears(SHUT)
    line = evening.rings_in(STRANGERS[1]).hears(CODE)
    line.presses(code).hears_just(PIN).presses("4826").hears(SHUT)
    assert evening.ledger("session:sign_in_failed")[-1]["data"]["throttled"]


def test_withheld_numbers_are_counted_by_volunteer_and_in_all(evening: Evening, code: str) -> None:
    line = evening.rings_in(ANN, withheld=True).hears(CODE)
    line.presses(code).hears_just(PIN).presses("1111").hears_just(f"{WRONG} {CODE}")
    assert sorted(counted(evening)) == ["all", "volunteer:1"]
    fails(evening, throttles.TRIES_IN_ALL)
    line.presses(code).hears_just(PIN).presses("4826").hears(SHUT)


def test_whoever_was_shut_out_by_strangers_gets_in_a_quarter_of_an_hour_later(
    evening: Evening, code: str
) -> None:
    fails(evening, throttles.TRIES_IN_ALL, "volunteer:1")
    evening.rings_in(ANN).hears(PIN).presses("4826").hears(SHUT)
    for _ in range(3):  # to try again meanwhile makes it no longer
        evening.rings_in(ANN).presses("4826").hears(SHUT)
    evening.becomes(evening.now() + throttles.WINDOW + timedelta(seconds=1))
    evening.rings_in(ANN).hears(PIN).presses("4826").hears(START)
    assert code


def test_a_flood_of_guesses_at_the_pages_shuts_the_pages_and_not_the_telephone(
    evening: Evening, code: str
) -> None:
    page = Page(evening.service.parts)
    assert page.sign_in(code, "4826") is not None
    fails(evening, throttles.TRIES_IN_ALL - 1, door=throttles.PAGE)
    assert page.sign_in("999999", "1111") is None
    assert page.sign_in(code, "4826") is None
    evening.rings_in(ANN).hears(PIN).presses("4826").hears(START)
    evening.becomes(evening.now() + throttles.WINDOW + timedelta(seconds=1))
    assert page.sign_in(code, "4826") is not None


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """What each PIN was held against: a volunteer's hash, or None for nobody's, which takes as long."""
    held: list[str | None] = []

    def verify(kept: str | None, pin: str, pepper: bytes) -> bool:
        held.append(kept)
        return pins.verify(kept, pin, pepper)

    monkeypatch.setattr(sign_in, "verify", verify)
    monkeypatch.setattr(pages, "verify", verify)
    return held


def test_one_hash_is_worked_out_whether_the_volunteer_is_known_or_not_and_when_shut_too(
    evening: Evening, code: str, hashed: list[str | None]
) -> None:
    page = Page(evening.service.parts)
    guesses: tuple[Callable[[], object], ...] = (
        lambda: evening.rings_in(STRANGERS[0]).presses(code).presses("1111"),
        lambda: evening.rings_in(STRANGERS[1]).presses("999999").presses("1111"),
        lambda: page.sign_in(code, "1111"),
        lambda: page.sign_in("999999", "1111"),
    )
    for shut in (False, True):
        if shut:
            fails(evening, throttles.TRIES_IN_ALL, "volunteer:1")
            fails(evening, throttles.TRIES_IN_ALL, door=throttles.PAGE)
        for guess in guesses:
            hashed.clear()
            guess()
            assert len(hashed) == 1


@pytest.mark.parametrize("keys", ["", "1", "48266", "4826#", "*", "#", "1" * 40])
def test_keys_that_are_no_pin_are_no_way_round_the_count(evening: Evening, code: str, keys: str) -> None:
    line = evening.rings_in(ANN).hears(PIN)
    form = {"CallSid": line.receiver.leg.sid, "From": ANN, "To": SERVICE, "Digits": keys}
    assert code
    turn = evening.rows(Session)[0]["turn"]
    reply = evening.posts(f"/twilio/turn/{turn}", **form)
    assert reply.status_code == 200
    assert "Saltmouth voters" not in reply.text
    assert evening.ledger("session:signed_in") == []
