"""Work that pages ask of the slow queue's worker: asked, leased, told how far it is, done. Kept for a week.

Whoever asks wakes the queue `slow` after the commit; the worker looks at the rows each second anyway.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, or_, select, update

from store.models import Task, new_id

QUEUE: Final = "slow"
VERIFY: Final = "ledger:verify"
REPLAY: Final = "ledger:replay"
RECONCILE: Final = "ledger:reconcile"
EXPORT: Final = "ledger:export"
COUNT: Final = "ledger:count"
"""Kinds of task: an auditor's long checks, done by `scheduler.checks`."""
LEASE: Final = timedelta(seconds=30)
KEPT: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Asked:
    """A task as it stands. Times aware UTC; `result` once it is done well, `trouble` once it has failed."""

    id: str
    kind: str
    user: int | None
    asked_at: datetime
    given: dict[str, Any]
    begun_at: datetime | None
    done: int
    total: int
    done_at: datetime | None
    result: dict[str, Any] | None
    trouble: str

    @property
    def open(self) -> bool:
        """Whether it is still to be done, or in hand."""
        return self.done_at is None


def ask(tx: Connection, kind: str, now: datetime, *, user: int | None, given: dict[str, Any]) -> str:
    """Ask for it and return the task's id. `given` holds ids and times: no number and no name."""
    task = new_id()
    values = {"id": task, "kind": kind, "user_id": user, "asked_at": now, "given": given}
    tx.execute(insert(Task).values(**values, done=0, total=0, trouble=""))
    return task


def get(tx: Connection, task: str) -> Asked | None:
    """The task; None where there is none, or no longer."""
    row = tx.execute(select(Task).where(Task.id == task)).first()
    return None if row is None else _asked(row)


def newest(
    tx: Connection, kind: str, most: int = 1, *, user: int | None = None, campaign: str | None = None
) -> list[Asked]:
    """The tasks of a kind that were asked for last, by this user or by anybody, the newest first.

    `campaign`: those that were asked for with this campaign alone.
    """
    query = select(Task).where(Task.kind == kind)
    query = query if user is None else query.where(Task.user_id == user)
    query = query if campaign is None else query.where(Task.given["campaign"].as_string() == campaign)
    return [_asked(row) for row in tx.execute(query.order_by(Task.asked_at.desc()).limit(most))]


def last(tx: Connection, kind: str, *, user: int | None = None) -> Asked | None:
    """The one that was asked for last, by this user or by anybody; None where there is none."""
    return next(iter(newest(tx, kind, user=user)), None)


def file_of(folder: Path, task: str) -> Path:
    """Where a task that makes a file leaves it. `task` is the id of one that is on record."""
    return folder / f"{task}.jsonl"


def is_due(tx: Connection, kinds: Collection[str], now: datetime) -> bool:
    """Whether there is one to claim. Asked before `claim`, which has to write."""
    return tx.execute(_due(kinds, now)).first() is not None


def claim(tx: Connection, kinds: Collection[str], now: datetime) -> Asked | None:
    """Lease the task that has waited longest. One whose worker died is begun anew when its lease has run out."""
    row = tx.execute(_due(kinds, now).with_for_update(skip_locked=True)).first()
    if row is None:
        return None
    _set(tx, row.id, lease_until=now + LEASE, begun_at=now, done=0)
    return _asked(row)


def tell(tx: Connection, task: str, now: datetime, done: int, total: int) -> None:
    """How far it is; the lease is renewed with it."""
    _set(tx, task, done=done, total=total, lease_until=now + LEASE)


def renew(tx: Connection, task: str, now: datetime) -> None:
    """The worker is still at it."""
    _set(tx, task, lease_until=now + LEASE)


def give_back(tx: Connection, task: str) -> None:
    """Leave it to whoever works next."""
    _set(tx, task, lease_until=None)


def finish(
    tx: Connection, task: str, now: datetime, *, result: dict[str, Any] | None = None, trouble: str = ""
) -> None:
    """It is done, or has failed for the reason that `trouble` says in a sentence."""
    _set(tx, task, done_at=now, lease_until=None, result=result, trouble=trouble)


def forget_old(tx: Connection, now: datetime) -> list[str]:
    """Delete the tasks that were done a week ago, and return their ids: what they left goes with them."""
    old = delete(Task).where(Task.done_at < now - KEPT).returning(Task.id)
    return list(tx.execute(old).scalars())


def _due(kinds: Collection[str], now: datetime) -> Any:  # noqa: ANN401 (a select of tasks)
    return (
        select(Task)
        .where(
            Task.kind.in_(kinds),
            Task.done_at.is_(None),
            or_(Task.lease_until.is_(None), Task.lease_until < now),
        )
        .order_by(Task.asked_at)
        .limit(1)
    )


def _set(tx: Connection, task: str, **values: object) -> None:
    tx.execute(update(Task).where(Task.id == task).values(**values))


def _asked(row: Any) -> Asked:  # noqa: ANN401 (a row)
    return Asked(
        row.id, row.kind, row.user_id, row.asked_at, row.given, row.begun_at, row.done, row.total,
        row.done_at, row.result, row.trouble,
    )  # fmt: skip
