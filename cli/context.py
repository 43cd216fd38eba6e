"""What every command begins with: the settings, the service behind it, and the words on its two outputs."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

import click
from sqlalchemy.exc import ArgumentError

from app import Service, compose
from cli import kept
from cli.errors import CommandError
from policy.numbers import normalise
from settings import Settings, load
from store.migrate import pending

LONDON: Final = ZoneInfo("Europe/London")
F = TypeVar("F", bound=Callable[..., object])


def settings() -> Settings:
    """The settings; a rehearsal's with what it keeps in its data folder. Raises SettingsError."""
    return load(kept.environment(os.environ))


@contextmanager
def service(chosen: Settings | None = None) -> Iterator[Service]:
    """The service, put together for one command. SettingsError or CommandError where it cannot be."""
    made = composed(chosen or settings())
    try:
        if pending(made.settings.database_url):
            raise CommandError("The database lacks this release's tables: run `ringround migrate`.")
        yield made
    finally:
        made.parts.db.dispose()


def composed(chosen: Settings) -> Service:
    """The parts, put together; a database URL that cannot be read is refused in a sentence."""
    try:
        return compose(chosen)
    except ArgumentError:
        raise
    except ValueError as error:
        raise CommandError(str(error)) from error


def number(text: str) -> str:
    """The number in E.164, as somebody in Britain writes it. CommandError where it cannot be read."""
    found = normalise(text)
    if found is None:
        raise CommandError("The number cannot be read: give it with its area code, such as 01632 960 001.")
    return found


def london(at: datetime) -> str:
    """A moment for people: London's day and time."""
    return f"{at.astimezone(LONDON):%A %-d %B %Y, %H:%M:%S}"


def moment(text: str) -> datetime:
    """An ISO time as an aware one: without an offset it is London's. Raises click.BadParameter."""
    try:
        given = datetime.fromisoformat(text)
    except ValueError as error:
        message = f"'{text}' is no time: give one such as 2026-05-04T20:44:59 (London) or with an offset."
        raise click.BadParameter(message) from error
    return given if given.tzinfo else given.replace(tzinfo=LONDON)


def say(text: str) -> None:
    """A message for people, on standard error."""
    click.echo(text, err=True)


def show(document: object) -> None:
    """One JSON document on standard output. Times and dates are ISO."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2, default=_plain))


def json_option(command: F) -> F:
    """Add `--json`: the command is given `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")(
        command
    )


def _plain(value: object) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
