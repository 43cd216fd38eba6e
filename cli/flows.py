"""`ringround flows`: check, draw, print the keys of, compare and publish call flows."""

import re
from dataclasses import asdict

import click
from sqlalchemy import Connection

from bridge import campaign_checks, publishing
from bridge.publishing import Given
from cli.accountable import account, writing
from cli.context import json_option, london, say, service, settings, show
from cli.flow_files import read_file, read_flow, tell
from cli.known_versions import known_versions
from ivr.card import card as card_of
from ivr.diff import changes
from ivr.draw import draw as draw_of
from ivr.draw_svg import svg as svg_of
from ivr.examine import examine
from ivr.flow import Flow
from ivr.rehearsal_file import names
from store import campaigns
from store import flows as kept
from store.database import Database

VERSION = re.compile(r"[0-9a-f]{7,64}")
"""The beginning of a published version, as `flows list` shows it."""

language_option = click.option("--language", help="One of the flow's; by default its first.")


@click.group()
def flows() -> None:
    """Call flows: what volunteers hear. FILE is a file, or the name of a shipped flow."""


@flows.command()
@click.argument("file")
@click.option("--campaign", metavar="ID", help="Look at the campaign that is to play it, too.")
@json_option
def check(file: str, campaign: str | None, *, as_json: bool) -> None:
    """Whether a flow may be played; if not, everything that is wrong with it, line by line.

    Where the service's database is at hand, the flow is held against what is published there, too.
    """
    given = read_file(file)
    if campaign is None:
        earlier, known = known_versions(given), None
    else:
        with service() as made, made.parts.db.read() as tx:
            earlier = publishing.held_against(tx, given, campaign)
            known = campaign_checks.of(tx, made.parts, campaign)
    report = examine(given.text, given.file, earlier=earlier, campaign=known, sounds=given.sounds)
    tell(report, file, as_json=as_json)


@flows.command("rehearse")
@click.argument("file")
@json_option
def rehearse_(file: str, *, as_json: bool) -> None:
    """Play the rehearsals that stand beside a flow, in FILE.rehearsals.md."""
    given = read_file(file)
    missed = publishing.rehearsed(read_flow(file), given.rehearsals)
    count = len(names(given.rehearsals))
    if as_json:
        show({"holds": not missed, "count": count, "missed": [asdict(one) for one in missed]})
    for one in missed:
        say(f"{given.beside}:{one.line}: {one.rehearsal}: {one.message}")
    if not count:
        say(f"There are no rehearsals: write some in {given.beside}, beside the flow.")
    else:
        say(f"{count - len(missed)} of {count} rehearsals go as expected.")
    if missed:
        raise SystemExit(1)


@flows.command()
@click.argument("file")
@click.option(
    "--svg", "as_svg", is_flag=True, help="A picture for a browser or a printer, instead of Mermaid."
)
@click.option("--whole", is_flag=True, help="With all that the line does besides: signing in, breaks, help.")
@language_option
@json_option
def draw(file: str, language: str | None, *, as_svg: bool, whole: bool, as_json: bool) -> None:
    """The flow as a picture, in words: the script, what is keyed after a call, the questions. Mermaid text, or SVG."""
    flow = read_flow(file)
    language = _spoken(flow, language)
    kind, drawn = ("svg", svg_of) if as_svg else ("mermaid", draw_of)
    picture = drawn(flow, language, whole=whole)
    if as_json:
        show({kind: picture})
    else:
        click.echo(picture, nl=False)


def _spoken(flow: Flow, language: str | None) -> str:
    """The language asked for, or the flow's first."""
    if language is None:
        return flow.languages[0]
    if language not in flow.languages:
        message = f"The flow speaks {', '.join(flow.languages)}: '{language}' is none of them."
        raise click.BadParameter(message, param_hint="--language")
    return language


@flows.command()
@click.argument("file")
@language_option
@json_option
def card(file: str, language: str | None, *, as_json: bool) -> None:
    """The keys and the script, to print in large letters: a page of HTML."""
    flow = read_flow(file)
    language = _spoken(flow, language)
    page = card_of(flow, language, {"organisation": settings().organisation.name})
    if as_json:
        show({"language": language, "html": page})
    else:
        click.echo(page, nl=False)


@flows.command("list")
@json_option
def list_(*, as_json: bool) -> None:
    """All published versions, the newest last, and the campaigns that play them."""
    with service() as made, made.parts.db.read() as tx:
        played = campaigns.listing(tx)
        found = [
            asdict(one) | {"campaigns": [row["id"] for row in played if row["flow_version"] == one.version]}
            for one in kept.listing(tx)
        ]
    if as_json:
        show(found)
        return
    for one in found:
        used = ", ".join(one["campaigns"]) or "no campaign"
        why = f", {one['why']}" if one["why"] else ""
        click.echo(f"{one['version'][:12]}  {london(one['at'])}  {one['name']}: {used} (by {one['by']}{why})")


@flows.command()
@click.argument("file")
@click.option("--campaign", metavar="ID", help="Put it in force for this campaign, from its next call on.")
@click.option("--by", metavar="NAME", help="Who publishes it; by default the account at the command line.")
@click.option("--why", default="", metavar="WORDS", help="What for. Required with --campaign.")
def publish(file: str, campaign: str | None, by: str | None, why: str) -> None:
    """Keep a flow for ever, once it is checked and rehearsed; a broken one is refused.

    FILE may be a version of `flows list`, too: to roll back, publish the old one for its campaign again. It is
    checked anew.
    """
    if campaign is not None and not why.strip():
        raise click.UsageError("Say what it is put in force for: --why WORDS. It is kept with the change.")
    who = by or account()
    with service() as made:
        with made.parts.db.read() as tx:
            given = _given(tx, file)
        found = publishing.whole(given)
        with writing(made) as tx:
            now = made.parts.now()
            new = publishing.publish(tx, found, by=who, why=why, now=now)
            if campaign is not None:
                publishing.put_in_force(tx, made.parts, found, campaign, by=who, why=why, now=now)
    for one in found.told():
        say(one)
    say(f"{found.flow.id} {found.flow.version[:12]} is {'published' if new else 'published already'}.")
    if campaign is not None:
        say(f"The campaign {campaign} plays it from its next call on.")


def _given(tx: Connection, given: str) -> Given:
    """A published version by its beginning, or a file."""
    version = kept.version_of(tx, given) if VERSION.fullmatch(given) else None
    return read_file(given) if version is None else publishing.published(tx, version)


@flows.command()
@click.argument("file")
@click.option(
    "--against", metavar="FILE", help="Another file; by default the newest that is published by the name."
)
@json_option
def diff(file: str, against: str | None, *, as_json: bool) -> None:
    """What would change for volunteers, in sentences."""
    new = read_flow(file)
    if against is None:
        with service() as made:
            old = _published(made.parts.db, new.id)
    else:
        old = read_flow(against)
    found = ["It is not published yet: all of it is new."] if old is None else list(changes(old, new))
    if as_json:
        show({"changes": found})
        return
    for one in found or ["Nothing changes."]:
        click.echo(one)


def _published(db: Database, name: str) -> Flow | None:
    """The newest published version of the flow of this name."""
    with db.read() as tx:
        return next(iter(reversed(kept.versions_of(tx, name))), None)
