"""Every command and every option stands in docs/commands.md, and says what it does on the spot."""

import re
from collections.abc import Iterator

import click
import pytest

from cli import main
from tests.house.tree import ROOT

DOCUMENT = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


ALL = dict(commands(main))  # type: ignore[arg-type]  # what is called is click's group


def row(path: str) -> str:
    found = re.search(rf"^\| `{re.escape(path)}[ `].*$", DOCUMENT, re.MULTILINE)
    assert found, f"docs/commands.md has no row for `{path}`"
    return found[0]


@pytest.mark.parametrize("path", ALL)
def test_every_command_is_documented_with_its_options(path: str) -> None:
    shown = row(path)
    options = [one for one in ALL[path].params if isinstance(one, click.Option) and not one.hidden]
    assert [one.opts[0] for one in options if one.opts[0] not in shown] == []


@pytest.mark.parametrize("path", ALL)
def test_every_command_says_what_it_does(path: str) -> None:
    assert ALL[path].help


def test_nothing_is_documented_that_is_not_there() -> None:
    named = re.findall(r"^\| `([a-z ]+?)(?= [-\[A-Z<]|`)", DOCUMENT, re.MULTILINE)
    assert sorted(set(named) - set(ALL)) == []
