"""`ringround campaigns`: make, start, pause and stop them, and see how they stand."""

import tomllib
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Connection

from bridge import campaign_checks, publishing
from cli.accountable import account, writing
from cli.context import json_option, number, say, service, show
from cli.errors import CommandError
from cli.flow_files import read_file, tell
from ivr.locate import lines_of
from policy.numbers import display
from policy.sources import source_id
from store import campaigns as kept
from store.campaign_rules import check_hours
from store.errors import RefusedError
from store.models.campaigns import PURPOSES


@click.group()
def campaigns() -> None:
    """Campaigns: what is called for, and by what rules."""


@campaigns.command()
@click.option("--id", "id_", required=True, metavar="ID", help="Small letters, digits and hyphens.")
@click.option("--title", required=True, help="As the volunteer hears it.")
@click.option("--flow", required=True, metavar="FLOW", help="A file, or a shipped flow such as voter-id.")
@click.option("--caller-id", required=True, metavar="NUMBER", help="The service's number that contacts see.")
@click.option("--area", required=True)
@click.option("--purpose", type=click.Choice(PURPOSES), default="voter_id", show_default=True)
@click.option("--source", "sources", multiple=True, metavar="SOURCE",
              help="Call from this source of data alone; may be repeated. None: all the purpose allows.")  # fmt: skip
@click.option("--contacts-days", type=int, metavar="DAYS",
              help="Keep its contacts so long after it is stopped. None: as the settings say.")  # fmt: skip
@click.option("--hours", type=click.Path(path_type=Path), metavar="FILE",
              help="TOML that tightens the hours: opens, closes, weekdays, dates_off, nation.")  # fmt: skip
def add(
    *,
    id_: str,
    title: str,
    flow: str,
    caller_id: str,
    area: str,
    purpose: str,
    sources: Sequence[str],
    contacts_days: int | None,
    hours: Path | None,
) -> None:
    """Make a campaign. It is a draft: `campaigns start` lets it dial, once it has contacts.

    Its flow is published with it, as `flows publish` does.
    """
    e164 = number(caller_id)
    limits = _hours(hours) if hours else {}
    found = publishing.whole(read_file(flow))
    with service() as made, writing(made) as tx:
        now = made.parts.now()
        publishing.publish(tx, found, by=account(), why=f"the campaign {id_}", now=now)
        kept.create(
            tx, id_, now, title=title, flow_version=found.flow.version, caller_id=e164, area=area,
            purpose=purpose, hours=limits, sources=[source_id(one) for one in sources],
            contacts_days=contacts_days,
        )  # fmt: skip
    for one in found.told():
        say(one)
    say(f"The campaign {id_} is made: import its contacts, then run `ringround campaigns start {id_}`.")


@campaigns.command()
@click.argument("id_", metavar="ID")
def start(id_: str) -> None:
    """Let a campaign dial. Of a running one: staff have looked at its abandoned calls."""
    with service() as made, writing(made) as tx:
        campaign_checks.begin(tx, made.parts, id_, made.parts.now())
    say(f"The campaign {id_} may dial.")


@campaigns.command()
@click.argument("id_", metavar="ID")
@json_option
def check(id_: str, *, as_json: bool) -> None:
    """Whether a campaign could call: its number, its hours, its contacts, and the flow that it plays."""
    with service() as made, made.parts.db.read() as tx:
        report = campaign_checks.examined(tx, made.parts, id_)
    tell(report, f"The campaign {id_}", as_json=as_json)


@campaigns.command()
@click.argument("id_", metavar="ID")
def pause(id_: str) -> None:
    """No new calls until it is started again. Calls in progress go on."""
    _set(id_, kept.pause, "is paused: no new calls")


@campaigns.command()
@click.argument("id_", metavar="ID")
def stop(id_: str) -> None:
    """The stop switch: no new calls, from this moment, on every server."""
    _set(id_, kept.stop, "is stopped: no new calls")


@campaigns.command("list")
@json_option
def list_(*, as_json: bool) -> None:
    """All campaigns, with how many contacts they have and how many of them may be offered."""
    with service() as made, made.parts.db.read() as tx:
        found = kept.listing(tx)
    if as_json:
        show(found)
        return
    for one in found:
        counts = f"{one['ready']:,} of {one['contacts']:,} contacts ready"
        click.echo(f"{one['id']:<24} {one['status']:<8} {counts:<32} {one['title']}")
    if not found:
        say("There is no campaign: `ringround campaigns add` makes one.")


@campaigns.command("show")
@click.argument("id_", metavar="ID")
@json_option
def show_(id_: str, *, as_json: bool) -> None:
    """One campaign with all its settings."""
    with service() as made, made.parts.db.read() as tx:
        found = kept.show(tx, id_)
    if as_json:
        show(found)
        return
    for name, value in {**found, "caller_id": display(found["caller_id"])}.items():
        click.echo(f"{name:<14} {value}")


def _set(id_: str, change: Callable[[Connection, str, datetime], None], said: str) -> None:
    with service() as made, writing(made) as tx:
        change(tx, id_, made.parts.now())
    say(f"The campaign {id_} {said}.")


def _hours(file: Path) -> dict[str, Any]:
    """The hours that the TOML file gives, times and dates as text. CommandError, with its line, for what may not be."""
    try:
        text = file.read_text(encoding="utf-8")
        found = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CommandError(f"{file} is not valid TOML: {error}.") from error
    limits = {name: _as_text(value) for name, value in found.items()}
    for wrong in (*({name: value} for name, value in limits.items()), limits):
        try:
            check_hours(wrong)
        except RefusedError as error:
            line = lines_of(text).find((next(iter(wrong)),))
            raise CommandError(f"{file.name}:{line}: {error}") from None
    return limits


def _as_text(value: object) -> object:
    """TOML has times and dates of its own; the store keeps ISO text."""
    match value:
        case time() | date():
            return value.isoformat()
        case list():
            return [_as_text(one) for one in value]
        case _:
            return value
