"""No call flow comes into force unchecked, unrehearsed or by nobody; a question's id keeps its meaning."""

from dataclasses import dataclass

import pytest
from sqlalchemy import insert, select

from cli.accountable import account
from ivr.flows import LINE, text_of
from ivr.load import load
from store import flows
from store.keys import Keys
from store.models import Attempt, Contact, Entry, Household, Salt, Session, Volunteer
from store.numbers import number_id
from tests.cli.commands import Commands

SHIPPED = text_of("voter-id.toml")
OTHER_WORDS = SHIPPED.replace("A postal vote form?", "Would they like a postal vote form?")
OTHER_MEANING = SHIPPED.replace('3 = { en = "undecided"', '3 = { en = "Lake Party"')
REUSED = '"voting_intention" had another meaning before (3 meant “undecided”'
ADD = ("campaigns", "add", "--id", "spring", "--title", "S", "--caller-id", "020 7946 0200", "--area", "A")


@dataclass(frozen=True)
class InForce:
    """What stands of a flow that was put in force."""

    account: str
    by: str
    why: str


def in_force(commands: Commands) -> list[InForce]:
    """What the ledger keeps of each time that a campaign was given another flow."""
    with commands.service() as made, made.parts.db.read() as tx:
        changed = select(Entry.id, Entry.data).where(Entry.kind == "campaign:changed").order_by(Entry.id)
        said = select(Salt.field, Salt.value)
        kept = [
            (
                row.data["by"],
                {one.field: one.value for one in tx.execute(said.where(Salt.entry_id == row.id))},
            )
            for row in tx.execute(changed).all()
        ]
    return [InForce(who, f"{values['by']}", f"{values['why']}") for who, values in kept]


def by_another_door(commands: Commands, text: str) -> str:
    """Kept without a look at what its ids meant, as an older release could; its version."""
    flow = load(text)
    with commands.service() as made, made.parts.db.write() as tx:
        flows.publish(
            tx, text, line=text_of(LINE), name=flow.id, version=flow.version, by="x", now=made.parts.now()
        )
    return flow.version


def plays(commands: Commands, version: str) -> None:
    """Somebody was rung in the campaign with this version."""
    with commands.service() as made, made.parts.db.write() as tx:
        now, keys = made.parts.now(), Keys.of(b"a secret of sixteen bytes")
        number = number_id(tx, "+441632960001", keys.numbers)
        home = {"campaign_id": "spring", "key": "h"}
        household = tx.execute(insert(Household).returning(Household.id), home).scalar_one()
        person = {"campaign_id": "spring", "key": "c", "first_name": "Mary", "number_id": number}
        contact = tx.execute(
            insert(Contact).returning(Contact.id), person | {"household_id": household}
        ).scalar_one()
        caller = {"code": "123456", "name": "Tom", "pin_hash": "", "created_at": now}
        volunteer = tx.execute(insert(Volunteer).returning(Volunteer.id), caller).scalar_one()
        session = {"id": "s", "direction": "in", "flow_version": version, "state": "{}", "turn": "t"}
        tx.execute(insert(Session), session | {"reply": "", "started_at": now})
        call = {
            "id": "a", "campaign_id": "spring", "contact_id": contact, "household_id": household,
            "number_id": number, "volunteer_id": volunteer, "session_id": "s", "flow_version": version,
            "caller_id": "+442079460200", "source": "canvass", "intended_at": now, "live": False,
        }  # fmt: skip
        tx.execute(insert(Attempt), call)


def test_a_campaign_is_not_made_with_a_flow_that_publishing_refuses(commands: Commands) -> None:
    commands.done("flows", "publish", "voter-id")
    other = commands.file("other.toml", OTHER_MEANING)
    assert REUSED in commands.refusal("flows", "publish", other)
    assert REUSED in commands.refusal(*ADD, "--flow", other)
    late = commands.file("late.toml", SHIPPED + '\n[refusals.nobody]\ngo = "ready"\n')
    assert "asked for again and again" in commands.refusal(*ADD, "--flow", late)
    mine = commands.file("mine.toml", OTHER_WORDS)
    commands.file("mine.rehearsals.md", '## One\n- ring in, expect "Good morning"\n')
    assert "A rehearsal goes otherwise: mine.rehearsals.md:2" in commands.refusal(*ADD, "--flow", mine)
    assert commands.read("campaigns", "list") == []
    assert len(commands.read("flows", "list")) == 1


def test_a_flow_that_comes_with_its_campaign_says_who_published_it_and_what_for(commands: Commands) -> None:
    commands.campaign()
    (one,) = commands.read("flows", "list")
    assert (one["by"], one["why"]) == (account(), "the campaign spring")


