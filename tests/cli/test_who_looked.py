"""Whoever gives a command a telephone number, and whoever is shown numbers, stands in the ledger."""

from collections.abc import Iterator

import click
import pytest
from sqlalchemy import select

from store.ledger import Kind
from store.models import Entry
from tests.cli.commands import CSV, Commands
from tests.cli.test_documented import ALL

MARY = "01632 960 011"
CONSENT = ("--wording", "Do.", "--obtained-at", "2025-05-01", "--source", "form")
LOOKED = Kind.NUMBER_LOOKED_UP
CAMPAIGN = ("--flow", "voter-id", "--area", "Saltmouth", "--title", "Autumn", "--id", "autumn")
TAKE_NUMBERS: dict[str, tuple[tuple[str, ...], Kind]] = {
    "campaigns add": ((*CAMPAIGN, "--caller-id", "020 7946 0201"), Kind.CAMPAIGN_CREATED),
    "consents add": ((MARY, *CONSENT), Kind.CONSENT_GIVEN),
    "consents show": ((MARY,), LOOKED),
    "consents withdraw": ((MARY, "--source", "a letter"), Kind.CONSENT_WITHDRAWN),
    "ledger explain": ((MARY,), LOOKED),
    "optouts add": ((MARY,), Kind.OPTOUT_MADE),
    "optouts show": ((MARY,), LOOKED),
    "people erase": ((MARY, "--yes"), Kind.PERSON_ERASED),
    "people export": ((MARY,), Kind.PERSON_EXPORTED),
    "policy decide": ((MARY, "--campaign", "spring"), LOOKED),
    "volunteers add": (
        ("--name", "Ann", "--phone", MARY, "--pin", "4826", "--campaign", "spring"),
        Kind.VOLUNTEER_ADDED,
    ),
}
"""Every command that takes a number, how it is given here, and what it leaves in the ledger."""
LISTS = ("optouts list", "consents list")


def takes_a_number(command: click.Command) -> bool:
    return any("NUMBER" in (param.metavar or "") for param in command.params)


@pytest.fixture
def service(commands: Commands) -> Commands:
    """Mary is on a list, and has consented."""
    commands.campaign()
    commands.done("contacts", "import", commands.file("list.csv", CSV), "--campaign", "spring")
    commands.done("consents", "add", MARY, *CONSENT)
    return commands


def written(service: Commands, *words: str) -> Iterator[tuple[str, str]]:
    """The kinds and data of the entries that running these words leaves."""
    with service.service() as made, made.parts.db.read() as tx:
        before = tx.scalar(select(Entry.id).order_by(Entry.id.desc()).limit(1)) or 0
    service.run(*words)
    with service.service() as made, made.parts.db.read() as tx:
        for row in tx.execute(select(Entry.kind, Entry.data).where(Entry.id > before)):
            yield row.kind, str(row.data)


def test_every_command_that_takes_a_number_is_known_here() -> None:
    assert {path for path, command in ALL.items() if takes_a_number(command)} == set(TAKE_NUMBERS)


@pytest.mark.parametrize("path", TAKE_NUMBERS)
def test_a_number_that_is_given_to_a_command_leaves_an_entry(service: Commands, path: str) -> None:
    words, kind = TAKE_NUMBERS[path]
    left = dict(written(service, *path.split(), *words))
    assert kind.value in left
    assert "960" not in "".join(left.values())
    if kind in {LOOKED, Kind.PERSON_ERASED, Kind.PERSON_EXPORTED, Kind.OPTOUT_MADE, Kind.CONSENT_GIVEN}:
        assert "at the command line" in left[kind.value]


@pytest.mark.parametrize("path", LISTS)
def test_whoever_is_shown_a_list_of_numbers_leaves_an_entry(service: Commands, path: str) -> None:
    left = dict(written(service, *path.split()))
    assert f"'where': '{path}'" in left[LOOKED.value]


@pytest.mark.parametrize("how", ["--rotate", "--lost"])
def test_whoever_replaces_the_key_that_heads_are_signed_with_stands_in_the_ledger(
    service: Commands, how: str
) -> None:
    service.done("ledger", "seal")
    left = dict(written(service, "ledger", "key", how))
    assert "at the command line" in left[Kind.KEY_ROTATED]
