"""Sealing: entries that have been committed get their place in the order, and the tree's new head is signed.

Safe in any number of processes, and with a kill at any moment: a batch's places and its head are one transaction, and
the last head holds all that is needed to go on. No entry waits for it: it only reads entries, and writes tables of its
own. On PostgreSQL a transaction may commit an entry later than one with a higher id; it is sealed when it is seen, so
the order is that of sealing, not of ids.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, exists, func, insert, select, text
from sqlalchemy.orm import InstrumentedAttribute

from store.database import Database
from store.errors import RefusedError
from store.models import Entry, SealedEntry, TreeHead
from store.sealing import keys
from store.sealing.keys import KeyFolder
from store.sealing.proof import Head, Tree, leaf_hash
from store.sealing.text import entries, entry_text

BATCH: Final = 500
"""Entries to a transaction: on SQLite nobody else writes for the few milliseconds that it takes."""
WINDOW: Final = 10 * BATCH
SETTLES: Final = timedelta(minutes=1)
"""An entry with a lower id than one sealed so long ago is looked for only by the whole look."""
WHOLE_LOOK: Final = timedelta(minutes=10)
SEALING: Final = 0x5345414C
"""PostgreSQL's advisory lock for the one who seals."""


class Sealer:
    """Seals what is not yet sealed. Keeps only when it last looked at all, so any number of them may be at work."""

    def __init__(self, db: Database, folder: KeyFolder, clock: Callable[[], datetime]) -> None:
        self.folder = folder
        self._db, self._clock = db, clock
        self._whole_at: datetime | None = None

    def seal(self) -> Head | None:
        """Seal all that is committed, and return the last head made; None where there was nothing to do.

        RefusedError where the private key is not here, or the last head cannot be read.
        """
        with self._db.read() as tx:
            begin = self._begin(tx)
        last = None
        while leaves := self._batch(begin):
            if (head := self._seal(leaves)) is None:
                return last  # somebody else is sealing
            last, begin = head, leaves[-1][0]
        return last

    def _batch(self, begin: int) -> list[tuple[int, bytes]]:
        """The next entries that are to be sealed, and their leaf hashes; a window of ids at a time.

        Without the window PostgreSQL may hold all entries against the whole order for each batch.
        """
        rows: Sequence[Any] = ()
        with self._db.read() as tx:
            while not rows:
                first = tx.scalar(select(func.min(Entry.id)).where(Entry.id > begin))
                if first is None:
                    return []
                begin = first - 1 + WINDOW
                window = unsealed(tx, first - 1).where(Entry.id <= begin)
                rows = tx.execute(window.order_by(Entry.id).limit(BATCH)).all()
        return [(row.id, leaf_hash(entry_text(row))) for row in rows]

    def _seal(self, leaves: Sequence[tuple[int, bytes]]) -> Head | None:
        with self._db.write() as tx:
            if not _alone(tx) or _any_sealed(tx, leaves):
                return None
            return self._write(tx, last_head(tx), leaves)

    def _write(self, tx: Connection, before: Head | None, leaves: Sequence[tuple[int, bytes]]) -> Head:
        now = self._clock()
        key = keys.current(tx) or keys.begin(tx, self.folder, now)
        size = before.size if before else 0
        tree = Tree(size, map(bytes.fromhex, before.peaks) if before else ())
        tree = tree.with_leaves(leaf for _, leaf in leaves)
        places = [
            {"place": size + number, "entry_id": entry, "leaf": leaf}
            for number, (entry, leaf) in enumerate(leaves, 1)
        ]
        tx.execute(insert(SealedEntry), places)
        peaks = tuple(peak.hex() for peak in tree.peaks)
        at = now.isoformat(timespec="microseconds")
        head = Head(tree.size, tree.root().hex(), at, key, size, peaks, "")
        head = replace(head, signature=keys.sign(self.folder.private(key), head.statement()))
        tx.execute(insert(TreeHead), asdict(head) | {"peaks": list(peaks)})
        return head

    def _begin(self, tx: Connection) -> int:
        """The id from which to look. Below it all that will ever be there is sealed, or found by the whole look."""
        now = self._clock()
        begin = _settled(tx, now)
        if self._whole_at is None or abs(now - self._whole_at) >= WHOLE_LOOK:
            self._whole_at = now
            return 0 if _some_missing(tx, begin) else begin
        return begin


def _settled(tx: Connection, now: datetime) -> int:
    """The highest entry that had been sealed when everything with a lower id must have been committed."""
    before = (now - SETTLES).isoformat(timespec="microseconds")
    old = select(TreeHead.size).where(TreeHead.at <= before).order_by(TreeHead.size.desc()).limit(1)
    size = tx.scalar(old) or 0
    last = select(func.max(SealedEntry.entry_id)).where(
        SealedEntry.place > size - BATCH, SealedEntry.place <= size
    )
    return tx.scalar(last) or 0


def _some_missing(tx: Connection, begin: int) -> bool:
    """Whether an entry up to this one has no place: it was committed later than any should be."""
    return _count_up_to(tx, Entry.id, begin) != _count_up_to(tx, SealedEntry.entry_id, begin)


def _count_up_to(tx: Connection, column: InstrumentedAttribute[int], last: int) -> int:
    """All but those after it: SQLite counts the pages of a whole table, and would read each row of a part."""
    rows = select(func.count()).select_from(column.class_)
    return (tx.scalar(rows) or 0) - (tx.scalar(rows.where(column > last)) or 0)


def last_head(tx: Connection) -> Head | None:
    """The newest head; None before the first sealing. RefusedError where it cannot be read."""
    newest = select(TreeHead.__table__).order_by(TreeHead.size.desc()).limit(1)
    try:
        row = tx.execute(newest).mappings().first()
        return None if row is None else Head.of(dict(row))
    except ValueError as error:
        raise RefusedError("The ledger's newest head was changed: run `ringround ledger verify`.") from error


def unsealed(tx: Connection, begin: int = 0) -> Any:  # noqa: ANN401 (a select of the columns of an entry)
    """The entries from this id on that have no place in the order yet."""
    placed = exists().where(SealedEntry.entry_id == Entry.id)
    return entries(tx).where(Entry.id > begin, ~placed)


def _any_sealed(tx: Connection, leaves: Sequence[tuple[int, bytes]]) -> bool:
    """Whether somebody else has sealed one of these meanwhile."""
    ids = [entry for entry, _ in leaves]
    return (
        tx.execute(select(SealedEntry.place).where(SealedEntry.entry_id.in_(ids)).limit(1)).first()
        is not None
    )


def _alone(tx: Connection) -> bool:
    """Whether this transaction may seal; on SQLite a writer is alone anyhow."""
    if tx.dialect.name == "sqlite":
        return True
    return bool(tx.scalar(text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": SEALING}))
