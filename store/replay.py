"""The journal into a database that was restored: what it forgot is said to it again, before anybody dials."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, insert, select

from store import optouts
from store.journal import Line
from store.models import Number, OptOut


def replay(tx: Connection, lines: Iterable[Line]) -> int:
    """Add the opt-outs that the database lacks, each with its own time; return how many. Twice changes nothing.

    A number that the database does not know gets a row without its digits: whoever imports it finds it opted out.
    """
    return sum(_replayed(tx, line) for line in lines)


def _replayed(tx: Connection, line: Line) -> bool:
    number, at = _row(tx, line.number), datetime.fromisoformat(line.at)
    if tx.scalar(select(OptOut.id).where(OptOut.number_id == number, OptOut.at == at)) is not None:
        return False
    source = line.source if line.source in optouts.SOURCES else "import"
    optouts.add(tx, number, at, source=source, note="from the journal, after a restore")
    return True


def _row(tx: Connection, keyed: str) -> int:
    found = tx.scalar(select(Number.id).where(Number.hmac == keyed))
    if found is None:
        found = tx.execute(insert(Number).values(hmac=keyed).returning(Number.id)).scalar_one()
    return found
