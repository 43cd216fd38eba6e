"""The commands an auditor runs: their exit status, their JSON, their files."""

import json
from pathlib import Path

import pytest

from store.database import Database
from tests.cli.commands import Commands
from tests.ledger.tampering import unguarded


@pytest.fixture
def commands(database_url: str, tmp_path: Path) -> Commands:
    """A service without a carrier; one opt-out is on its ledger."""
    env = {
        "DATABASE_URL": database_url,
        "RINGROUND_SECRET_KEY": "a secret of the tests alone",
        "RINGROUND__DATA_DIR": json.dumps(str(tmp_path / "data")),
        "RINGROUND__NUMBERS__DIALABLE": "drama",
        "RINGROUND__CARRIER__API_BASE_URL": "http://127.0.0.1:9",
        "RINGROUND__ORGANISATION__NAME": "Harbour Party",
        "RINGROUND_CONFIG": "",
        "REDIS_URL": "",
    }
    made = Commands(env, tmp_path)
    made.done("optouts", "add", "01632 960 011")
    return made


def test_an_export_verifies_elsewhere_with_the_key_and_the_head_that_are_kept(commands: Commands) -> None:
    commands.done("ledger", "seal")
    head, export = commands.folder / "head.jsonl", str(commands.folder / "ledger.jsonl")
    head.write_text(commands.done("ledger", "head"))
    commands.done("ledger", "export", export)
    key = commands.read("ledger", "key")["file"]
    kept = ("ledger", "verify", export, "--key", key, "--head", str(head))
    assert commands.read(*kept)["holds"]
    file = Path(export)
    file.write_bytes(file.read_bytes().replace(b'"source":"staff"', b'"source":"other"'))
    found = commands.run(*kept)
    assert found.exit_code == 1
    assert "edited: the row at place" in found.stdout
    assert commands.done("ledger", "verify").endswith("The ledger holds.\n")


def test_a_key_that_is_rotated_goes_on_verifying(commands: Commands) -> None:
    commands.done("ledger", "seal")
    first = commands.read("ledger", "key")
    second = commands.read("ledger", "key", "--rotate")
    assert first["fingerprint"] != second["fingerprint"]
    for one in (first, second):
        commands.done("ledger", "verify", "--key", one["file"])


def test_what_is_no_key_and_no_head_is_refused_in_a_sentence(commands: Commands) -> None:
    nothing = commands.file("nothing.txt", "nothing\n")
    assert "give the public key's PEM file" in commands.refusal("ledger", "verify", "--key", nothing)
    assert "holds no heads" in commands.refusal("ledger", "verify", "--head", nothing)


def test_a_head_that_cannot_be_read_is_a_finding_and_no_fault_of_the_key(commands: Commands) -> None:
    commands.done("ledger", "seal")
    key, db = commands.read("ledger", "key")["file"], Database(commands.env["DATABASE_URL"])
    unguarded(db, "UPDATE ledger_heads SET at = 'x'")
    db.dispose()
    found = commands.run("ledger", "verify", "--key", key)
    assert found.exit_code == 1
    assert "head changed: the head at" in found.stdout
    assert "run `ringround ledger verify`" in commands.refusal("ledger", "head")


def test_before_the_first_sealing_there_is_no_head(commands: Commands) -> None:
    assert "ledger seal" in commands.refusal("ledger", "head")


def test_to_explain_a_number_is_an_entry_in_the_report_of_access(commands: Commands) -> None:
    said = commands.read("ledger", "explain", "01632 960 011")
    assert said["decisions"] == []
    assert said["note"].startswith("Nobody on a list here has this number, so no decision is tied to it.")
    assert said["wishes"][0].startswith("It opted out on ")
    (row,) = commands.read("ledger", "report", "access")["rows"]
    assert row["what"] == "number:looked_up"
    assert "at the command line" in row["details"]
    assert "960" not in row["details"]


def test_an_attempt_that_there_is_not_is_said(commands: Commands) -> None:
    assert "There is no such attempt" in commands.refusal("ledger", "explain", "0" * 24)


def test_replay_and_reports_answer_in_json(commands: Commands) -> None:
    assert commands.read("ledger", "replay") == {"decisions": 0, "differences": []}
    assert "outside-hours" in commands.read("ledger", "report")
    assert commands.read("ledger", "report", "outside-hours")["rows"] == []
    assert commands.done("ledger", "report", "access", "--csv").startswith("entry,at,what,details")
    assert "leave --plot out" in commands.refusal("ledger", "report", "access", "--plot")
    assert commands.run("ledger", "report", "nonsense").exit_code == 2


def test_reconcile_says_when_the_carrier_does_not_answer(commands: Commands) -> None:
    said = commands.refusal("ledger", "reconcile", "--since", "2026-01-01")
    assert "The carrier's list of calls could not be read" in said
