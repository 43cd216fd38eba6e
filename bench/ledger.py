"""The ledger at full size: sealing and verifying many entries, beside hashing them once.

One entry in eight is a decision with all its facts and rules, as in an evening's calling.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any

from sqlalchemy import Connection, func, insert, select

from bench import servers
from bench.sizes import Sizes
from bench.table import Row
from policy import DialContact, decide, request_to_json
from store.database import Database
from store.migrate import upgrade
from store.models import Entry, RuleBook
from store.sealing.export import export, live
from store.sealing.keys import KeyFolder
from store.sealing.proof import leaf_hash
from store.sealing.seal import Sealer, last_head
from store.sealing.text import entries, entry_text
from store.sealing.verify import file_source, verify
from tests.policy.good import FACTS, NOW, RULES

MILLION = 1_000_000
STEP = 1_000
SEALED_EACH_SECOND = 500
BEGIN = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


def decision() -> dict[str, Any]:
    """Return a decision's data as the bridge records them."""
    made = decide(DialContact(), FACTS, RULES, NOW).to_json()
    return {"request": request_to_json(DialContact()), "facts": FACTS.to_json(), "decision": made}


def fill(db: Database, count: int) -> None:
    """Write so many entries."""
    decided, short = decision(), {"role": "contact", "status": "ringing", "seconds": None}
    with db.write() as tx:
        values = {"version": RULES.version, "rules": RULES.to_json(), "first_used_at": BEGIN}
        tx.execute(insert(RuleBook).values(**values))
    for first in range(0, count, STEP):
        with db.write() as tx:
            tx.execute(
                insert(Entry), [_entry(number, decided, short) for number in range(first, first + STEP)]
            )


def _entry(number: int, decided: dict[str, Any], short: dict[str, Any]) -> dict[str, Any]:
    is_decision = number % 8 == 0
    return {
        "at": BEGIN + timedelta(milliseconds=2 * number),
        "kind": "decision:permitted" if is_decision else "leg:status",
        "campaign_id": "spring", "session_id": f"{number // 40:024x}", "attempt_id": f"{number // 8:024x}",
        "contact_id": number // 8, "volunteer_id": 1, "data": decided if is_decision else short,
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
    """Sealing, exporting and verifying, on SQLite."""
    count, now = sizes.sealed, BEGIN + timedelta(hours=9)
    with servers.folder() as folder, servers.database("sqlite", folder) as url:
        upgrade(url)
        db = Database(url)
        fill(db, count)
        with db.read() as tx:
            once = ("read and hashed once", timed(lambda: hash_once(tx)))
        sealing = timed(Sealer(db, KeyFolder(folder / "keys"), lambda: now).seal)
        with db.read() as tx:
            assert tx.scalar(select(func.count()).select_from(Entry)) == count + 1
            head = last_head(tx)
        assert head is not None
        file, aim = folder / "ledger.jsonl", f"{30 * count / MILLION:.3g}"
        of_live = timed(lambda: _holds(verify(live(db, now), None, [head])))
        exporting = timed(lambda: export(db, file, now, by="bench"))
        of_file = timed(lambda: _holds(verify(file_source(file), None, [head])))
        db.dispose()
    what = f"ledger of {count:,} entries"
    yield Row(f"{what}: sealed", sealing, "s", f"{count / SEALED_EACH_SECOND:.3g}", once)
    yield Row(f"{what}: verified, live", of_live, "s", aim, once)
    yield Row(f"{what}: exported", exporting, "s", "", once)
    yield Row(f"{what}: verified, from the export", of_file, "s", aim, once, servers.own_memory())


def _holds(result: Any) -> None:  # noqa: ANN401 (a Result)
    assert result.holds, result.sentences()
