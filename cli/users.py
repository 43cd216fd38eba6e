"""`ringround users`: who may sign in to the pages of staff and auditors."""

from collections.abc import Callable
from dataclasses import asdict

import click
from sqlalchemy import Connection, select

from app import Service
from cli.accountable import writing
from cli.context import json_option, london, say, service, show
from cli.errors import CommandError
from scheduler.sample import USERS
from store.models import User
from store.models.web import USER_ROLES
from store.users import accounts, codes


@click.group()
def users() -> None:
    """Staff and auditors: who may sign in to their pages."""


@users.command()
@click.option("--email", required=True, help="They sign in by it.")
@click.option("--role", required=True, type=click.Choice(USER_ROLES))
@click.option(
    "--area", "areas", multiple=True, metavar="AREA", help="Their area, or several; none: all areas."
)
@json_option
def add(email: str, role: str, areas: tuple[str, ...], *, as_json: bool) -> None:
    """Invite somebody. Prints a one-time code, by which they choose a password and set up their second factor."""

    def change(tx: Connection, made: Service) -> str:
        keys = made.parts.terms.keys
        return accounts.add(tx, email=email, role=role, areas=areas, now=made.parts.now(), keys=keys)

    _invite(email, change, as_json=as_json)


@users.command()
@click.argument("email")
@json_option
def reset(email: str, *, as_json: bool) -> None:
    """Invite somebody anew, who lost password or telephone: both of before are void, and they are signed out."""

    def change(tx: Connection, made: Service) -> str:
        return accounts.reset(tx, email, made.parts.now(), made.parts.terms.keys)

    _invite(email, change, as_json=as_json)


@users.command()
@click.argument("email")
def remove(email: str) -> None:
    """End an account at once. What they did stays in the ledger."""
    with service() as made, writing(made) as tx:
        accounts.remove(tx, email, made.parts.now())
    say("They can no longer sign in, and are signed out.")


@users.command("list")
@json_option
def list_(*, as_json: bool) -> None:
    """All accounts, their areas, and who has not yet begun."""
    with service() as made, made.parts.db.read() as tx:
        found = accounts.listing(tx)
    if as_json:
        show([asdict(one) for one in found])
        return
    for one in found:
        where = ", ".join(one.areas) or "all areas"
        begun = "" if one.enrolled_at else "  invited, has not begun"
        click.echo(f"{one.email:<34} {one.role:<8} {where}{begun}")
    if not found:
        say("There is nobody: `ringround users add` invites somebody.")


@users.command()
@click.argument("email")
def code(email: str) -> None:
    """The second factor's code of this moment, of the rehearsal's sample users alone."""
    with service() as made:
        known = accounts.plain(email)
        if not made.settings.rehearsal.enabled or known not in {one.email for one in USERS}:
            raise CommandError(
                "The codes of real people are on their telephones alone: `users reset` invites anew."
            )
        with made.parts.db.read() as tx:
            user = tx.scalar(select(User.id).where(User.email == known, User.active))
        secret = made.users_door.secret(user) if user is not None else ""
        if not secret:
            raise CommandError("There is no such user: `make run` makes the sample.")
        click.echo(codes.current(secret, made.users_door.real_clock()))


def _invite(email: str, change: Callable[[Connection, Service], str], *, as_json: bool) -> None:
    with service() as made:
        with writing(made) as tx:
            once = change(tx, made)
        base, until = made.settings.public_base_url, made.parts.now() + accounts.INVITED_FOR
    page = f"{base}/sign-in/begin"
    if as_json:
        show({"email": accounts.plain(email), "code": once, "page": page, "until": until})
        return
    click.echo(once)
    say(
        f"Give them this one-time code, and not by e-mail alone. They begin with it at {page} before {london(until)}."
    )
