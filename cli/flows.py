"""`ringround flows`: check, draw, print the keys of, compare and publish call flows."""

import re
from dataclasses import asdict, replace

import click
from sqlalchemy import Connection

from bridge import campaign_checks
from cli.accountable import writing
from cli.context import json_option, london, say, service, settings, show
from cli.flow_files import FlowFile, examined, read_flow, rehearsed, tell, whole
from ivr.card import card as card_of
from ivr.diff import changes
from ivr.draw import draw as draw_of
from ivr.draw_svg import svg as svg_of
from ivr.examine import Report, examine
from ivr.flow import Flow
from ivr.flows import LINE, text_of
from ivr.load import FlowError
from store import campaigns
from store import flows as kept
from store.database import Database

VERSION = re.compile(r"[0-9a-f]{7,64}")
"""The beginning of a published version, as `flows list` shows it."""


@click.group()
def flows() -> None:
    """Call flows: what volunteers hear. FILE is a file, or the name of a shipped flow."""


@flows.command()
@click.argument("file")
@click.option("--campaign", metavar="ID", help="Look at the campaign that is to play it, too.")
@json_option
def check(file: str, campaign: str | None, *, as_json: bool) -> None:
    """Whether a flow may be played; if not, everything that is wrong with it, line by line."""
    if campaign is None:
        report = examined(file)
    else:
        with service() as made, made.parts.db.read() as tx:
            report = examined(file, campaign=campaign_checks.of(tx, made.parts, campaign))
    tell(report, file, as_json=as_json)


@flows.command("rehearse")
@click.argument("file")
@json_option
def rehearse_(file: str, *, as_json: bool) -> None:
    """Play the rehearsals that stand beside a flow, in FILE.rehearsals.md."""
    played = rehearsed(file, read_flow(file).flow)
    if as_json:
        show(
            {
                "holds": not played.missed,
                "count": played.count,
                "missed": [asdict(one) for one in played.missed],
            }
        )
    for one in played.sentences():
        say(one)
    if not played.count:
        say(f"There are no rehearsals: write some in {played.file}, beside the flow.")
    else:
        say(f"{played.count - len(played.missed)} of {played.count} rehearsals go as expected.")
    if played.missed:
        raise SystemExit(1)


@flows.command()
@click.argument("file")
@click.option(
    "--svg", "as_svg", is_flag=True, help="A picture for a browser or a printer, instead of Mermaid."
)
@click.option("--language", default="en", show_default=True)
@json_option
def draw(file: str, language: str, *, as_svg: bool, as_json: bool) -> None:
    """The flow as a picture: Mermaid text, or SVG."""
    flow = read_flow(file).flow
    _spoken(flow, language)
    kind, picture = ("svg", svg_of(flow, language)) if as_svg else ("mermaid", draw_of(flow))
    if as_json:
        show({kind: picture})
    else:
        click.echo(picture, nl=False)


def _spoken(flow: Flow, language: str) -> None:
    if language not in flow.languages:
        message = f"The flow speaks {', '.join(flow.languages)}: '{language}' is none of them."
        raise click.BadParameter(message, param_hint="--language")


@flows.command()
@click.argument("file")
@click.option("--language", default="en", show_default=True)
@json_option
def card(file: str, language: str, *, as_json: bool) -> None:
    """The keys and the script, to print in large letters: a page of HTML."""
    flow = read_flow(file).flow
    _spoken(flow, language)
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
@click.option("--by", default="staff", show_default=True, metavar="NAME", help="Who publishes it.")
@click.option("--why", default="", metavar="WORDS", help="What for.")
def publish(file: str, campaign: str | None, by: str, why: str) -> None:
    """Keep a flow for ever, once it is checked and rehearsed; a broken one is refused.

    FILE may be a version of `flows list`, too: to roll back, publish the old one for its campaign again. It is
    checked anew.
    """
    with service() as made, writing(made) as tx:
        found, line, report = _to_publish(tx, file)
        now, version = made.parts.now(), found.flow.version
        new = kept.publish(
            tx, found.text, line=line, name=found.name, version=version, by=by, why=why, now=now,
            sounds=found.sounds,
        )  # fmt: skip
        if campaign is not None:
            campaign_checks.change(tx, made.parts, campaign, now, flow_version=version)
    for one in (*report.of("warning"), *report.of("note")):
        say(str(one))
    say(f"{found.name} {version[:12]} is {'published' if new else 'published already'}.")
    if campaign is not None:
        say(f"The campaign {campaign} plays it from its next call on.")


def _to_publish(tx: Connection, given: str) -> tuple[FlowFile, str, Report]:
    """The flow with the line that it is laid over, and what is to be said of it; FlowError where it is broken."""
    version = kept.version_of(tx, given) if VERSION.fullmatch(given) else None
    if version is None:
        found = read_flow(given)
        return found, text_of(LINE), whole(given, kept.versions_of(tx, found.name))
    old = kept.text_of(tx, version)
    report = examine(old.text, old.name, earlier=kept.versions_of(tx, old.name), line=old.line)
    if report.flow is None:
        raise FlowError(report.of("error"))
    return FlowFile(old.name, old.text, replace(report.flow, version=version)), old.line, report


@flows.command()
@click.argument("file")
@click.option(
    "--against", metavar="FILE", help="Another file; by default the newest that is published by the name."
)
@json_option
def diff(file: str, against: str | None, *, as_json: bool) -> None:
    """What would change for volunteers, in sentences."""
    new = read_flow(file).flow
    if against is None:
        with service() as made:
            old = _published(made.parts.db, new.id)
    else:
        old = read_flow(against).flow
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
