"""Holds a ledger against the public key and the heads that an auditor keeps.

    python -m store.sealing.verify EXPORT --key PUBLIC.pem --head HEADS.jsonl

runs on any machine with Python 3.11 and the `cryptography` package: of Ringround it needs this folder's `proof`,
`proofs`, `merkle`, `exported` and `diagnosis` and nothing else (`ringround ledger verifier FILE.pyz` puts them into
one file). A proof that `ringround ledger prove` wrote is checked in the same way.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from store.sealing.diagnosis import Diagnosis
from store.sealing.exported import Book, Result, Row, Source, rows_of
from store.sealing.proof import Head, Tree, public_key, signed, trusted_keys
from store.sealing.proofs import check, read_proof

JITTER: Final = timedelta(seconds=15)
"""Entries of requests handled at once may be written this far out of the order of their times, and no further:
the carrier gives a request up after fifteen seconds."""

DECIDED: Final = b'"data":{"decision":{"policy_version":"'
"""How the data of a decision begin, in canonical JSON."""
NEAR: Final = slice(40, 300)
"""Where in an entry that stands: after its time, and before any of its data."""


def verify(source: Source, kept_key: bytes | None = None, kept_heads: Sequence[Head] = ()) -> Result:
    """Verify what `source()` reads, line by line; it is read a second time only where something is wrong.

    `kept_key`: a public key in PEM. ValueError where it is none.
    """
    result, book = Result(kept=len(kept_heads)), Book()
    kept = sorted(kept_heads, key=lambda head: head.size)
    roots = _first_reading(source, book, result, {head.size for head in kept})
    keys = trusted_keys(book.keys, public_key(kept_key) if kept_key else None)
    sound = _check_heads(book, keys, result)
    if not book.ended:
        result.find("cut short", "the export has no last line: it was copied only in part.")
    uncovered = result.size - (book.heads[-1].size if book.heads else 0)
    if any(roots.get(head.size) != head.root for head in sound) or roots.get(-1):
        rows = (row for row in rows_of(source(), Book(), Result()) if isinstance(row, Row))
        uncovered = Diagnosis(sound, result).of(rows)
    _check_end(book, uncovered, result)
    _check_kept(kept, keys, roots, {(head.size, head.root) for head in sound}, result)
    result.gone = sum(1 for place in book.gone if place <= result.proven)
    result.heads = len(book.heads)
    result.last_head_at = book.heads[-1].at if book.heads else None
    if not kept and result.holds and book.heads:
        result.proven = book.heads[-1].size
    return result


def _first_reading(source: Source, book: Book, result: Result, wanted: set[int]) -> dict[int, str]:
    """The root at each head's size and each wanted one; under -1 something, if a row is not as the order has it."""
    tree, roots, clock = Tree(), {0: Tree().root().hex()}, _Clock(result)
    for one in rows_of(source(), book, result):
        if isinstance(one, Head):
            roots.setdefault(one.size, tree.root().hex() if tree.size == one.size else "")
            clock.head(one)
            continue
        tree.add(one.found or one.kept)
        if one.found != one.kept or one.place != tree.size:
            roots[-1] = "differs"
            book.gone += [one.place] if one.found is None else []
        if tree.size in wanted:
            roots[tree.size] = tree.root().hex()
        if one.at:
            clock.entry(one)
        if (begin := one.text.find(DECIDED, NEAR.start, NEAR.stop)) > 0:
            begin += len(DECIDED)
            book.used.add(one.text[begin : one.text.find(b'"', begin)])
    result.size, result.unsealed, book.latest = tree.size, len(book.unsealed), clock.latest
    return roots


class _Clock:
    """Sees that time goes forward in the order of sealing, but for the jitter of requests handled at once."""

    def __init__(self, result: Result) -> None:
        self._result = result
        self.latest = self._head = ""

    def entry(self, row: Row) -> None:
        """An entry's time. All times are written alike, so that as text they sort as times."""
        if row.at < self.latest and row.at < _earlier(self.latest):
            self._backwards(row.place, row.at)
            self.latest = row.at
        elif row.at > self.latest:
            self.latest = row.at

    def head(self, head: Head) -> None:
        """A head's time: heads are signed one after another."""
        if head.at < max(self._head, _earlier(self.latest)):
            self._backwards(head.size, head.at)
        self._head = head.at

    def _backwards(self, place: int, at: str) -> None:
        before = max(self._head, self.latest)
        self._result.find(
            "clock", f"the clock ran backwards at place {place}: {at} comes after {before}.", place
        )


