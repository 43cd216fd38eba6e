"""What staff do on the command line: campaigns, contacts, volunteers, opt-outs and consents."""

import json
import re

import pytest
from sqlalchemy import func, select

from store.models import Contact, Entry, Order, Volunteer
from tests.cli.commands import CSV, Commands


def test_a_campaign_goes_from_its_making_to_its_stop(commands: Commands) -> None:
    commands.campaign()
    assert commands.refusal("campaigns", "start", "spring") == (
        "Error: The campaign has no contacts: import some with `ringround contacts import`."
    )
    commands.done("contacts", "import", commands.file("list.csv", CSV), "--campaign", "spring")
    for command, status in (
        ("start", "running"),
        ("pause", "paused"),
        ("start", "running"),
        ("stop", "stopped"),
    ):
        commands.done("campaigns", command, "spring")
        assert commands.read("campaigns", "show", "spring")["status"] == status


def test_campaigns_are_listed_with_their_contacts(commands: Commands) -> None:
    assert commands.read("campaigns", "list") == []
    commands.campaign()
    (one,) = commands.read("campaigns", "list")
    assert (one["id"], one["status"], one["contacts"], one["caller_id"]) == (
        "spring",
        "draft",
        0,
        "+442079460200",
    )
    assert commands.done("campaigns", "list").startswith("spring ")


def test_hours_are_read_from_a_file_and_may_only_tighten(commands: Commands) -> None:
    add = (
        "campaigns",
        "add",
        "--title",
        "T",
        "--flow",
        "voter-id",
        "--caller-id",
        "020 7946 0200",
        "--area",
        "A",
    )
    good = 'opens = 09:30:00\ncloses = "20:00"\nweekdays = [1, 2]\ndates_off = [2026-05-07]\nnation = "scotland"\n'
    commands.done(*add, "--id", "good", "--hours", commands.file("good.toml", good))
    assert commands.read("campaigns", "show", "good")["hours"] == {
        "opens": "09:30:00", "closes": "20:00", "weekdays": [1, 2], "dates_off": ["2026-05-07"],
        "nation": "scotland",
    }  # fmt: skip
    wide = commands.file("wide.toml", 'closes = "21:30"\n')
    assert "20:45" in commands.refusal(*add, "--id", "wide", "--hours", wide)
    broken = commands.file("broken.toml", "closes = \n")
    assert "not valid TOML" in commands.refusal(*add, "--id", "broken", "--hours", broken)


def test_an_import_says_what_it_took_and_what_it_refused(commands: Commands) -> None:
    commands.campaign()
    file = commands.file("list.csv", CSV)
    done = commands.read("contacts", "import", file, "--campaign", "spring")
    expected = {"accepted": 2, "refused": 1, "refusals": {"number_invalid": 1},
                "refused_file": str(commands.folder / "list.refused.csv")}  # fmt: skip
    assert {name: done[name] for name in expected} == expected
    again = commands.read("contacts", "import", file, "--campaign", "spring")
    assert (again["accepted"], again["added"]) == (2, 0)


def test_an_import_maps_columns_and_replaces_the_list(commands: Commands) -> None:
    commands.campaign()
    commands.done("contacts", "import", commands.file("list.csv", CSV), "--campaign", "spring")
    other = commands.file("other.csv", "ref;name;tel\nS1;Mary;01632 960 011\n")
    words = ("contacts", "import", other, "--campaign", "spring", "--map", "ref=id", "--map", "name=first_name",
             "--map", "tel=phone", "--replace")  # fmt: skip
    assert commands.read(*words)["removed"] == 1


def test_an_import_into_no_campaign_or_from_no_file_is_refused(commands: Commands) -> None:
    file = commands.file("list.csv", CSV)
    assert "There is no campaign" in commands.refusal("contacts", "import", file, "--campaign", "none")
    commands.campaign()
    assert "No such file" in commands.refusal("contacts", "import", "none.csv", "--campaign", "spring")


def test_a_volunteer_is_given_a_number(commands: Commands) -> None:
    commands.campaign()
    words = ("volunteers", "add", "--name", "Ann Price", "--phone", "0118 496 0001", "--campaign", "spring")
    code = commands.done(*words, "--pin", "4826")
    assert re.fullmatch(r"[1-9]\d{5}\n", code)
    assert "four digits" in commands.refusal(*words, "--pin", "12")


