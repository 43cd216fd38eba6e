"""The guide for staff, followed in an empty folder as a newcomer would: its files saved, its commands typed in turn."""

import re
import shlex
import textwrap

import pytest

from tests.cli.commands import Commands
from tests.house.tree import ROOT

GUIDE = (ROOT / "docs" / "staff.md").read_text(encoding="utf-8")
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def _block(start: str) -> str:
    found = re.search(rf"^    {re.escape(start)}.*?(?=^\S)", GUIDE, re.MULTILINE | re.DOTALL)
    assert found is not None
    return textwrap.dedent(found[0])


def test_every_command_of_the_guide_does_what_it_says_from_nothing_to_a_published_flow(
    commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(commands.folder)
    commands.file("spring.toml", _block('id = "spring"'))
    commands.file("spring.rehearsals.md", _block("## Somebody who takes the bus"))
    typed = re.findall(r"^    ringround (.+)$", GUIDE, re.MULTILINE)
    assert len(typed) == 8
    for line in typed:
        words, _, target = line.partition(" > ")
        printed = commands.done(*shlex.split(words))
        if target:
            commands.file(target, printed)
    (published,) = [one for one in commands.read("flows", "list") if one["name"] == "spring"]
    assert (published["by"], published["why"]) == ("Jo Lake", "spring survey")
    assert published["campaigns"] == ["spring"]
    assert (commands.folder / "spring.svg").read_text(encoding="utf-8").startswith("<svg")
    assert "Spring survey" in (commands.folder / "spring.html").read_text(encoding="utf-8")
