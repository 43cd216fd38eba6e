"""Failed sign-ins, counted so that guessing is slow: by volunteer, by caller, and all together."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, bindparam, func, insert, select

from store.models import Throttle

WINDOW: Final = timedelta(minutes=15)
TRIES_EACH: Final = 6
"""Failed sign-ins by volunteer, or by caller, in a window. Two calls of three tries."""
TRIES_ADDRESS: Final = 20
"""Failed sign-ins from one address in a window: an office shares one."""
TRIES_IN_ALL: Final = 200
TELEPHONE: Final = "all"
PAGE: Final = "page"
"""Pages are counted apart: a flood of guesses there must not shut the telephone's door."""
STAFF: Final = "staff"
"""The door of staff and auditors, for the same reason."""
_ADDRESS: Final = "address:"
_COUNTS: Final = (
    select(Throttle.scope, func.count().label("n"))
    .where(Throttle.scope.in_(bindparam("scopes", expanding=True)), Throttle.at > bindparam("since"))
    .group_by(Throttle.scope)
)


def of_volunteer(volunteer: int) -> str:
    """The scope of a volunteer, at whichever door."""
    return f"volunteer:{volunteer}"


def of_address(address: str) -> str:
    """The scope of a network address; `address`: its keyed hash."""
    return _ADDRESS + address


def too_many(tx: Connection, scopes: Sequence[str], now: datetime, *, door: str = TELEPHONE) -> bool:
    """Whether one of these has had its tries, or the door all of its own."""
    asked = {"scopes": [*scopes, door], "since": now - WINDOW}
    counts = {row.scope: row.n for row in tx.execute(_COUNTS, asked)}
    return counts.get(door, 0) >= TRIES_IN_ALL or any(counts.get(one, 0) >= _most(one) for one in scopes)


def count(tx: Connection, scopes: Sequence[str], now: datetime, *, door: str = TELEPHONE) -> None:
    """One more failed try."""
    tx.execute(insert(Throttle), [{"scope": scope, "at": now} for scope in (*scopes, door)])


def _most(scope: str) -> int:
    return TRIES_ADDRESS if scope.startswith(_ADDRESS) else TRIES_EACH
