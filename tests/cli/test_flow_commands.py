"""Call flows on the command line: checked, drawn, printed, compared, published."""

import pytest

from ivr.flows import text_of
from store import flows
from tests.cli.commands import Commands

SHIPPED = text_of("voter-id.toml")
OTHER_WORDS = SHIPPED.replace("A postal vote form?", "Would they like a postal vote form?")
BROKEN = SHIPPED.replace('kind = "scale"', 'kind = "scales"', 1)

FORCE = ("--campaign", "spring", "--why", "clearer words")


def test_a_good_flow_holds(commands: Commands) -> None:
    held = commands.read("flows", "check", "voter-id")
    assert (held["holds"], held["problems"]) == (True, [])
    assert len(held["version"]) == 64


def test_a_broken_flow_is_told_line_by_line(commands: Commands) -> None:
    file = commands.file("broken.toml", BROKEN)
    checked = commands.run("flows", "check", file)
    assert checked.exit_code == 1
    assert "broken.toml:" in checked.stderr
    assert '"holds": false' in commands.run("flows", "check", file, "--json").stdout


@pytest.mark.parametrize("command", ["draw", "card", "publish"])
def test_a_broken_flow_is_not_used(commands: Commands, command: str) -> None:
    said = commands.refusal("flows", command, commands.file("broken.toml", BROKEN))
    assert "The flow is not used: broken.toml:" in said


def test_a_flow_is_drawn_and_its_keys_printed(commands: Commands) -> None:
    assert commands.done("flows", "draw", "voter-id").startswith("flowchart TD\n")
    assert commands.read("flows", "draw", "voter-id")["mermaid"].startswith("flowchart TD\n")
    assert commands.done("flows", "draw", "voter-id", "--svg", "--language", "cy").startswith("<svg ")
    assert '<html lang="cy">' in commands.done("flows", "card", "voter-id", "--language", "cy")
    assert commands.read("flows", "card", "voter-id")["language"] == "en"
    assert commands.run("flows", "card", "voter-id", "--language", "fr").exit_code == 2


def test_a_flow_is_shown_in_its_own_first_language(commands: Commands) -> None:
    welsh = text_of("polling-day.toml").replace('id = "polling-day"', 'id = "cymraeg"\nlanguages = ["cy"]')
    file = commands.file("cymraeg.toml", welsh)
    assert '<html lang="cy">' in commands.done("flows", "card", file)
    assert commands.done("flows", "draw", "--svg", file).startswith("<svg ")
    assert commands.run("flows", "card", file, "--language", "en").exit_code == 2


def test_a_flow_is_published_once_and_put_in_force(commands: Commands) -> None:
    commands.campaign()
    file = commands.file("other.toml", OTHER_WORDS)
    assert "is published." in commands.run("flows", "publish", file).stderr
    assert "published already" in commands.run("flows", "publish", file, *FORCE).stderr
    first, second = commands.read("flows", "list")
    assert (first["campaigns"], second["campaigns"]) == ([], ["spring"])
    assert commands.read("campaigns", "show", "spring")["flow_version"] == second["version"]


def test_a_change_of_words_is_told_before_it_is_published(commands: Commands) -> None:
    file = commands.file("other.toml", OTHER_WORDS)
    assert commands.read("flows", "diff", file)["changes"] == ["It is not published yet: all of it is new."]
    commands.done("flows", "publish", "voter-id")
    (change,) = commands.read("flows", "diff", file)["changes"]
    assert change.endswith('now says "Would they like a postal vote form?" (before: "A postal vote form?").')


def test_questions_and_keys_that_change_are_told(commands: Commands) -> None:
    question = '\n[[questions]]\nid = "poster"\nkind = "yes_no"\nen = "A poster?"\ncy = "Poster?"\n'
    file = commands.file("more.toml", SHIPPED + question)
    changes = commands.read("flows", "diff", file, "--against", "voter-id")["changes"]
    assert 'The question "poster" is new: "A poster?" (en), "Poster?" (cy).' in changes
    assert commands.done("flows", "diff", "voter-id", "--against", "voter-id") == "Nothing changes.\n"


def test_warnings_and_notes_are_told_and_do_not_refuse_a_flow(commands: Commands) -> None:
    checked = commands.read(
        "flows", "check", commands.file("hasty.toml", SHIPPED + "\n[steps.spoke]\nwait = 3\n")
    )
    assert checked["holds"]
    assert [one["words"] for one in checked["warnings"]] == ["3"]
    assert "no named speaker has approved them" in checked["notes"][0]["message"]


def test_rehearsals_beside_a_flow_are_played(commands: Commands) -> None:
    assert commands.read("flows", "rehearse", "member-check-in")["missed"] == []
    file = commands.file("mine.toml", SHIPPED)
    assert (
        "There are no rehearsals: write some in mine.rehearsals.md"
        in commands.run("flows", "rehearse", file).stderr
    )
    commands.file("mine.rehearsals.md", '## One\n- ring in, expect "Good morning"\n')
    told = commands.run("flows", "rehearse", file)
    assert told.exit_code == 1
    assert "mine.rehearsals.md:2: One: “Good morning” is not heard" in told.stderr
    assert "A rehearsal goes otherwise: mine.rehearsals.md:2" in commands.refusal("flows", "publish", file)


def test_a_published_questions_id_keeps_its_meaning(commands: Commands) -> None:
    commands.done("flows", "publish", "voter-id", "--by", "Jo", "--why", "the spring campaign")
    other = SHIPPED.replace('3 = { en = "undecided"', '3 = { en = "Lake Party"')
    refused = commands.refusal("flows", "publish", commands.file("other.toml", other))
    assert '"voting_intention" had another meaning before (3 meant “undecided”' in refused


def test_an_old_version_is_put_in_force_again_by_publishing_it(commands: Commands) -> None:
    commands.campaign()
    before = commands.read("campaigns", "show", "spring")["flow_version"]
    commands.done("flows", "publish", commands.file("other.toml", OTHER_WORDS), *FORCE)
    assert commands.read("campaigns", "show", "spring")["flow_version"] != before
    told = commands.run("flows", "publish", before[:12], *FORCE)
    assert "published already" in told.stderr
    assert commands.read("campaigns", "show", "spring")["flow_version"] == before


def test_an_old_version_that_the_checker_minds_today_still_runs_and_is_not_put_in_force_again(
    commands: Commands,
) -> None:
    line = text_of("line.toml").replace('en = "Engaged."', 'en = "Engaged {so}."')
    with commands.service() as made, made.parts.db.write() as tx:
        version = "0a" * 32
        flows.publish(tx, SHIPPED, line=line, name="voter-id", version=version, by="Jo", now=made.parts.now())
        flow = made.parts.flows.get(tx, version)
    assert flow.prompts["ringing.busy"]["en"] == "Engaged {so}."
    said = commands.refusal("flows", "publish", version[:12])
    assert "line.toml:" in said
    assert "nothing fills {so}" in said
