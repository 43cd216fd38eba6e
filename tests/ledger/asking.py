"""What the tests of an auditor's questions share: Mary's number, and ways to ask."""

from typing import Any

from store.audit import explain
from store.audit.reports import REPORTS, Period, Table
from store.numbers import find
from tests.telephone.evening import Evening

MARY = "+441632960011"


def number_of(evening: Evening, e164: str) -> int:
    with evening.service.parts.db.read() as tx:
        found = find(tx, e164, evening.service.parts.terms.keys.numbers)
    assert found is not None
    return found


def told(evening: Evening, e164: str, **at: Any) -> tuple[explain.Explained, ...]:  # noqa: ANN401 (a time)
    with evening.service.parts.db.read() as tx:
        return explain.of_number(tx, number_of(evening, e164), **at).decisions


def counted(evening: Evening, name: str, period: Period | None = None) -> Table:
    with evening.service.parts.db.read() as tx:
        return REPORTS[name](tx, period or Period())


def started(evening: Evening) -> dict[str, Any]:
    (entry,) = evening.ledger("dial:started")
    return entry
