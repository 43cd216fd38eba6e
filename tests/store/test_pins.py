"""PINs: four digits, kept as a hash that only the pepper opens."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from store import pins
from store.errors import RefusedError

PEPPER = b"pepper"


def test_the_right_pin_opens_and_no_other() -> None:
    kept = pins.hashed("4071", PEPPER)
    assert "4071" not in kept
    assert pins.verify(kept, "4071", PEPPER)
    assert not pins.verify(kept, "4072", PEPPER)
    assert not pins.verify(kept, "4071", b"another pepper")


def test_one_pin_of_two_people_is_kept_differently() -> None:
    assert pins.hashed("4071", PEPPER) != pins.hashed("4071", PEPPER)


@pytest.mark.parametrize("kept", [None, "", "no hash at all"])
def test_a_volunteer_who_is_not_there_has_no_right_pin(kept: str | None) -> None:
    assert not pins.verify(kept, "4071", PEPPER)


def test_an_unknown_volunteer_takes_as_much_work(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Hasher:
        def verify(self, kept: str, _peppered: bytes) -> bool:
            asked.append(kept)
            return True

    work = pins.hashed("4071", PEPPER).rpartition("$")[0].rpartition("$")[0]
    pins.verify(None, "4071", PEPPER)
    monkeypatch.setattr(pins, "_hasher", Hasher())
    assert not pins.verify(None, "4071", PEPPER)
    assert asked[0].startswith(work)


@pytest.mark.parametrize("pin", ["", "123", "12345", "12a4", "١٢٣٤", "1 34"])
def test_a_pin_is_four_digits(pin: str) -> None:
    with pytest.raises(RefusedError, match="four digits"):
        pins.hashed(pin, PEPPER)


OWASP = {(46, 1), (19, 2), (12, 3), (9, 4), (7, 5)}
"""MiB and passes of Argon2id at the least, of which each is as good: the cheat sheet on password storage."""


def test_a_hash_is_as_much_work_as_owasp_asks_at_the_least() -> None:
    kind, _, work = pins.hashed("4071", PEPPER).split("$")[1:4]
    assert kind == "argon2id"
    given = dict(part.split("=") for part in work.split(","))
    memory, passes = int(given["m"]) / 1024, int(given["t"])
    assert any(memory >= least and passes >= times for least, times in OWASP)


def test_fifty_who_sign_in_at_once_are_no_more_hashes_at_once_than_processors(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    working: list[int] = []
    most: list[int] = []

    class Hasher:
        def verify(self, _kept: str, _peppered: bytes) -> bool:
            working.append(1)
            most.append(len(working))
            threading.Event().wait(0.001)  # the others come meanwhile
            working.pop()
            return True

    monkeypatch.setattr(pins, "_hasher", Hasher())
    with ThreadPoolExecutor(50) as pool:
        assert all(pool.map(lambda _: pins.verify("kept", "4071", PEPPER), range(50)))
    assert max(most) <= (os.cpu_count() or 1)
