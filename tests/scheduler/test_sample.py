"""The sample campaign's people."""

import re
from collections import defaultdict

from policy.numbers import read_number
from policy.rules.numbers import ORDINARY
from policy.sources import DEFAULT_SOURCES, source_id
from scheduler import sample
from scheduler.contacts_import import COLUMNS


def test_the_sample_is_three_hundred_contacts_in_the_columns_of_the_import() -> None:
    rows = sample.contacts()
    assert len(rows) == 300
    assert len({row["id"] for row in rows}) == 300
    assert all(row.keys() <= set(COLUMNS) for row in rows)
    assert {row["ward"] for row in rows} == set(sample.WARDS)


def test_the_sample_is_the_same_every_time() -> None:
    assert sample.contacts() == sample.contacts()


def test_every_number_of_the_sample_is_an_ordinary_drama_number() -> None:
    phones = [row["phone"] for row in sample.contacts()] + [one.phone for one in sample.VOLUNTEERS]
    numbers = [read_number(phone) for phone in phones]
    assert all(number.kind.drama and number.kind.kind in ORDINARY for number in numbers)


def test_no_contact_has_a_volunteers_number_and_none_is_in_two_households() -> None:
    homes: defaultdict[str | None, set[str]] = defaultdict(set)
    for row in sample.contacts():
        homes[read_number(row["phone"]).e164].add(row["household"])
    assert all(len(households) == 1 for households in homes.values())
    assert not homes.keys() & {one.phone for one in sample.VOLUNTEERS}


def test_some_households_share_a_landline_and_some_have_numbers_of_their_own() -> None:
    shared: set[str] = set()
    own: set[str] = set()
    phones: defaultdict[str, list[str]] = defaultdict(list)
    for row in sample.contacts():
        phones[row["household"]].append(row["phone"])
    for home, numbers in phones.items():
        if len(numbers) > 1:
            (shared if len(set(numbers)) == 1 else own).add(home)
    assert len(shared) > 20
    assert len(own) > 20


def test_people_of_a_household_have_different_first_names_and_one_ward() -> None:
    homes: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in sample.contacts():
        homes[row["household"]].append((row["first_name"], row["ward"]))
    for people in homes.values():
        assert len({name for name, _ in people}) == len(people)
        assert len({ward for _, ward in people}) == 1


def test_the_samples_sources_are_known_to_the_policy() -> None:
    known = {source.name for source in DEFAULT_SOURCES}
    assert {source_id(row["source"]) for row in sample.contacts()} <= known


def test_the_four_volunteers_have_pins_of_four_digits_of_their_own() -> None:
    pins = [one.pin for one in sample.VOLUNTEERS]
    assert len(set(pins)) == len(pins) == 4
    assert all(re.fullmatch(r"\d{4}", pin) for pin in pins)
