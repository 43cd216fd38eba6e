"""What the database holds, as one digest, and whether anybody went near it."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event, inspect, select

from store.database import Database
from store.models import Base


def digest(db: Database, *leaving_out: str) -> str:
    """A hash of all tables but these, row by row."""
    told = hashlib.sha256()
    with db.read() as tx:
        for table in Base.metadata.sorted_tables:
            if table.name not in leaving_out:
                rows = tx.execute(select(table).order_by(*inspect(table).primary_key)).all()
                told.update(repr((table.name, rows)).encode())
    return told.hexdigest()


@contextmanager
def statements(*, of: Engine | type[Engine] = Engine) -> Iterator[list[str]]:
    """The statements that were sent to any database meanwhile."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: Any) -> None:  # noqa: ANN401 (SQLAlchemy's)
        sent.append(statement)

    event.listen(of, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(of, "before_cursor_execute", note)
