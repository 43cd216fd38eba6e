"""Makes proofs from the live ledger: of one entry under a head, and that one head's ledger begins with another's."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, select

from store.errors import RefusedError
from store.models import Entry, SealedEntry
from store.sealing import keys, merkle
from store.sealing.proof import Head, leaf_hash
from store.sealing.proofs import CONSISTENCY, INCLUSION
from store.sealing.seal import last_head
from store.sealing.text import entries, entry_text


def inclusion(tx: Connection, entry: int, kept: Sequence[Head] = ()) -> dict[str, Any]:
    """The proof that an entry is in the ledger: under the newest of the kept heads, or of the ledger's own.

    RefusedError where there is no such entry, it is not sealed, lies after the head, or is not what was sealed.
    """
    row = tx.execute(entries(tx).where(Entry.id == entry)).first()
    if row is None:
        raise RefusedError(f"There is no entry {entry}: `ringround ledger explain` names entries.")
    place = tx.scalar(select(SealedEntry.place).where(SealedEntry.entry_id == entry))
    head = max(kept, key=lambda one: one.size) if kept else last_head(tx)
    if place is None or head is None or place > head.size:
        raise RefusedError(
            f"Entry {entry} is not yet under that head: run `ringround ledger seal`, or use a newer head."
        )
    leaves, text = _leaves(tx, head), entry_text(row)
    if leaves[place - 1] != leaf_hash(text):
        raise RefusedError(f"Entry {entry} is not what was sealed: run `ringround ledger verify`.")
    path = merkle.inclusion(leaves, place - 1)
    return {"proof": INCLUSION, "entry": json.loads(text), "place": place, **_under(tx, head, path)}


def consistency(tx: Connection, kept: Sequence[Head]) -> dict[str, Any]:
    """The proof that the ledger of today begins with that of the newest kept head. RefusedError: nothing is sealed."""
    first, head = max(kept, key=lambda one: one.size), last_head(tx)
    if head is None or first.size > head.size:
        raise RefusedError(
            "The ledger is shorter than the head that you keep: run `ringround ledger verify`."
        )
    path = merkle.consistency(_leaves(tx, head), first.size)
    return {"proof": CONSISTENCY, "first": asdict(first), **_under(tx, head, path)}


def _under(tx: Connection, head: Head, path: Sequence[bytes]) -> dict[str, Any]:
    return {"path": [step.hex() for step in path], "head": asdict(head), "keys": keys.listing(tx)}


def _leaves(tx: Connection, head: Head) -> list[bytes]:
    ordered = select(SealedEntry.leaf).where(SealedEntry.place <= head.size).order_by(SealedEntry.place)
    found = list(tx.scalars(ordered))
    if len(found) != head.size:
        raise RefusedError("Places are missing from the order: run `ringround ledger verify`.")
    return found
