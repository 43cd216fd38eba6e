"""Opt-outs and consents with their evidence, in lists, by number and in reports."""

import pytest

from tests.cli.commands import Commands

MARY = "01632 960 011"
TOM = "01632 960 012"
WORDING = "You may ring me about the election."


@pytest.fixture
def wished(commands: Commands) -> Commands:
    """Mary consented in January, Tom wants no more calls."""
    commands.done(
        "consents",
        "add",
        MARY,
        "--wording",
        WORDING,
        "--obtained-at",
        "2026-01-05T10:00",
        "--source",
        "a form",
    )
    commands.done("optouts", "add", TOM, "--note", "a letter")
    return commands


def test_a_consent_is_shown_with_who_when_what_words_and_what_way(wished: Commands) -> None:
    (shown,) = wished.read("consents", "show", MARY)
    assert (shown["e164"], shown["wording"], shown["source"]) == ("+441632960011", WORDING, "a form")
    assert shown["obtained_at"].startswith("2026-01-05T10:00")
    assert shown["withdrawn_at"] is None
    assert wished.read("consents", "list") == [shown]
    assert wished.read("consents", "show", TOM) == []
    said = wished.done("consents", "list")
    assert f"01632 960011     Monday 5 January 2026, 10:00:00  a form  “{WORDING}”" in said


def test_a_consent_that_was_taken_back_says_so(wished: Commands) -> None:
    wished.done("consents", "withdraw", MARY, "--source", "a call to the office")
    assert wished.read("consents", "show", MARY)[0]["withdrawn_at"]
    assert "taken back" in wished.done("consents", "show", MARY)


def test_an_opt_out_is_shown_with_its_source(wished: Commands) -> None:
    (shown,) = wished.read("optouts", "show", TOM)
    assert (shown["source"], shown["note"]) == ("staff", "a letter")


def test_the_reports_have_both_with_their_evidence(wished: Commands) -> None:
    consents = wished.read("ledger", "report", "consents")
    assert consents["found"] == "1 consent, 0 of them taken back since."
    assert (consents["rows"][0]["wording"], consents["rows"][0]["source"]) == (WORDING, "a form")
    assert wished.read("ledger", "report", "opt-outs")["found"] == "1 opt-out: 1 by staff."


def test_what_explains_a_number_tells_of_its_consents(wished: Commands) -> None:
    (wish,) = wished.read("ledger", "explain", MARY)["wishes"]
    assert wish.startswith("Consent was given on Monday 5 January 2026 at 10:00:00 (by a form; wording ")