def _check_heads(book: Book, keys: Mapping[str, Ed25519PublicKey], result: Result) -> list[Head]:
    """The heads that are signed by a trusted key, and whole. What is wrong with the others is noted."""
    sound, before = [], 0
    for head in book.heads:
        where = f"the head at {head.size:,} entries, of {head.at},"
        if head.key not in keys:
            result.find(
                "key unknown", f"{where} is signed by a key that your key does not vouch for.", head.size
            )
        elif not signed(keys[head.key], head.signature, head.statement()):
            result.find("head changed", f"{where} is not what was signed.", head.size)
        elif head.tree() is None:
            result.find("head changed", f"{where} has peaks that do not make its root.", head.size)
        else:
            sound.append(head)
        if head.previous not in {before, *book.unreadable} and sound and sound[-1] is head:
            result.find(
                "head removed", f"before {where} there was one at {head.previous:,} entries.", head.size
            )
        before = head.size
    return sound


def _check_end(book: Book, uncovered: int, result: Result) -> None:
    """What lies after the last head, and what is not in the order at all."""
    last = book.heads[-1] if book.heads else None
    if uncovered > 0:
        said = f"the last {uncovered:,} rows are sealed, but no head covers them."
        result.find("head removed", said, result.size - uncovered + 1, result.size)
    floors = {False: _earlier(book.latest), True: _earlier(last.at) if last else ""}
    for entry in book.unsealed:
        if entry.at < floors[entry.late]:
            result.find(
                "inserted",
                f"the entry {entry.id} of {entry.at} is not in the order, though later ones are: "
                "it was put in afterwards, or its place was taken out.",
            )
    for version in sorted(book.used - book.rules):
        said = f"the rules of the version {version.decode(errors='replace')} are gone: decisions name it."
        result.find("rules removed", said)


def _earlier(at: str) -> str:
    """The earliest time that is no step backwards from this one; nothing, which is before all, where it is none."""
    try:
        return (datetime.fromisoformat(at) - JITTER).isoformat(timespec="microseconds")
    except (ValueError, OverflowError):
        return ""


def _check_kept(
    kept: Sequence[Head],
    keys: Mapping[str, Ed25519PublicKey],
    roots: Mapping[int, str],
    standing: set[tuple[int, str]],
    result: Result,
) -> None:
    """Hold the export against the heads that the auditor keeps; what differs under one of those `standing` is named."""
    for head in kept:
        if head.key not in keys or not signed(keys[head.key], head.signature, head.statement()):
            result.find(
                "kept head", f"the head that you keep, at {head.size:,} entries, is not signed by your key."
            )
        elif roots.get(head.size) == head.root:
            result.proven = head.size
        elif (head.size, head.root) in standing:
            return
        elif head.size > result.size:
            result.find(
                "tail cut",
                f"places {result.size + 1:,} to {head.size:,} are gone: the head that you keep covers them.",
                result.size + 1, head.size,
            )  # fmt: skip
            return
        else:
            first = result.proven + 1
            result.find(
                "rewritten",
                f"between places {first:,} and {head.size:,} history is not what the head that you keep, "
                f"of {head.at}, was signed over.",
                first, head.size,
            )  # fmt: skip
            return


def read_heads(path: Path) -> list[Head]:
    """The heads in a file, one a line, as the service exports them. ValueError for what is none, and for no head."""
    heads = [Head.of(json.loads(line)) for line in path.read_bytes().splitlines() if line.strip()]
    if not heads:
        raise ValueError("there is no head in it")
    return heads


def file_source(path: Path) -> Source:
    """An export's lines, as often as they are asked for."""

    def lines() -> Iterator[bytes]:
        with path.open("rb") as file:
            yield from file

    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify an export: 0 if it holds, 1 if not."""
    parser = argparse.ArgumentParser(
        description="Holds an exported ledger against a key and the heads you keep."
    )
    parser.add_argument("export", type=Path, help="an export of the ledger, or a proof")
    parser.add_argument("--key", type=Path, required=True, help="the public key (PEM)")
    parser.add_argument("--head", type=Path, required=True, help="the heads that you keep, one a line")
    given = parser.parse_args(arguments)
    try:
        key, kept, proof = given.key.read_bytes(), read_heads(given.head), read_proof(given.export)
        if proof is not None:
            said, wrong = check(proof, key, kept)
            sys.stdout.write("\n".join(said) + "\n")
            return 1 if wrong else 0
        result = verify(file_source(given.export), key, kept)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write("\n".join(result.sentences()) + "\n")
    return 0 if result.holds else 1


if __name__ == "__main__":
    raise SystemExit(main())
