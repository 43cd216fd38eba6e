"""A campaign is checked by a command, and before it starts: its number, its hours, whom it has to ring, its flow."""

import pytest
from sqlalchemy import select

from ivr.flows import text_of
from store import own_numbers
from store.models import Contact
from tests.cli.commands import CSV, Commands

NUMBER = "+442079460200"


def listed(commands: Commands) -> None:
    commands.campaign()
    commands.done("contacts", "import", commands.file("list.csv", CSV), "--campaign", "spring")


def not_answered(commands: Commands) -> None:
    """As after `numbers point` found it elsewhere."""
    with commands.service() as made, made.parts.db.write() as tx:
        own_numbers.note(tx, {NUMBER: False}, made.parts.now())


def test_a_good_campaign_holds_and_starts(commands: Commands) -> None:
    listed(commands)
    checked = commands.read("campaigns", "check", "spring")
    assert (checked["holds"], checked["problems"], checked["warnings"]) == (True, [], [])
    commands.done("campaigns", "start", "spring")


def test_a_campaign_without_numbers_is_warned_of(commands: Commands) -> None:
    commands.campaign()
    (warned,) = commands.read("campaigns", "check", "spring")["warnings"]
    assert warned["message"] == "the campaign has nobody to ring yet: import its contacts."


def test_a_number_that_is_not_answered_here_keeps_a_campaign_from_starting(commands: Commands) -> None:
    listed(commands)
    not_answered(commands)
    checked = commands.run("campaigns", "check", "spring")
    assert checked.exit_code == 1
    assert "caller number is missing or withheld" in checked.stderr
    said = commands.refusal("campaigns", "start", "spring")
    assert said.startswith(
        "Error: The campaign spring is not started: the campaign's caller number is missing"
    )
    with commands.service() as made, made.parts.db.write() as tx:
        own_numbers.note(tx, {NUMBER: True}, made.parts.now())
    commands.done("campaigns", "start", "spring")


def test_nobody_is_rung_from_a_number_that_is_not_answered_here(commands: Commands) -> None:
    listed(commands)
    commands.done("campaigns", "start", "spring")
    not_answered(commands)
    decided = commands.run("policy", "decide", "01632 960 011", "--campaign", "spring", "--json").stdout
    assert '"caller_id",\n      "verdict": "refuse"' in decided


def test_hours_past_the_organisations_keep_a_campaign_from_starting(commands: Commands) -> None:
    listed(commands)
    tighter = {"RINGROUND__HOURS__OPENS": '"10:00"'}
    hours = commands.file("hours.toml", "opens = 09:30:00\n")
    commands.done(
        "campaigns", "add", "--id", "early", "--title", "E", "--flow", "voter-id", "--caller-id", NUMBER,
        "--area", "A", "--hours", hours,
    )  # fmt: skip
    told = commands.run("campaigns", "check", "early", **tighter).stderr
    assert "the campaign's hours go past the organisation's (10:00 to 20:45)" in told
    assert "go past the organisation's" in commands.refusal("campaigns", "start", "early", **tighter)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("weekdays = [1]\ncloses = 21:00:00\n", "hours.toml:2: Hours may only be tightened"),
        ("opens = 10:00:00\nclosing = 19:00:00\n", "hours.toml:2: 'closing' is not among a campaign's hours"),
    ],
)
def test_a_file_of_hours_is_refused_with_its_line(commands: Commands, text: str, told: str) -> None:
    said = commands.refusal(
        "campaigns", "add", "--id", "late", "--title", "L", "--flow", "voter-id", "--caller-id", NUMBER,
        "--area", "A", "--hours", commands.file("hours.toml", text),
    )  # fmt: skip
    assert told in said


def test_contacts_whose_language_no_volunteer_speaks_are_warned_of(commands: Commands) -> None:
    commands.campaign()
    welsh = CSV.replace("undecided,en", "undecided,cy")
    commands.done("contacts", "import", commands.file("list.csv", welsh), "--campaign", "spring")
    (warned,) = commands.read("campaigns", "check", "spring")["warnings"]
    assert warned["message"].startswith("nobody is offered 1 of the contacts, whose language is “cy”")
    commands.done(
        "volunteers", "add", "--name", "Mair", "--phone", "020 7946 0101", "--pin", "1592", "--campaign", "spring",
        "--speaks", "cy",
    )  # fmt: skip
    assert commands.read("campaigns", "check", "spring")["warnings"] == []


CHARITY = {"RINGROUND__ORGANISATION__KIND": '"charity"'}
ASKED = (
    '"voting_intention" asks for a political opinion, which a charity may not hold without explicit consent'
)


def test_a_charitys_campaign_does_not_start_with_a_flow_that_asks_for_political_opinions(
    commands: Commands,
) -> None:
    listed(commands)
    assert ASKED in commands.run("campaigns", "check", "spring", **CHARITY).stderr
    said = commands.refusal("campaigns", "start", "spring", **CHARITY)
    assert said == f"Error: The campaign spring is not started: {ASKED}: take the question out of the flow."


def test_a_charitys_running_campaign_is_not_given_a_flow_that_asks_for_political_opinions(
    commands: Commands,
) -> None:
    commands.env.update(CHARITY)
    commands.done(
        "campaigns", "add", "--id", "spring", "--title", "S", "--flow", "member-check-in", "--caller-id", NUMBER,
        "--area", "A", "--purpose", "membership",
    )  # fmt: skip
    commands.done("contacts", "import", commands.file("list.csv", CSV), "--campaign", "spring")
    commands.done("campaigns", "start", "spring")
    said = commands.refusal("flows", "publish", "voter-id", "--campaign", "spring", "--why", "a try")
    assert said.startswith(f"Error: The campaign spring is not changed: {ASKED}")
    commands.done("campaigns", "pause", "spring")


def test_a_charity_keeps_no_voting_intention_of_an_imported_file(commands: Commands) -> None:
    commands.env.update(CHARITY)
    commands.campaign()
    read = commands.run("contacts", "import", commands.file("list.csv", CSV), "--campaign", "spring")
    assert "The column last_voting_intention was not read: a charity may not hold" in read.stderr
    with commands.service() as made, made.parts.db.read() as tx:
        assert set(tx.scalars(select(Contact.last_voting_intention))) == {""}


def test_a_flow_is_checked_with_the_campaign_that_is_to_play_it(commands: Commands) -> None:
    commands.campaign()
    file = commands.file("mine.toml", text_of("voter-id.toml"))
    assert commands.read("flows", "check", file)["warnings"] == []
    (warned,) = commands.read("flows", "check", file, "--campaign", "spring")["warnings"]
    assert warned["file"] == "mine.toml"
