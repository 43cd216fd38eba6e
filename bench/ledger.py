"""The ledger at full size, on both databases: sealing and verifying a million entries, beside hashing them once.

One entry in eight is a decision with all its facts and rules, as in an evening's calling. On top of all these, entries
are then written at a steady rate while the sealing job looks at its usual times: that shows whether it keeps up.
"""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter, sleep
from typing import Any, Final

from sqlalchemy import Connection, func, insert, select

from bench import servers
from bench.sizes import Sizes
from bench.table import Row
from policy import DialContact, decide, request_to_json
from store.database import Database
from store.migrate import upgrade
from store.models import Entry, RuleBook, SealedEntry
from store.sealing.export import export, live
from store.sealing.keys import KeyFolder
from store.sealing.proof import leaf_hash
from store.sealing.seal import WHOLE_LOOK, Sealer, last_head
from store.sealing.text import entries, entry_text
from store.sealing.verify import file_source, verify
from tests.policy.good import FACTS, NOW, RULES

MILLION: Final = 1_000_000
STEP: Final = 1_000
RATE: Final = 500
"""Entries a second that sealing has to keep up with."""
EACH: Final = 10
"""Entries to a transaction while that is measured: a webhook writes one to four."""
SEAL_EVERY: Final = 2.0
AIM: Final = 30.0
"""Seconds to verify a million."""
BEGIN: Final = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


def decision() -> dict[str, Any]:
    """Return a decision's data as the bridge records them."""
    made = decide(DialContact(), FACTS, RULES, NOW).to_json()
    return {"request": request_to_json(DialContact()), "facts": FACTS.to_json(), "decision": made}


def fill(db: Database, count: int) -> None:
    """Write so many entries."""
    with db.write() as tx:
        values = {"version": RULES.version, "rules": RULES.to_json(), "first_used_at": BEGIN}
        tx.execute(insert(RuleBook).values(**values))
    for first in range(0, count, STEP):
        write(db, first, min(STEP, count - first))


def write(db: Database, first: int, count: int) -> None:
    """Write so many entries, in one transaction."""
    with db.write() as tx:
        tx.execute(insert(Entry), [_entry(number) for number in range(first, first + count)])


_DECIDED: Final = decision()
_SHORT: Final = {"role": "contact", "status": "ringing", "seconds": None}


def _entry(number: int) -> dict[str, Any]:
    is_decision = number % 8 == 0
    return {
        "at": BEGIN + timedelta(milliseconds=2 * number),
        "kind": "decision:permitted" if is_decision else "leg:status",
        "campaign_id": "spring", "session_id": f"{number // 40:024x}", "attempt_id": f"{number // 8:024x}",
        "contact_id": number // 8, "volunteer_id": 1, "data": _DECIDED if is_decision else _SHORT,
    }  # fmt: skip


def timed(work: Callable[[], object]) -> float:
    """Return how many seconds the work takes."""
    start = perf_counter()
    work()
    return perf_counter() - start


def hash_once(tx: Connection) -> bytes:
    """Read and hash every entry: the baseline."""
    last = b""
    for row in tx.execute(entries(tx).execution_options(yield_per=5000)):
        last = leaf_hash(entry_text(row))
    return last


def rows(sizes: Sizes) -> Iterator[Row]:
    """Sealing, exporting and verifying, on each database."""
    for kind, name in servers.DATABASES.items():
        with servers.folder() as folder, servers.database(kind, folder) as url:
            upgrade(url)
            db = Database(url)
            yield from _of(db, name, folder, sizes)
            db.dispose()


def _of(db: Database, name: str, folder: Path, sizes: Sizes) -> Iterator[Row]:
    count, now = sizes.sealed, BEGIN + timedelta(hours=9)
    time = [now]
    sealer = Sealer(db, KeyFolder(folder / "keys"), lambda: time[0])
    fill(db, count)
    with db.read() as tx:
        once = ("read and hashed once", timed(lambda: hash_once(tx)))
    sealing = timed(sealer.seal)
    with db.read() as tx:
        assert tx.scalar(select(func.count()).select_from(Entry)) == count + 1
        head = last_head(tx)
    assert head is not None
    file, aim = folder / "ledger.jsonl", f"{AIM * count / MILLION:.3g}"
    of_live = timed(lambda: _holds(verify(live(db, now), None, [head])))
    exporting = timed(lambda: export(db, file, now, by="bench"))
    of_file = timed(lambda: _holds(verify(file_source(file), None, [head])))
    what = f"ledger of {count:,} entries, {name}"
    yield Row(f"{what}: sealed", sealing, "s", f"{count / RATE:.3g}", once)
    yield Row(f"{what}: verified, live", of_live, "s", aim, once)
    yield Row(f"{what}: exported", exporting, "s", "", once)
    yield Row(f"{what}: verified, from the export", of_file, "s", aim, once, servers.own_memory())
    time[0] += WHOLE_LOOK + timedelta(
        seconds=1
    )  # else all heads are of this minute, and the order is looked through
    longest, left, written = _keeping_up(db, sealer, count, sizes.seconds)
    yield Row(f"{what}: longest sealing at {written:,.0f} more a second", longest, "s", f"{SEAL_EVERY:g}")
    yield Row(f"{what}: not sealed after it", left, "entries", f"{RATE * SEAL_EVERY:g}")


def _keeping_up(db: Database, sealer: Sealer, count: int, seconds: float) -> tuple[float, int, float]:
    """The longest sealing, what was left unsealed by the last one, and the entries a second that were written."""
    over, longest, written = threading.Event(), 0.0, list[int]()
    writer = threading.Thread(target=_write_steadily, args=(db, count, over, written))
    began = perf_counter()
    writer.start()
    try:
        while perf_counter() - began < seconds:
            sleep(min(SEAL_EVERY, seconds / 2))
            longest = max(longest, timed(sealer.seal))
        with db.read() as tx:
            all_, sealed = (
                tx.scalar(select(func.count()).select_from(one)) or 0 for one in (Entry, SealedEntry)
            )
        rate = sum(written) / (perf_counter() - began)
    finally:  # it would go on writing for ever
        over.set()
        writer.join()
    return longest, all_ - sealed, rate


def _write_steadily(db: Database, first: int, over: threading.Event, written: list[int]) -> None:
    """Write RATE entries a second, never more: a writer that was held up catches up."""
    began, number = perf_counter(), 0
    while not over.is_set():
        write(db, first + number, EACH)
        number += EACH
        written.append(EACH)
        sleep(max(0.0, began + number / RATE - perf_counter()))


def _holds(result: Any) -> None:  # noqa: ANN401 (a Result)
    assert result.holds, result.sentences()