def test_a_version_that_took_an_id_its_meaning_away_locks_nobody_out(commands: Commands) -> None:
    commands.campaign()
    (first,) = commands.read("flows", "list")
    strange = by_another_door(commands, OTHER_MEANING)
    good = commands.file("good.toml", OTHER_WORDS)
    commands.done("flows", "publish", good, "--campaign", "spring", "--why", "clearer words")
    back = ("--campaign", "spring", "--why", "the old words were better")
    commands.done("flows", "publish", first["version"][:12], *back)
    assert commands.read("campaigns", "show", "spring")["flow_version"] == first["version"]
    assert REUSED in commands.refusal("flows", "publish", strange, *back)


def test_what_was_published_later_is_not_held_against_an_old_version(commands: Commands) -> None:
    commands.campaign()
    (first,) = commands.read("flows", "list")
    more = SHIPPED.replace('7 = { en = "won\'t say"', '8 = { en = "won\'t say"')
    second = commands.file("more.toml", more)
    commands.done("flows", "publish", second, "--campaign", "spring", "--why", "another code")
    third = more.replace('6 = { en = "won\'t vote"', '7 = { en = "not sure"')
    assert "7 meant" in commands.refusal("flows", "publish", commands.file("third.toml", third))
    commands.done(
        "flows", "publish", first["version"][:12], "--campaign", "spring", "--why", "back to the old"
    )


def test_another_flows_id_does_not_let_a_campaigns_answers_mean_two_things(commands: Commands) -> None:
    commands.campaign()
    (first,) = commands.read("flows", "list")
    named = OTHER_MEANING.replace('id = "voter-id"', 'id = "spring-b"')
    file = commands.file("b.toml", named)
    words = ("flows", "publish", file, "--campaign", "spring", "--why", "a try")
    plays(commands, first["version"])
    assert REUSED in commands.refusal(*words)
    assert REUSED in commands.run("flows", "check", file, "--campaign", "spring").stderr
    assert commands.read("campaigns", "show", "spring")["flow_version"] == first["version"]
    assert commands.run("flows", "check", file).exit_code == 0
    commands.done("flows", "publish", file)


def test_who_puts_a_flow_in_force_and_why_is_kept_also_when_going_back(commands: Commands) -> None:
    commands.campaign()
    (first,) = commands.read("flows", "list")
    words = ("--campaign", "spring", "--by", "Jo Lake")
    commands.done("flows", "publish", commands.file("o.toml", OTHER_WORDS), *words, "--why", "clearer words")
    commands.done("flows", "publish", first["version"][:12], *words[:2], "--why", "they were not")
    assert in_force(commands) == [
        InForce(account(), "Jo Lake", "clearer words"),
        InForce(account(), account(), "they were not"),
    ]


def test_nothing_is_put_in_force_without_a_reason(commands: Commands) -> None:
    commands.campaign()
    file = commands.file("other.toml", OTHER_WORDS)
    for why in ((), ("--why", " ")):
        asked = commands.run("flows", "publish", file, "--campaign", "spring", *why)
        assert asked.exit_code == 2
        assert "--why" in asked.stderr
    said = commands.refusal("flows", "publish", file, "--campaign", "spring", "--why", "ring 01632 960001")
    assert "looks like a telephone number" in said
    assert in_force(commands) == []


def test_a_check_tells_of_an_id_that_publishing_would_refuse(commands: Commands) -> None:
    file = commands.file("other.toml", OTHER_MEANING)
    assert commands.read("flows", "check", file)["holds"]
    commands.done("flows", "publish", "voter-id")
    told = commands.run("flows", "check", file)
    assert told.exit_code == 1
    assert REUSED in told.stderr
    commands.done("flows", "check", "voter-id")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_check_needs_no_service_and_makes_none(commands: Commands) -> None:
    nowhere = commands.folder / "nowhere"
    for env in ({"RINGROUND_SECRET_KEY": ""}, {"DATABASE_URL": f"sqlite:///{nowhere / 'none.db'}"}):
        assert commands.run("flows", "check", "voter-id", **env).exit_code == 0
    assert not nowhere.exists()


def test_a_flow_without_rehearsals_is_published_and_that_is_said(commands: Commands) -> None:
    told = commands.run("flows", "publish", commands.file("mine.toml", OTHER_WORDS))
    assert "There are no rehearsals: write some in mine.rehearsals.md, beside the flow." in told.stderr
    assert "no rehearsals" not in commands.run("flows", "publish", "voter-id").stderr


def test_a_mark_at_a_files_beginning_hides_no_rehearsal(commands: Commands) -> None:
    file = commands.file("mine.toml", f"\ufeff{OTHER_WORDS}")
    commands.file("mine.rehearsals.md", '\ufeff## One\n- ring in, expect "Good morning"\n')
    assert commands.run("flows", "rehearse", file).exit_code == 1
    assert "A rehearsal goes otherwise: mine.rehearsals.md:2" in commands.refusal("flows", "publish", file)