def test_a_volunteers_languages_are_set_when_they_are_taken_on_and_later(commands: Commands) -> None:
    commands.campaign()
    words = ("--name", "Mair Bevan", "--phone", "0118 496 0001", "--pin", "4826", "--campaign", "spring")
    code = commands.done("volunteers", "add", *words, "--language", "Welsh", "--speaks", "pl").strip()
    assert _languages(commands) == ("cy", ["cy", "pl"], True)
    commands.done("volunteers", "languages", code, "--speaks", "en")
    assert _languages(commands) == ("cy", [], True)
    assert "is no language" in commands.refusal("volunteers", "languages", code, "--speaks", "?")
    assert "six digits" in commands.refusal("volunteers", "languages", "000000", "--speaks", "cy")


def _languages(commands: Commands) -> tuple[str, list[str], bool]:
    with commands.service() as made, made.parts.db.read() as tx:
        row = tx.execute(select(Volunteer)).mappings().one()
    return row["language"], row["speaks"], row["language_chosen_at"] is not None


def test_a_volunteer_is_rung_only_where_the_policy_permits_it(commands: Commands) -> None:
    commands.campaign()
    words = ("--name", "Ann Price", "--phone", "0118 496 0001", "--pin", "4826", "--campaign", "spring")
    code = commands.done("volunteers", "add", *words).strip()
    # Whatever the hour, the clock was never compared with the carrier's.
    assert commands.refusal("volunteers", "ring", code).startswith("Error: ")
    assert "six digits" in commands.refusal("volunteers", "ring", "000000")
    with commands.service() as made, made.parts.db.read() as tx:
        assert tx.scalar(select(func.count()).select_from(Order)) == 0


def test_opt_outs_are_kept_and_shown(commands: Commands) -> None:
    commands.done("optouts", "add", "01632 960 011", "--note", "rang the office")
    (one,) = commands.read("optouts", "show", "+44 1632 960011")
    assert (one["e164"], one["source"], one["note"]) == ("+441632960011", "staff", "rang the office")
    assert commands.read("optouts", "list") == [one]
    assert commands.read("optouts", "show", "01632 960 012") == []


def test_a_consent_needs_its_evidence(commands: Commands) -> None:
    words = ("consents", "add", "01632 960 011", "--wording", "Do ring me.", "--source", "form")
    commands.done(*words, "--obtained-at", "2025-05-01T10:00")
    assert "time to come" in commands.refusal(*words, "--obtained-at", "2999-01-01")
    assert commands.run(*words, "--obtained-at", "yesterday").exit_code == 2


def test_a_consent_is_taken_back_once_and_with_its_source(commands: Commands) -> None:
    words = ("consents", "withdraw", "01632 960 011", "--source")
    assert "No consent of that number" in commands.refusal(*words, "letter")
    given = ("--wording", "Do ring me.", "--obtained-at", "2025-05-01", "--source", "form")
    commands.done("consents", "add", "01632 960 011", *given)
    assert "needs its source" in commands.refusal(*words, " ")
    commands.done(*words, "letter")
    assert "No consent of that number" in commands.refusal(*words, "letter")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("optouts", "add", "12"), "area code"),
        (("campaigns", "show", "none"), "There is no campaign"),
        (
            ("registers", "import", "none.txt", "--register", "tps", "--produced-on", "2026-01-01"),
            "cannot be read",
        ),
        (("flows", "check", "none"), "There is no flow"),
        (("serve", "--bind", "nowhere"), "HOST:PORT"),
    ],
)
def test_bad_input_is_one_line_with_the_remedy(commands: Commands, words: tuple[str, ...], said: str) -> None:
    assert said in commands.refusal(*words)


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ({"RINGROUND__CARRIER__RING_TIMOUT": "20"}, "RING_TIMEOUT"),
        ({"RINGROUND_SECRET_KEY": ""}, "RINGROUND_SECRET_KEY"),
        ({"DATABASE_URL": "mysql://here"}, "DATABASE_URL"),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgresql+psycopg://nobody@/none?host=/nowhere"}, "database"),
    ],
)
def test_wrong_settings_are_one_line(commands: Commands, env: dict[str, str], said: str) -> None:
    assert said in commands.refusal("campaigns", "list", **env)


@pytest.mark.parametrize("words", [("campaigns", "add"), ("nonsense",), ("campaigns", "list", "--yaml")])
def test_wrong_usage_is_exit_status_2(commands: Commands, words: tuple[str, ...]) -> None:
    assert commands.run(*words).exit_code == 2


