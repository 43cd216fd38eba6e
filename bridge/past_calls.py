"""A number's calls so far, read at once, and what the policy wants to know of them.

They go by the number, across all campaigns (architecture, "What always holds"). All times are aware UTC.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select

from policy.facts import Attempt as Last
from policy.facts import Moment
from store.models import Attempt

COUNT_FOR: Final = timedelta(days=28)
"""Attempts longer ago no longer count towards the limit, or a number could be rung in one campaign only, ever."""
MACHINES: Final = ("machine_start", "fax")

_CALLS: Final = (
    select(
        Attempt.id,
        Attempt.live,
        Attempt.outcome,
        Attempt.intended_at,
        Attempt.dialled_at,
        Attempt.answered_at,
        Attempt.answered_by,
        Attempt.abandoned_at,
    )
    .where(Attempt.number_id == bindparam("number"))
    .order_by(Attempt.intended_at)
)


@dataclass(frozen=True, slots=True)
class PastCalls:
    """`every`: the number's attempts, oldest first; `others`: without the one at hand."""

    every: tuple[Any, ...]
    others: tuple[Any, ...]

    @property
    def live(self) -> bool:
        """Whether another call to the number is live, anywhere."""
        return any(call.live for call in self.others)

    def made(self, now: datetime) -> int:
        """Dials in the last 28 days, since the number last asked to be called back."""
        asked = (call.intended_at for call in self.every if call.outcome == "call_back")
        since = max([now - COUNT_FOR, *asked])
        return sum(call.dialled_at is not None and call.intended_at > since for call in self.others)

    @property
    def last(self) -> Last:
        """The last dial, and its outcome."""
        dialled = [call for call in self.others if call.dialled_at is not None]
        return Last(dialled[-1].dialled_at, dialled[-1].outcome) if dialled else Last(None, None)

    @property
    def last_machine(self) -> Moment:
        """When a machine or fax was last heard there."""
        return _latest(
            call.answered_at or call.dialled_at for call in self.every if call.answered_by in MACHINES
        )

    @property
    def last_abandoned(self) -> Moment:
        """When a call to the number was last abandoned."""
        return _latest(call.abandoned_at for call in self.every)


def to_number(tx: Connection, number: int | None, *, but: str | None = None) -> PastCalls:
    """The number's calls; `but`: the attempt at hand, which is none of the others."""
    every = tuple(tx.execute(_CALLS, {"number": number}).all())
    return PastCalls(every, tuple(call for call in every if call.id != but))


def _latest(moments: Iterable[datetime | None]) -> Moment:
    return Moment(max((at for at in moments if at is not None), default=None))
