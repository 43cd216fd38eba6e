"""A carrier that takes its time: what it does after the service has given its answer up is done once, and found."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from rehearsal.exchange import Order
from rehearsal.legs import Leg
from tests.telephone.calls import MARY, heard_by_contacts, in_order, legs_to, offered, weather
from tests.telephone.evening import Evening
from tests.telephone.test_fates_carrier import creations

PATIENCE: Final = 20.0


class Late:
    """The carrier acts on the first request only when it is told to: the service has long given the answer up."""

    def __init__(self, evening: Evening, monkeypatch: pytest.MonkeyPatch) -> None:
        self._asked, self._told, self._acted = threading.Event(), threading.Event(), threading.Event()
        place = evening.carrier.exchange.place

        def places(order: Order) -> Leg:
            leg = place(order)
            self._acted.set()
            return leg

        monkeypatch.setattr(evening.carrier.exchange, "place", places)
        monkeypatch.setattr(evening.clock, "pause", self._pause)

    def acts(self) -> None:
        """Now it does what it was asked for."""
        assert self._asked.is_set()
        self._told.set()
        assert self._acted.wait(PATIENCE)

    def _pause(self, _seconds: float) -> None:
        if not self._asked.is_set():
            self._asked.set()
            assert self._told.wait(PATIENCE)


@pytest.fixture
def evening(database_url: str, tmp_path: Path) -> Iterator[Evening]:
    """The service waits half a second for the carrier's answer."""
    with Evening(database_url, tmp_path, environment={"RINGROUND__CARRIER__TIMEOUT": "0.5"}) as begun:
        yield begun


def test_a_dial_that_is_made_after_its_answer_was_given_up_is_made_once_and_talked_in(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, late = offered(evening), Late(evening, monkeypatch)
    weather(evening, rest_slow=1.0)
    ann.presses("1")
    assert legs_to(evening, MARY) == []
    weather(evening)
    late.acts()
    evening.passes(3)
    mary = evening.telephone(MARY).answers()
    assert mary.talks_with == ["volunteer", "contact"]
    evening.passes(60)
    mary.hangs_up()
    ann.hears("Did you speak to Mary Hughes?")
    assert creations(evening) == 1
    in_order(evening)


def test_a_dial_that_is_made_after_the_volunteer_has_gone_is_ended_before_it_is_answered(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, late = offered(evening), Late(evening, monkeypatch)
    weather(evening, rest_slow=1.0)
    ann.presses("1")
    weather(evening)
    ann.hangs_up()
    late.acts()
    evening.passes(5)
    assert [leg.status for leg in legs_to(evening, MARY)] == ["canceled"]
    assert creations(evening) == 1
    assert heard_by_contacts(evening) == []