def test_a_database_without_tables_is_told_to_migrate(commands: Commands) -> None:
    empty = f"sqlite:///{commands.folder / 'empty.db'}"
    said = commands.refusal("campaigns", "list", DATABASE_URL=empty)
    assert "ringround migrate" in said
    assert commands.run("migrate", DATABASE_URL=empty).exit_code == 0
    assert commands.run("campaigns", "list", DATABASE_URL=empty).exit_code == 0


def test_a_rehearsal_is_not_pointed_at_another_database(commands: Commands) -> None:
    assert "unset DATABASE_URL" in commands.refusal("campaigns", "list", RINGROUND__REHEARSAL__ENABLED="true")


def test_a_paused_contact_is_put_back_into_the_list(commands: Commands) -> None:
    commands.campaign()
    commands.done("contacts", "import", commands.file("list.csv", CSV), "--campaign", "spring")
    resume = ("contacts", "resume", "S1", "--campaign", "spring")
    assert "No contact 'S1' is paused in the campaign spring" in commands.refusal(*resume)
    with commands.service() as made, made.parts.db.write() as tx:
        contact = tx.scalar(select(Contact.id).where(Contact.key == "S1"))
        made.calling_list.pause(tx, int(contact or 0), made.parts.now())
    assert commands.read("campaigns", "list")[0]["ready"] == 1
    commands.done(*resume)
    assert commands.read("campaigns", "list")[0]["ready"] == 2


def test_a_campaign_calls_from_the_sources_that_it_names_and_its_purpose_may_use(commands: Commands) -> None:
    add = (
        "campaigns", "add", "--title", "Spring", "--flow", "voter-id", "--caller-id", "020 7946 0200",
        "--area", "Saltmouth", "--purpose", "fundraising",
    )  # fmt: skip
    said = commands.refusal(*add, "--id", "one", "--source", "Electoral roll")
    assert "may not call from 'electoral_register': use lookup, membership" in said
    commands.done(
        *add, "--id", "two", "--source", "Petition 2025", "--source", "donors", "--contacts-days", "7"
    )
    shown = commands.read("campaigns", "show", "two")
    assert (shown["sources"], shown["contacts_days"]) == (["petition", "donor"], 7)
    commands.done(
        "contacts", "import", commands.file("list.csv", CSV.replace("canvass", "event")), "--campaign", "two"
    )
    decided = commands.run("policy", "decide", "01632 960 011", "--campaign", "two", "--json")
    source = next(one for one in json.loads(decided.stdout)["rules"] if one["rule"] == "source")
    assert (source["verdict"], source["reason"]) == ("refuse", "source_not_allowed")
    assert "donor, petition alone, not from 'event'" in source["why"]


def test_a_volunteer_is_listed_gets_another_pin_and_leaves(commands: Commands) -> None:
    commands.campaign()
    code = commands.done(
        "volunteers",
        "add",
        "--name",
        "Ann",
        "--phone",
        "0118 496 0001",
        "--pin",
        "4826",
        "--campaign",
        "spring",
    ).strip()
    assert commands.read("volunteers", "list", "--campaign", "spring") == [{"volunteer": code, "name": "Ann"}]
    assert commands.done("volunteers", "pin", code, "--pin", "7193").strip() == "7193"
    assert re.fullmatch(r"\d{4}", commands.done("volunteers", "pin", code).strip())
    commands.done("volunteers", "remove", code, "--campaign", "spring")
    assert commands.read("volunteers", "list", "--campaign", "spring") == []
    assert commands.refusal("volunteers", "pin", code).startswith("Error: No volunteer has that number")


def test_users_are_invited_listed_invited_anew_and_removed(commands: Commands) -> None:
    jo = ("--email", "Jo@harbour.example", "--role", "staff", "--area", "Saltmouth", "--area", "Northport")
    invited = commands.read("users", "add", *jo)
    assert (invited["email"], len(invited["code"])) == ("jo@harbour.example", 19)
    (one,) = commands.read("users", "list")
    assert (one["role"], one["areas"], one["enrolled_at"]) == ("staff", ["Northport", "Saltmouth"], None)
    assert commands.refusal("users", "add", *jo).startswith("Error: There is an account for this address")
    assert commands.done("users", "reset", "jo@harbour.example").strip() != invited["code"]
    assert "on their telephones alone" in commands.refusal("users", "code", "jo@harbour.example")
    commands.done("users", "remove", "jo@harbour.example")
    assert commands.read("users", "list") == []
    with commands.service() as made, made.parts.db.read() as tx:
        added = tx.execute(select(Entry.data).where(Entry.kind == "user:added")).scalar_one()
    assert "at the command line" in added["by"]
    assert "jo@" not in str(added)
