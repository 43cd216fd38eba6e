"""The journal into a database that was restored: what it forgot is said to it again, before anybody dials."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select

from store import optouts
from store.journal import Line
from store.models import Number, OptOut
from store.people.concerned import concerned
from store.people.erase import forget

BY = "the journal, after a restore"


def replay(tx: Connection, lines: Sequence[Line]) -> int:
    """Add the opt-outs that the database lacks, each with its own time, and erase again who was erased.

    Returns how many of either. Twice changes nothing. A number that the database does not know gets a row without
    its digits: whoever imports it finds it opted out.
    """
    marks = {line.number: line.mark for line in lines if line.what == "erasure"}
    said = [_opted_out(tx, line, marks) for line in lines if line.what == "optout"]
    return sum(said) + sum(_erased(tx, line, marks) for line in lines if line.what == "erasure")


def _opted_out(tx: Connection, line: Line, marks: Mapping[str, str]) -> bool:
    number, at = _row(tx, line.number, marks), datetime.fromisoformat(line.at)
    if tx.scalar(select(OptOut.id).where(OptOut.number_id == number, OptOut.at == at)) is not None:
        return False
    source = line.source if line.source in optouts.SOURCES else "import"
    optouts.add(tx, number, at, source=source, note="from the journal, after a restore")
    return True


def _erased(tx: Connection, line: Line, marks: Mapping[str, str]) -> bool:
    number = _row(tx, line.number, marks)
    if tx.scalar(select(Number.erased_at).where(Number.id == number)) is not None:
        return False
    forget(tx, concerned(tx, number), line.mark, datetime.fromisoformat(line.at), by=BY)
    return True


def _row(tx: Connection, keyed: str, marks: Mapping[str, str]) -> int:
    """The number's row by its hash, or by the one that it has since it was erased."""
    known = [keyed, *([marks[keyed]] if keyed in marks else [])]
    found = tx.scalar(select(Number.id).where(Number.hmac.in_(known)))
    if found is None:
        found = tx.execute(insert(Number).values(hmac=keyed).returning(Number.id)).scalar_one()
    return found
