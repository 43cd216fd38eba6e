"""The ledger as JSON Lines: what `verify` reads, from a file or from the live database itself.

Keys, then the entries in the order of sealing with each head after the last entry it covers, then what is not yet
sealed, then every version of the policy's rules. No salt and no telephone number is in it.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Text, bindparam, cast, func, select, type_coerce

from store.database import Database
from store.ledger import Kind, append
from store.models import Entry, RuleBook, SealedEntry, TreeHead
from store.sealing import keys
from store.sealing.exported import FORMAT, Source
from store.sealing.proof import canonical
from store.sealing.seal import unsealed
from store.sealing.text import columns, entry_text

PAGE: Final = 5000
Progress = Callable[[int], object]


def export(
    db: Database,
    path: Path,
    now: datetime,
    *,
    by: str,
    seen: Progress = lambda _: None,
) -> int:
    """Write the ledger to a file and return how many entries are in its order. That it was done is an entry.

    `seen` is told of so many entries more, for a progress bar. OSError where the file cannot be written.
    """
    count = 0
    with path.open("wb") as file, db.read() as tx:
        for line in lines(tx, now):
            file.write(line)
            if line.startswith(b'{"entry"'):
                count += 1
                seen(1)
    with db.write() as tx:
        append(tx, Kind.LEDGER_EXPORTED, now, data={"entries": count, "by": by})
    return count


def live(db: Database, now: datetime, seen: Progress = lambda _: None) -> Source:
    """The live database, as an export's lines."""

    def source() -> Iterator[bytes]:
        with db.read() as tx:
            for line in lines(tx, now):
                if line.startswith(b'{"entry"'):
                    seen(1)
                yield line

    return source


def size(tx: Connection) -> int:
    """How many entries are in the order, for a progress bar."""
    return tx.scalar(select(func.max(SealedEntry.place))) or 0


def lines(tx: Connection, now: datetime) -> Iterator[bytes]:
    """All lines of an export, each with its end, of one moment: to be the first in its transaction."""
    if tx.dialect.name != "sqlite":
        tx.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    yield _line({"export": {"at": now.isoformat(timespec="microseconds"), "format": FORMAT}})
    for key in keys.listing(tx):
        yield _line({"key": key})
    yield from _order(tx, _heads(tx))
    highest = tx.scalar(select(func.max(SealedEntry.entry_id))) or 0
    for row in tx.execute(unsealed(tx).order_by(Entry.id)):
        text = entry_text(row).decode()
        yield f'{{"unsealed":{{"entry":{text},"late":{"true" if row.id < highest else "false"}}}}}\n'.encode()
    books = select(RuleBook.version, _as_kept(tx, RuleBook.rules)).order_by(RuleBook.first_used_at)
    for version, rules in tx.execute(books):
        yield _line({"rules": {"rules": _read(rules), "version": _plain(version)}})
    yield _line({"end": {}})


def _heads(tx: Connection) -> list[dict[str, Any]]:
    """All heads as they are kept, also where they are none: to say so is for who verifies."""
    others = [column for column in TreeHead.__table__.columns if column.name != "peaks"]
    query = select(*others, _as_kept(tx, TreeHead.peaks).label("peaks")).order_by(TreeHead.size)
    return [
        {name: _plain(value) for name, value in row.items()} | {"peaks": _read(row["peaks"])}
        for row in tx.execute(query).mappings()
    ]


def _order(tx: Connection, heads: Sequence[dict[str, Any]]) -> Iterator[bytes]:
    """The rows, and each head where the order has come to its size."""
    waiting = list(reversed(heads))
    for place, leaf, row in _rows(tx):
        while waiting and waiting[-1]["size"] < place:
            yield _line({"head": waiting.pop()})
        entry = b"null" if row is None else entry_text(row)
        kept = leaf.hex().encode() if isinstance(leaf, bytes) else b""
        yield b'{"entry":%b,"leaf":"%b","place":%d}\n' % (entry, kept, place)
    for head in reversed(waiting):
        yield _line({"head": head})


def _rows(tx: Connection) -> Iterator[tuple[int, object, Any]]:
    """Places, leaf hashes and entries (None: it is gone), a page at a time.

    The page is taken before its entries are looked up: PostgreSQL may else hold all entries against each page.
    """
    after = 0
    page = (
        select(SealedEntry.place, SealedEntry.leaf, SealedEntry.entry_id)
        .where(SealedEntry.place > bindparam("after"))
        .order_by(SealedEntry.place)
        .limit(PAGE)
        .subquery()
    )
    query = (
        select(*columns(tx), page.c.place, page.c.leaf)
        .outerjoin_from(page, Entry, Entry.id == page.c.entry_id)
        .order_by(page.c.place)
    )
    while rows := tx.execute(query, {"after": after}).all():
        for row in rows:
            yield row.place, row.leaf, row if row.id is not None else None
        after = rows[-1].place


def _as_kept(tx: Connection, column: Any) -> ColumnElement[Any]:  # noqa: ANN401 (of any JSON)
    """A column of JSON as its text, which may be none."""
    return type_coerce(column, Text) if tx.dialect.name == "sqlite" else cast(column, Text)


def _read(text: object) -> object:
    """The JSON in a text, or else the text."""
    try:
        return json.loads(str(text))
    except ValueError:
        return _plain(text)


def _plain(value: object) -> object:
    """A value of a row as JSON has it: SQLite keeps anything in any column."""
    return value if isinstance(value, str | int | None) else repr(value)


def _line(data: dict[str, Any]) -> bytes:
    return canonical(data) + b"\n"
