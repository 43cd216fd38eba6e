"""A campaign is checked by a command, and before it starts: its number, its hours, whom it has to ring, its flow."""

import pytest

from ivr.flows import text_of
from store import own_numbers
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


def test_a_flow_is_checked_with_the_campaign_that_is_to_play_it(commands: Commands) -> None:
    commands.campaign()
    file = commands.file("mine.toml", text_of("voter-id.toml"))
    assert commands.read("flows", "check", file)["warnings"] == []
    (warned,) = commands.read("flows", "check", file, "--campaign", "spring")["warnings"]
    assert warned["file"] == "mine.toml"
