"""Who is at the command line, for the entries that say who looked at what."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from app import Service
from store.audit.explain import looked_up
from store.ledger import acting
from store.numbers import find


def account() -> str:
    """The operating system's account, in words."""
    try:
        return f"the account {getpass.getuser()}, at the command line"
    except (KeyError, OSError):
        return "an account without a name, at the command line"


@contextmanager
def writing(made: Service) -> Iterator[Connection]:
    """A transaction whose ledger entries say who gave the command."""
    with made.parts.db.write() as tx:
        acting(tx, account())
        yield tx


def looking_at(made: Service, e164: str, where: str) -> int | None:
    """Write down that somebody looks at a number, before they see anything. Its row's id; None: it was never seen.

    `where`: the command.
    """
    parts = made.parts
    with parts.db.write() as tx:
        known = find(tx, e164, parts.terms.keys.numbers)
        looked_up(tx, known, parts.now(), by=account(), where=where)
    return known


def looking_at_all(made: Service, where: str) -> None:
    """Write down that somebody looks at a list of numbers."""
    with made.parts.db.write() as tx:
        looked_up(tx, None, made.parts.now(), by=account(), where=where)
