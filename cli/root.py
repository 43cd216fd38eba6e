"""The command's root: which groups there are, and one clear line for whatever is refused."""

from collections.abc import Callable
from importlib import import_module
from typing import Any, Final, cast

import click

from cli.errors import KNOWN, sentence

GROUPS: Final = {
    "backup": "cli.backup:backup",
    "campaigns": "cli.campaigns:campaigns",
    "consents": "cli.consents:consents",
    "contacts": "cli.contacts:contacts",
    "doctor": "cli.doctor:doctor",
    "flows": "cli.flows:flows",
    "ledger": "cli.ledger:ledger",
    "migrate": "cli.serve:migrate",
    "numbers": "cli.numbers:numbers",
    "optouts": "cli.optouts:optouts",
    "people": "cli.people:people",
    "policy": "cli.policy:policy",
    "registers": "cli.registers:registers",
    "rehearse": "cli.rehearse:rehearse",
    "restore": "cli.backup:restore",
    "retention": "cli.retention:retention",
    "serve": "cli.serve:serve",
    "users": "cli.users:users",
    "volunteers": "cli.volunteers:volunteers",
    "work": "cli.serve:work",
}
"""Where each command is. It is imported when it is used: `--help` of one waits for no other."""


class Root(click.Group):
    """The group of all groups."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        """The commands' names."""
        return list(GROUPS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 (click's)
        """The command of this name; None where there is none."""
        if cmd_name not in GROUPS:
            return None
        module, _, name = GROUPS[cmd_name].partition(":")
        return cast("click.Command", getattr(import_module(module), name))

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 (click's signature)
        """Run the command. What it refuses becomes one line, with exit status 1."""
        try:
            return super().invoke(ctx)
        except KNOWN as error:
            raise click.ClickException(sentence(error)) from error


@click.command(cls=Root, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="ringround", prog_name="ringround")
def _root() -> None:
    """A telephone service for phone banks.

    Settings: config.toml, the file that RINGROUND_CONFIG names, RINGROUND__SECTION__KEY. Exit status: 0 done
    or holds, 1 refused or failed, 2 wrong usage.
    """


main: Callable[..., Any] = _root
