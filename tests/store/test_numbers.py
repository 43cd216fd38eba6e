"""One row a number, whoever makes it first; keys that say nothing of each other."""

import threading
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from store.database import Database
from store.keys import Keys, derive
from store.models import Number
from store.numbers import (
    e164_of,
    erased,
    find,
    fingerprint,
    keep_newcomers_out,
    number_id,
    suppression,
)

MARY, TOM = "+441632960001", "+441632960002"


def test_a_number_is_found_again(db: Database, keys: Keys) -> None:
    with db.write() as tx:
        assert find(tx, MARY, keys.numbers) is None
        mary = number_id(tx, MARY, keys.numbers)
        tom = number_id(tx, TOM, keys.numbers)
        assert mary != tom
        assert number_id(tx, MARY, keys.numbers) == find(tx, MARY, keys.numbers) == mary
        assert e164_of(tx, mary) == MARY


def test_an_erased_number_is_still_recognised_and_stays_erased(
    db: Database, keys: Keys, now: datetime
) -> None:
    with db.write() as tx:
        mary = number_id(tx, MARY, keys.numbers)
        mark = suppression(MARY, keys.numbers)
        tx.execute(update(Number).values(e164=None, hmac=mark, erased_at=now))
        assert number_id(tx, MARY, keys.numbers) == find(tx, MARY, keys.numbers) == mary
        assert e164_of(tx, mary) is None
        assert erased(tx) == {mark}


def test_a_number_that_is_given_while_its_owner_is_erased_is_found_erased(
    db: Database, keys: Keys, now: datetime
) -> None:
    with db.write() as tx:
        mary = number_id(tx, MARY, keys.numbers)
    got: list[int] = []
    begun = threading.Event()

    def give() -> None:
        begun.set()
        with db.write() as tx:
            got.append(number_id(tx, MARY, keys.numbers))

    giving = threading.Thread(target=give)
    with db.write() as tx:
        keep_newcomers_out(tx)
        giving.start()
        begun.wait()
        tx.execute(update(Number).values(e164=None, hmac=suppression(MARY, keys.numbers), erased_at=now))
    giving.join()
    with db.read() as tx:
        assert (got, tx.scalar(select(func.count()).select_from(Number))) == ([mary], 1)
        assert e164_of(tx, mary) is None


def test_digits_that_nothing_needed_come_back_with_the_number(db: Database, keys: Keys) -> None:
    with db.write() as tx:
        mary = number_id(tx, MARY, keys.numbers)
        tx.execute(update(Number).values(e164=None))
        assert number_id(tx, MARY, keys.numbers) == mary
        assert e164_of(tx, mary) == MARY


def test_the_suppressions_hash_is_under_a_key_of_its_own(keys: Keys) -> None:
    assert suppression(MARY, keys.numbers) != fingerprint(MARY, keys.numbers)
    assert suppression(MARY, keys.numbers) != suppression(TOM, keys.numbers)


def test_of_many_who_make_one_number_at_once_all_get_the_same(db: Database, keys: Keys) -> None:
    got: list[int] = []
    ready = threading.Barrier(6)

    def make() -> None:
        ready.wait()
        with db.write() as tx:
            got.append(number_id(tx, MARY, keys.numbers))

    threads = [threading.Thread(target=make) for _ in range(ready.parties)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == ready.parties
    assert len(set(got)) == 1
    with db.read() as tx:
        assert tx.scalar(select(func.count()).select_from(Number)) == 1


@given(st.binary(min_size=16), st.text(), st.text())
def test_a_key_follows_from_the_secret_and_its_purpose_alone(secret: bytes, one: str, other: str) -> None:
    assert derive(secret, one) == derive(secret, one)
    assert (derive(secret, one) == derive(secret, other)) == (one == other)


def test_a_key_stays_what_it_is_from_release_to_release() -> None:
    key = "fa5cd4e0320481c55a68ffbb7ff7ec4d70a762d071ed50eb535229f8069d8928"
    assert derive(b"sixteen bytes or", "a purpose").hex() == key


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="RINGROUND_SECRET_KEY is too short"):
        Keys.of(b"fifteen bytes..")


def test_keys_are_not_shown(keys: Keys) -> None:
    assert repr(keys) == "Keys()"
    assert keys.numbers != keys.pins


def test_a_number_has_another_fingerprint_under_another_key() -> None:
    assert fingerprint(MARY, b"one") != fingerprint(MARY, b"other")
    assert fingerprint(MARY, b"one") != fingerprint(TOM, b"one")
