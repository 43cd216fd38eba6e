"""`ringround people`: what is held about a number, and how it is forgotten."""

import click

from app import Service, uploads_folder
from cli.accountable import account
from cli.context import json_option, number, say, service, show
from cli.errors import CommandError
from scheduler.contacts_import.refusals import forget_number
from scheduler.imports import REFUSED
from store.ledger import Kind, append
from store.numbers import find, suppression
from store.people.erase import Erased
from store.people.erase import erase as forget
from store.people.export import Held, held
from store.people.words import sentences

ELSEWHERE = (
    "What the service cannot reach: files that were imported and the refused rows beside them, exports that were made, "
    "backups (a restore erases again from the journal), and the carrier's own list of calls."
)


@click.group()
def people() -> None:
    """People's rights: to see what is held about them, and to be forgotten."""


@people.command()
@click.argument("number_", metavar="NUMBER")
@json_option
def export(number_: str, *, as_json: bool) -> None:
    """All that is held about a number, and who has seen it. That it was written out is an entry of the ledger."""
    e164 = number(number_)
    with service() as made:
        found = _held(made, e164)
    if as_json:
        show(found.to_json())
        return
    for line in sentences(found):
        click.echo(line)


@people.command()
@click.argument("number_", metavar="NUMBER")
@click.option("--yes", is_flag=True, help="Do not ask whether it is meant.")
@json_option
def erase(number_: str, *, yes: bool, as_json: bool) -> None:
    """Forget a number's owner for ever: names, answers, notes, salts. The number stays suppressed, by a keyed hash.

    It cannot be undone. A later import of the number is refused, `opted_out`.
    """
    e164 = number(number_)
    with service() as made:
        if not yes and not click.confirm("Forget all that is held about that number, for ever?", err=True):
            raise CommandError("Nothing was erased: answer y, or give --yes.")
        done = _erased(made, e164)
        rows = forget_number(uploads_folder(made.settings).glob(f"*/{REFUSED}"), e164)
    if as_json:
        show({"contacts": done.contacts, "calls": done.calls, "answers": done.answers,
              "volunteers": done.volunteers})  # fmt: skip
    say(
        f"Forgotten. Contacts: {done.contacts:,}; answers: {done.answers:,}; volunteers: {done.volunteers:,}; refused "
        f"rows of files sent at the pages: {rows:,}. Calls that stay on record and name nobody: {done.calls:,}. The "
        "number is not called again."
    )
    say(ELSEWHERE)


def _held(made: Service, e164: str) -> Held:
    parts = made.parts
    with parts.db.write() as tx:
        known = find(tx, e164, parts.terms.keys.numbers)
        append(
            tx,
            Kind.PERSON_EXPORTED,
            parts.now(),
            data={"number": known, "by": account(), "where": "people export"},
        )
    if known is None:
        raise CommandError("Nothing is held about that number: it was never seen here.")
    with parts.db.read() as tx:
        return held(tx, known)


def _erased(made: Service, e164: str) -> Erased:
    """Look in the transaction of the erasure: a number that is seen meanwhile is found."""
    parts, key = made.parts, made.parts.terms.keys.numbers
    with parts.db.write() as tx:
        known = find(tx, e164, key)
        if known is None:
            raise CommandError("Nothing is held about that number: to stop calls to it, use `optouts add`.")
        return forget(tx, known, suppression(e164, key), parts.now(), by=account())
