"""The guide for staff, followed in an empty folder as a newcomer would: its files saved, its commands typed in turn."""

import re
import shlex
import textwrap

import pytest

from ivr.flows import LINE, shipped_names
from tests.cli.commands import Commands
from tests.house.tree import ROOT

GUIDE = (ROOT / "docs" / "staff.md").read_text(encoding="utf-8")


def _block(start: str) -> str:
    found = re.search(rf"^    {re.escape(start)}.*?(?=^\S)", GUIDE, re.MULTILINE | re.DOTALL)
    assert found is not None
    return textwrap.dedent(found[0])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_command_of_the_guide_does_what_it_says_from_nothing_to_a_published_flow(
    commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(commands.folder)
    commands.file("spring.toml", _block('id = "spring"'))
    commands.file("spring.rehearsals.md", _block("## Somebody who takes the bus"))
    typed = re.findall(r"^    ringround (.+)$", GUIDE, re.MULTILINE)
    assert len(typed) == 8
    changed = _block('id = "spring"').replace("Do they take the bus?", "Do they ever take the bus?")
    for line in typed:
        if "clearer words" in line:
            commands.file("spring.toml", changed)
        words, _, target = line.partition(" > ")
        printed = commands.done(*shlex.split(words))
        if target:
            commands.file(target, printed)
    first, second = [one for one in commands.read("flows", "list") if one["name"] == "spring"]
    assert (first["by"], first["why"], first["campaigns"]) == ("Jo Lake", "spring survey", [])
    assert (second["by"], second["why"], second["campaigns"]) == ("Jo Lake", "clearer words", ["spring"])
    assert (commands.folder / "spring.svg").read_text(encoding="utf-8").startswith("<svg")
    assert "Spring survey" in (commands.folder / "spring.html").read_text(encoding="utf-8")


def test_every_shipped_flow_is_told_of_to_who_begins_from_one() -> None:
    for name in (one.removesuffix(".toml") for one in shipped_names() if one != LINE):
        assert re.search(rf"^\| `{name}` \|", GUIDE, re.MULTILINE), name
