"""A proof of a few hundred bytes, checked anywhere: that an entry is under a head, or that a ledger only grew.

It needs Python and the `cryptography` package, like `verify`, which hands over what is a proof and no export.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from store.sealing.exported import Finding
from store.sealing.merkle import consistent, included
from store.sealing.proof import Head, Json, canonical, leaf_hash, public_key, signed, trusted_keys

INCLUSION: Final = "inclusion"
CONSISTENCY: Final = "consistency"
LARGEST: Final = 1 << 20
"""Bytes that no proof reaches: what is larger is an export."""


def read_proof(path: Path) -> Json | None:
    """The proof in a file; None where the file holds something else."""
    if path.stat().st_size > LARGEST:
        return None
    try:
        found = json.loads(path.read_bytes())
    except ValueError:
        return None
    return found if isinstance(found, dict) and found.get("proof") in {INCLUSION, CONSISTENCY} else None


def check(proof: Json, kept_key: bytes | None, kept: Sequence[Head]) -> tuple[list[str], list[Finding]]:
    """What the proof shows, in sentences, and what is wrong with it.

    Without `kept_key` the keys in the proof are believed, without `kept` its heads. ValueError: no public key.
    """
    own = public_key(kept_key) if kept_key else None
    try:
        keys = trusted_keys(proof.get("keys", ()), own)
        heads = [Head.of(proof[name]) for name in ("first", "head") if name in proof]
        path = [bytes.fromhex(step) for step in proof["path"]]
        said, wrong = _included(proof, heads[-1], path) if len(heads) == 1 else _grown(heads, path)
    except (ValueError, KeyError, TypeError, IndexError):
        return ["This is no whole proof."], [Finding("unreadable", "the proof cannot be read.")]
    for head in heads:
        if head.key not in keys or not signed(keys[head.key], head.signature, head.statement()):
            wrong.append(
                Finding("key unknown", f"the head at {head.size:,} entries is not signed by your key.")
            )
    known = {(head.size, head.root) for head in kept}
    if kept and (heads[0].size, heads[0].root) not in known:
        wrong.append(
            Finding("kept head", f"the head at {heads[0].size:,} entries is none of those that you keep.")
        )
    told = "The proof holds." if not wrong else "THE PROOF DOES NOT HOLD."
    return [*(f"{one.kind}: {one.sentence}" for one in wrong), *([] if wrong else said), told], wrong


def _included(proof: Json, head: Head, path: Sequence[bytes]) -> tuple[list[str], list[Finding]]:
    entry, place = proof["entry"], int(proof["place"])
    said = [
        f"Entry {entry['id']} ({entry['kind']}, {entry['at']}) stands at place {place:,}, as it was sealed:",
        f"under the head of {head.size:,} entries, of {head.at}.",
    ]
    if included(leaf_hash(canonical(entry)), place - 1, head.size, path, bytes.fromhex(head.root)):
        return said, []
    return said, [Finding("edited", f"entry {entry['id']} is not what stands under the head.", place, place)]


def _grown(heads: Sequence[Head], path: Sequence[bytes]) -> tuple[list[str], list[Finding]]:
    first, last = heads
    said = [
        f"The ledger of {last.size:,} entries, of {last.at}, begins with that of {first.size:,}, of {first.at}."
    ]
    roots = bytes.fromhex(first.root), bytes.fromhex(last.root)
    if consistent(first.size, roots[0], last.size, roots[1], path):
        return said, []
    wrong = f"the ledger of {last.size:,} entries does not begin with that of {first.size:,}."
    return said, [Finding("rewritten", wrong, 1, first.size)]
