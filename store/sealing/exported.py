"""An export of the ledger, read line by line: its rows as bytes that are hashed as they stand, its heads and keys."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, NamedTuple, TypeAlias

from store.sealing.proof import Head, Json, canonical, leaf_hash

Source: TypeAlias = Callable[[], Iterable[bytes]]
FORMAT: Final = 1
"""Of exports; written in their first line."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: its kind, a sentence, and the places in the order that it is about, if any."""

    kind: str
    sentence: str
    first: int | None = None
    last: int | None = None


@dataclass(slots=True)
class Result:
    """What a verification saw. `proven`: entries under a kept head (or, without one, under the last head)."""

    size: int = 0
    heads: int = 0
    proven: int = 0
    kept: int = 0
    gone: int = 0
    """Of those that are proven: of each the hash alone is left."""
    unsealed: int = 0
    last_head_at: str | None = None
    findings: list[Finding] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings

    def find(self, kind: str, sentence: str, first: int | None = None, last: int | None = None) -> None:
        """Note what is wrong."""
        self.findings.append(Finding(kind, sentence, first, first if last is None else last))

    def sentences(self) -> list[str]:
        """The result, for a person."""
        said = [f"{one.kind}: {one.sentence}" for one in self.findings]
        said.append(
            f"{_many(self.size, 'entry', 'entries')} in the order, {_many(self.heads, 'head', 'heads')}."
        )
        by = (
            "the heads that you keep"
            if self.kept
            else "the ledger's own last head: keep one of your own elsewhere"
        )
        gone = f", but for {self.gone:,} that {'is' if self.gone == 1 else 'are'} gone" if self.gone else ""
        said.append(f"Proven: {_many(self.proven, 'entry', 'entries')}{gone}, by {by}.")
        if self.size > self.proven:
            said.append(f"Not yet proven: {_many(self.size - self.proven, 'entry', 'entries')} after that.")
        if self.unsealed:
            said.append(f"Not yet sealed: {_many(self.unsealed, 'entry', 'entries')}.")
        found = _many(len(self.findings), "finding", "findings")
        said.append("The ledger holds." if self.holds else f"THE LEDGER DOES NOT HOLD: {found}.")
        return said


class Row(NamedTuple):
    """One line of the order: its place, the leaf hash kept of it, the hash of the entry found, its time and text."""

    place: int
    kept: bytes
    found: bytes | None
    at: str
    text: bytes


def read_row(line: bytes) -> Row:
    """A line `{"entry":…,"leaf":…,"place":…}`: the entry's bytes are hashed as they stand. ValueError for no row."""
    end = line.rfind(b',"leaf":"')
    tail = line[end + 9 :].rstrip()
    text, place = line[9:end], tail[74:-1]
    if end < 0 or not line.startswith(b'{"entry":') or tail[64:74] != b'","place":' or not place.isdigit():
        return _read_row_slowly(line)
    kept = bytes.fromhex(tail[:64].decode())
    if text == b"null":
        return Row(int(place), kept, None, "", text)
    return Row(int(place), kept, leaf_hash(text), text[7:39].decode(), text)


def _read_row_slowly(line: bytes) -> Row:
    """The same of a line that some other program has written anew."""
    data = json.loads(line)
    entry, text = data["entry"], canonical(data["entry"])
    return Row(
        int(data["place"]),
        bytes.fromhex(data["leaf"]),
        leaf_hash(text) if entry else None,
        str(entry.get("at", "")) if entry else "",
        text,
    )


@dataclass(slots=True)
class Book:
    """What an export holds beside its rows."""

    heads: list[Head] = field(default_factory=list)
    keys: list[Json] = field(default_factory=list)
    unsealed: list["Unsealed"] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    """The places whose entries are gone."""
    latest: str = ""
    """The newest time of a sealed entry."""
    unreadable: set[int] = field(default_factory=set)
    """At how many entries there are heads that cannot be read."""
    used: set[bytes] = field(default_factory=set)
    """The versions of the rules that decisions name."""
    rules: set[bytes] = field(default_factory=set)
    """Those that are there."""
    ended: bool = False


class Unsealed(NamedTuple):
    """An entry that has no place yet. `late`: its id is below that of one that is sealed."""

    id: object
    at: str
    late: bool


def rows_of(lines: Iterable[bytes], book: Book, result: Result) -> Iterator[Row | Head]:
    """The rows and heads of an export in its order; the rest goes into the book."""
    for number, line in enumerate(lines, 1):
        try:
            if line.startswith(b'{"entry"'):
                yield read_row(line)
            elif (head := _read_other(json.loads(line), book, result)) is not None:
                yield head
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            result.find("unreadable", f"line {number} of the export cannot be read.")


def _read_other(line: Json, book: Book, result: Result) -> Head | None:
    """Take in a line that is no row; a head is also returned. ValueError for a kind that is not known."""
    ((kind, data),) = line.items()
    match kind:
        case "head":
            return _read_head(data, book, result)
        case "key":
            book.keys.append(data)
        case "rules":
            _check_rules(data, result)
            book.rules.add(data["version"].encode())
        case "unsealed":
            entry = data["entry"]
            book.unsealed.append(Unsealed(entry["id"], str(entry["at"]), bool(data["late"])))
        case "export" if data["format"] == FORMAT:
            pass
        case "end":
            book.ended = True
        case _:
            raise ValueError(kind)
    return None


def _read_head(data: Json, book: Book, result: Result) -> Head | None:
    """The head; None where it is none, which is noted with its place."""
    try:
        book.heads.append(Head.of(data))
    except ValueError:
        size = data.get("size")
        if not isinstance(size, int):
            raise
        book.unreadable.add(size)
        result.find("head changed", f"the head at {size:,} entries cannot be read.", size)
        return None
    return book.heads[-1]


def _check_rules(data: Json, result: Result) -> None:
    """The name of a version of the policy's rules is made from their content."""
    digest = sha256(canonical(data["rules"])).hexdigest()
    if str(data["version"]).partition("-")[2] != digest[:32]:
        result.find("rules changed", f"the rules of the version {data['version']} are not those it names.")


def _many(count: int, one: str, more: str) -> str:
    return f"{count:,} {one if count == 1 else more}"
