"""What auditors ask on the command line: registers and decisions."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.cli.commands import CSV, Commands

LONDON = ZoneInfo("Europe/London")
MARY = "01632 960 011"


def days_ago(days: int) -> str:
    return (datetime.now(LONDON).date() - timedelta(days=days)).isoformat()


def noon_tomorrow() -> str:
    tomorrow = datetime.now(LONDON).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(12)).isoformat()


def import_both(commands: Commands, text: str = "01632960999\r\n", days: int = 3) -> None:
    file = commands.file("register.txt", text)
    for kind in ("tps", "ctps"):
        words = ("registers", "import", file, "--register", kind, "--produced-on", days_ago(days))
        assert commands.read(*words)["count"] == text.count("\r\n")


@pytest.fixture
def open_campaign(commands: Commands) -> str:
    commands.campaign()
    commands.done("contacts", "import", commands.file("list.csv", CSV), "--campaign", "spring")
    commands.done("campaigns", "start", "spring")
    commands.clock_agrees()
    return "spring"


@pytest.mark.parametrize(("days", "state", "status"), [(3, "good", 0), (21, "ageing", 0), (30, "stale", 1)])
def test_registers_show_their_age_and_warn_from_the_21st_day(
    commands: Commands, days: int, state: str, status: int
) -> None:
    import_both(commands, days=days)
    shown = commands.run("registers", "show")
    assert shown.exit_code == status
    assert ("newer file" in shown.stdout) == (state != "good")
    assert f'"state": "{state}"' in commands.run("registers", "show", "--json").stdout


def test_a_register_that_is_missing_is_said(commands: Commands) -> None:
    shown = commands.run("registers", "show")
    assert shown.exit_code == 1
    assert shown.stdout.count("nothing is dialled") == 2


def test_a_register_that_shrank_is_refused_unless_that_is_right(commands: Commands) -> None:
    import_both(commands, "".join(f"016329600{n:02}\r\n" for n in range(20)))
    file = commands.file("small.txt", "01632960001\r\n")
    words = ("registers", "import", file, "--register", "tps", "--produced-on", days_ago(1))
    assert "--accept-smaller" in commands.refusal(*words)
    commands.done(*words, "--accept-smaller")
    assert len(list((commands.folder / "data" / "registers").glob("*.register"))) == 2


def test_a_decision_is_told_as_the_contract_has_it(commands: Commands, open_campaign: str) -> None:
    import_both(commands)
    decision = commands.read("policy", "decide", MARY, "--campaign", open_campaign, "--at", noon_tomorrow())
    assert list(decision) == ["verdict", "reason", "sentence", "remedy", "until", "rules", "policy_version"]
    assert (decision["verdict"], decision["reason"], decision["until"]) == ("permit", None, None)
    assert {rule["verdict"] for rule in decision["rules"]} == {"pass"}
    assert {"rule", "verdict", "why"} <= set(decision["rules"][0])


@pytest.mark.parametrize(("at", "status"), [("20:44:59", 0), ("20:45:00", 1)])
def test_a_decision_takes_the_clock_that_is_given(
    commands: Commands, open_campaign: str, at: str, status: int
) -> None:
    import_both(commands)
    when = f"{noon_tomorrow()[:10]}T{at}"
    asked = commands.run("policy", "decide", MARY, "--campaign", open_campaign, "--at", when)
    assert asked.exit_code == status
    assert ("Lines are closed" in asked.stdout) == bool(status)


def test_a_number_that_is_in_no_list_is_decided_as_if_it_were(commands: Commands, open_campaign: str) -> None:
    import_both(commands)
    stranger = ("policy", "decide", "0118 496 0777", "--campaign", open_campaign, "--at", noon_tomorrow())
    assert commands.read(*stranger)["verdict"] == "permit"
    commands.done("optouts", "add", "0118 496 0777")
    refused = commands.run(*stranger, "--json")
    assert refused.exit_code == 1
    assert '"reason": "opted_out"' in refused.stdout


def test_a_listed_number_is_refused_until_its_subscriber_consents(
    commands: Commands, open_campaign: str
) -> None:
    import_both(commands, "01632960011\r\n")
    asked = ("policy", "decide", MARY, "--campaign", open_campaign, "--at", noon_tomorrow())
    assert '"reason": "on_tps"' in commands.run(*asked, "--json").stdout
    commands.done(
        "consents", "add", MARY, "--wording", "Do.", "--obtained-at", "2025-05-01", "--source", "form"
    )
    assert commands.read(*asked)["verdict"] == "permit"


def test_a_decision_without_registers_or_a_clock_is_a_refusal(commands: Commands) -> None:
    commands.campaign()
    asked = commands.run("policy", "decide", MARY, "--campaign", "spring")
    assert asked.exit_code == 1
    for rule in ("campaign", "tps", "ctps", "clock"):
        assert f"  refuse  {rule} " in asked.stdout
