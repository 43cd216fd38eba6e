"""`ringround flows`: check, draw, print the keys of, compare and publish call flows."""

from dataclasses import asdict

import click

from cli.context import json_option, london, say, service, show
from cli.flow_changes import changes
from cli.flow_files import read_flow, read_text
from ivr.card import card as card_of
from ivr.draw import draw as draw_of
from ivr.flow import Flow
from ivr.flows import LINE, text_of
from ivr.load import FlowError, load
from store import campaigns
from store import flows as kept
from store.database import Database


@click.group()
def flows() -> None:
    """Call flows: what volunteers hear. FILE is a file, or the name of a shipped flow."""


@flows.command()
@click.argument("file")
@json_option
def check(file: str, *, as_json: bool) -> None:
    """Whether a flow may be played; if not, everything that is wrong with it, line by line."""
    name, text = read_text(file)
    try:
        version, problems = load(text, name).version, []
    except FlowError as error:
        version, problems = None, [asdict(one) | {"sentence": str(one)} for one in error.problems]
    if as_json:
        show({"holds": not problems, "version": version, "problems": problems})
    for one in problems:
        say(one["sentence"])
    say(f"{name} holds." if not problems else f"{name} has {len(problems)} faults, and is not played.")
    if problems:
        raise SystemExit(1)


@flows.command()
@click.argument("file")
@json_option
def draw(file: str, *, as_json: bool) -> None:
    """The flow as a picture: Mermaid text."""
    picture = draw_of(read_flow(file).flow)
    if as_json:
        show({"mermaid": picture})
    else:
        click.echo(picture, nl=False)


@flows.command()
@click.argument("file")
@click.option("--language", default="en", show_default=True)
@json_option
def card(file: str, language: str, *, as_json: bool) -> None:
    """A card of all keys, to print: a page of HTML."""
    flow = read_flow(file).flow
    if language not in flow.languages:
        message = f"The flow speaks {', '.join(flow.languages)}: '{language}' is none of them."
        raise click.BadParameter(message, param_hint="--language")
    page = card_of(flow, language)
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
        click.echo(f"{one['version'][:12]}  {london(one['at'])}  {one['name']}: {used}")


@flows.command()
@click.argument("file")
@click.option("--campaign", metavar="ID", help="Put it in force for this campaign, from its next call on.")
def publish(file: str, campaign: str | None) -> None:
    """Keep a flow, checked, for ever; a broken one is refused."""
    found = read_flow(file)
    with service() as made, made.parts.db.write() as tx:
        now, version = made.parts.now(), found.flow.version
        new = kept.publish(
            tx, found.text, line=text_of(LINE), name=found.name, version=version, by="staff", now=now
        )
        if campaign is not None:
            campaigns.change(tx, campaign, now, flow_version=version)
    say(f"{found.name} {version[:12]} is {'published' if new else 'published already'}.")
    if campaign is not None:
        say(f"The campaign {campaign} plays it from its next call on.")


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
        found = [one for one in kept.listing(tx) if one.name == name]
        if not found:
            return None
        text = kept.text_of(tx, found[-1].version)
    return load(text.text, name, line=text.line)
