"""The import itself: rows read and checked outside any transaction, written in short ones."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from time import perf_counter, sleep
from typing import Final, TextIO, TypeAlias

from sqlalchemy import Connection

from scheduler.calling_list import CallingList
from scheduler.contacts_import.checking import Checker
from scheduler.contacts_import.columns import OPINIONS, FileRefusedError, find_columns
from scheduler.contacts_import.encoding import Looked, look
from scheduler.contacts_import.pace import Pace
from scheduler.contacts_import.records import Broken, Records
from scheduler.contacts_import.refusals import Refusal, RefusedFile
from store import contacts, numbers, wards
from store.contacts import Line
from store.database import Database
from store.ledger import Kind, acting, append

PAGE: Final = 4000
"""Rows of the list that are looked through at once for who is not in the file."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to import. `mapping`: the file's column names to ours. `replace`: who is not in it leaves the list.

    `refused_file`: where refused rows go; by default beside the file, named after it. `exact`: no other columns are
    taken than those of the mapping. `by`: who imports, for the ledger.
    """

    mapping: Mapping[str, str] = field(default_factory=dict)
    replace: bool = False
    refused_file: Path | None = None
    exact: bool = False
    by: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """How many rows were taken, and refused by reason; the file with the latter, None if there are none."""

    accepted: int
    refused: int
    refusals: Mapping[str, int]
    refused_file: Path | None
    added: int
    updated: int
    removed: int
    passed_over: tuple[str, ...] = ()
    """Columns of ours that stand in the file and were not read, because the organisation may not hold them."""


Named: TypeAlias = tuple[str, str, bool]
"""A ward in the file: its area, its name, and whether the row was taken, with its number."""

Progress = Callable[[int, int], None]
"""Told how many bytes of how many have been read."""


@dataclass(frozen=True, slots=True)
class Importer:
    """What imports go into. `number_key` is that of `store.numbers`; `clock` gives aware UTC.

    `drama`: drama numbers are dialled here, and nothing else. `step_aside`: waits so many seconds. `opinions`: whether
    the organisation may hold political opinions (UK GDPR art 9); if not, those of the file are not read.
    """

    db: Database
    calling_list: CallingList
    number_key: bytes
    clock: Callable[[], datetime]
    drama: bool = False
    step_aside: Callable[[float], None] = sleep
    opinions: bool = True

    def run(
        self,
        file: Path,
        campaign_id: str,
        options: Options | None = None,
        progress: Progress = lambda _done, _all: None,
    ) -> Result:
        """Read the file into the campaign's list.

        FileRefusedError where the file as a whole is of no use; OSError where it cannot be read.
        """
        options = options or Options()
        looked = look(file)
        with file.open(encoding=looked.encoding, errors=looked.errors, newline="") as text:
            records = iter(Records(text))
            header = next(records, None)
            if not isinstance(header, list):
                raise FileRefusedError("The file is empty: its first line names the columns.")
            columns = find_columns(header, options.mapping, exact=options.exact)
            forbidden = () if self.opinions else tuple(name for name in OPINIONS if name in columns)
            for name in forbidden:
                del columns[name]
            checker = Checker(columns, len(header), self.number_key, self.drama)
            target = options.refused_file or file.with_name(f"{file.stem}.refused.csv")
            with RefusedFile(target, header) as refused:
                run = _Run(self, campaign_id, looked, refused, options.by)
                result = run.all(checker, records, text, options, progress)
            return replace(result, passed_over=forbidden)


@dataclass(slots=True)
class _Run:
    """One import: what has been done so far."""

    into: Importer
    campaign_id: str
    looked: Looked
    refused: RefusedFile
    by: str
    seen: set[str] = field(default_factory=set)
    wards: set[Named] = field(default_factory=set)
    """Those to be noted with the next batch."""
    noted: set[Named] = field(default_factory=set)
    rows: dict[str, list[str]] = field(default_factory=dict)
    """Those of the batch as they stand in the file, by their key, for when one is refused after all."""
    added: int = 0
    updated: int = 0
    accepted: int = 0
    removed: int = 0
    pace: Pace = field(default_factory=Pace)

    def all(
        self,
        checker: Checker,
        records: Iterator[list[str] | Broken],
        text: TextIO,
        options: Options,
        progress: Progress,
    ) -> Result:
        self._log({"state": "begun", "replace": options.replace})
        batch: list[Line] = []
        for record in records:
            line = self._checked(checker, record)
            if line is not None:
                batch.append(line)
            if len(batch) >= self.pace.size:
                self._write(batch)
                batch = []
                progress(text.buffer.tell(), self.looked.size)
        self._write(batch)
        path = self.refused.finish()
        if options.replace:
            self._remove_others()
        progress(self.looked.size, self.looked.size)
        return self._result(path)

    def _checked(self, checker: Checker, record: list[str] | Broken) -> Line | None:
        if isinstance(record, Broken):
            self.refused.add([record.text], Refusal.BAD_ROW)
            return None
        line = checker.check(record)
        if isinstance(line, Line) and line.key in self.seen:
            line = Refusal.DUPLICATE_ID
        if isinstance(line, Refusal):
            self._name(*checker.place(record), numbers=False)
            self.refused.add(record, line)
            self.seen.add(checker.key(record))  # it is in the file: a replacement does not remove it
            return None
        self.seen.add(line.key)
        self.rows[line.key] = record
        self._name(str(line.fields.get("area", "")), str(line.fields.get("ward", "")), numbers=True)
        return line

    def _name(self, area: str, ward: str, *, numbers: bool) -> None:
        """The file names this ward, with a number there or without."""
        if (area, ward, numbers) not in self.noted:
            self.wards.add((area, ward, numbers))

    def _write(self, batch: list[Line]) -> None:
        """One short transaction, and a pause where others write."""
        if not batch and not self.wards:
            return
        began = perf_counter()
        with self.into.db.write() as tx:
            entered = perf_counter()
            wards.note(tx, self.campaign_id, self.wards)
            erased = self._erased(tx, batch)
            lines, now = [one for one in batch if one.key not in erased], self.into.clock()
            written = contacts.write(tx, self.campaign_id, lines, now)
            self.into.calling_list.refresh(tx, written.touched, now)
        for key in erased:
            self.refused.add(self.rows[key], Refusal.OPTED_OUT)
        self.rows.clear()
        self.noted |= self.wards
        self.wards.clear()
        self.accepted += len(batch) - len(erased)
        self.added += written.added
        self.updated += written.updated
        if aside := self.pace.after(len(batch), entered - began, perf_counter() - entered):
            self.into.step_aside(aside)

    def _erased(self, tx: Connection, batch: list[Line]) -> list[str]:
        """The keys of lines whose number was erased: nothing of them is kept a second time."""
        numbers.keep_erasures_out(tx)
        marks = numbers.erased(tx)
        key = self.into.number_key
        return [one.key for one in batch if marks and numbers.suppression(one.e164, key) in marks]

    def _remove_others(self) -> None:
        """Take out who is not in the file. A file without one good row empties no list."""
        if not self.accepted:
            raise FileRefusedError(
                "No row of the file could be taken, so nobody was replaced: see the refused rows."
            )
        last = 0
        while True:
            with self.into.db.read() as tx:
                page = contacts.in_campaign(tx, self.campaign_id, last, PAGE)
            if not page:
                return
            last = page[-1].id
            self._remove([row.id for row in page if row.key not in self.seen])

    def _remove(self, ids: list[int]) -> None:
        for start in range(0, len(ids), 500):
            with self.into.db.write() as tx:
                contacts.remove(tx, ids[start : start + 500], self.into.clock())
        self.removed += len(ids)

    def _result(self, path: Path | None) -> Result:
        refusals = dict(sorted(self.refused.counts.items()))
        result = Result(
            self.accepted, sum(refusals.values()), refusals, path, self.added, self.updated, self.removed
        )
        counts = {
            name: getattr(result, name) for name in ("accepted", "refused", "added", "updated", "removed")
        }
        self._log({"state": "finished", **counts, "refusals": refusals})
        return result

    def _log(self, data: Mapping[str, object]) -> None:
        with self.into.db.write() as tx:
            if self.by:
                acting(tx, self.by)
            entry = {**data, "sha256": self.looked.sha256}
            append(tx, Kind.CONTACTS_IMPORTED, self.into.clock(), campaign=self.campaign_id, data=entry)
