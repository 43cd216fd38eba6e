"""An auditor's long checks, as the slow queue's worker does them: verify, decide again, reconcile, export."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from bridge.carrier import Carrier
from bridge.parts import Parts
from scheduler.tasks import Seen, Work
from store import tasks
from store.audit.reconcile import MARGIN, CarrierCall, reconcile
from store.audit.replay import replay
from store.audit.reports import REPORTS, Period
from store.audit.sight import Sight
from store.errors import RefusedError
from store.sealing import export as exporting
from store.sealing.proof import Head
from store.sealing.seal import Sealer, last_head
from store.sealing.verify import verify
from store.tasks import Asked

MOST: Final = 500
"""Findings that are kept of one check: the page shows no more, and the command tells all."""
SEEN_EVERY: Final = 1000


@dataclass(frozen=True, slots=True)
class Checks:
    """The checks. `carrier` makes the carrier's client when it is first wanted; `exports`: the folder for exports."""

    parts: Parts
    sealer: Sealer
    carrier: Callable[[], Carrier]
    exports: Path

    def works(self) -> Mapping[str, Work]:
        """What each kind of task does."""
        return {
            tasks.VERIFY: self.verify,
            tasks.REPLAY: self.replay,
            tasks.RECONCILE: self.reconcile,
            tasks.EXPORT: self.export,
            tasks.COUNT: self.count,
        }

    def verify(self, task: Asked, seen: Seen) -> dict[str, Any]:
        """Verify the live ledger; `key` (PEM) and `heads` are those that the auditor keeps, if any were given."""
        key = task.given.get("key")
        with self.parts.db.read() as tx:
            total, head = exporting.size(tx), last_head(tx)
        source = exporting.live(self.parts.db, self.parts.now(), counted(seen, total))
        try:
            kept = [Head.of(one) for one in task.given.get("heads", ())]
            result = verify(source, key.encode() if key else None, kept)
        except (ValueError, TypeError, KeyError) as error:
            raise RefusedError(
                "The key or the heads cannot be read: give them as the service wrote them."
            ) from error
        findings = [asdict(one) for one in result.findings[:MOST]]
        told = {"holds": result.holds, "sentences": result.sentences()[-MOST:], "findings": findings}
        return told | {
            "size": result.size, "proven": result.proven, "kept": result.kept,
            "head": asdict(head) if head else None,
        }  # fmt: skip

    def replay(self, _task: Asked, seen: Seen) -> dict[str, Any]:
        """Decide all again."""
        with self.parts.db.read() as tx:
            result = replay(tx, seen)
        said = [one.sentence for one in result.differences]
        return {
            "holds": not said, "decisions": result.decisions, "differences": len(said), "sentences": said[:MOST],
        }  # fmt: skip

    def reconcile(self, task: Asked, seen: Seen) -> dict[str, Any]:
        """Hold the calls on record against the carrier's list, from `since` to before `until` (ISO, UTC)."""
        since, until = _period(task)
        count = 0

        def each() -> Iterator[CarrierCall]:
            nonlocal count
            for call in carriers_calls(self.carrier(), since, until, self.parts.terms.clock_offset):
                count += 1
                seen(count, count)
                yield call

        with self.parts.db.read() as tx:
            result = reconcile(tx, each(), since, until, self.parts.terms.keys.numbers)
        found = [
            {"kind": one.kind, "sid": one.sid, "at": one.at.isoformat(), "sentence": one.sentence}
            for one in result.mismatches
        ]
        return {
            "holds": not found, "carrier": result.carrier, "ledger": result.ledger,
            "differences": len(found), "mismatches": found[:MOST],
        }  # fmt: skip

    def export(self, task: Asked, seen: Seen) -> dict[str, Any]:
        """Write the whole ledger to a file of the task's name. That is an entry."""
        self.sealer.seal()
        self.exports.mkdir(parents=True, exist_ok=True, mode=0o700)
        db, path = self.parts.db, tasks.file_of(self.exports, task.id)
        with db.read() as tx:
            total = exporting.size(tx)
        by = f"user {task.user}"
        count = exporting.export(db, path, self.parts.now(), by=by, seen=counted(seen, total))
        return {"entries": count, "bytes": path.stat().st_size}

    def count(self, task: Asked, seen: Seen) -> dict[str, Any]:
        """What each report finds, in a sentence; of the `areas` that may be seen, from `since` to before `until`."""
        period, found = Period(*_period(task), Sight(tuple(task.given["areas"]))), dict[str, str]()
        for done, (name, report) in enumerate(REPORTS.items()):
            seen(done, len(REPORTS))
            with self.parts.db.read() as tx:
                found[name] = report(tx, period).found
        return {"found": found}

    def forget(self, task: str) -> None:
        """Take away what an export has left."""
        tasks.file_of(self.exports, task).unlink(missing_ok=True)


def _period(task: Asked) -> tuple[datetime, datetime]:
    since, until = (datetime.fromisoformat(task.given[name]) for name in ("since", "until"))
    return since, until


def carriers_calls(
    carrier: Carrier, since: datetime, until: datetime, offset: timedelta
) -> Iterator[CarrierCall]:
    """The carrier's calls, with its times as the service's clock shows them: `offset` ahead of the carrier's."""
    for call in carrier.calls(since - MARGIN - offset, until + MARGIN - offset):
        yield replace(call, created_at=call.created_at + offset)


def counted(seen: Seen, total: int) -> Callable[[int], None]:
    """What counts entries, and tells `seen` of each thousand."""
    done = 0

    def more(count: int) -> None:
        nonlocal done
        done += count
        if done % SEEN_EVERY == 0:
            seen(done, total)

    return more
