"""How long an auditor waits for each report, over a million calls, beside counting the calls once.

Run it: `python -m bench.reports [CALLS] [--url DATABASE_URL]` (a million on SQLite unless told; a PostgreSQL
database has to be empty, and the role a superuser). The rows are made up without the guards, which are not measured.
"""

import argparse
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import Connection, func, insert, select

from store.audit.reports import REPORTS, Period
from store.database import Database
from store.migrate import upgrade
from store.models import Attempt, Entry, OptOut, Register

MILLION = 1_000_000
STEP = 20_000
AIM = 2.0
BEGIN = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
OUTCOMES = ("no_answer", "survey_complete", "machine", "busy", "declined")


def calls(first: int, count: int) -> Iterator[dict[str, Any]]:
    """Yield calls as rows: a thousand an hour, eleven hours a day."""
    for number in range(first, first + count):
        at = BEGIN + timedelta(days=number // 11_000, seconds=3.6 * (number % 11_000))
        answered = at + timedelta(seconds=12) if number % 3 == 0 else None
        yield {
            "id": f"{number:024x}", "campaign_id": f"c{number % 4}", "contact_id": number, "household_id": number,
            "number_id": number * 7 % 400_000, "volunteer_id": 1, "session_id": "s", "flow_version": "v",
            "caller_id": "+442079460100", "source": "canvass", "state": "ended", "live": False,
            "permit_id": f"p{number}", "leg_sid": f"CA{number}", "intended_at": at, "dialled_at": at,
            "ringing_at": at + timedelta(seconds=2), "answered_at": answered,
            "joined_at": answered and answered + timedelta(seconds=number % 5 / 2),
            "ended_at": at + timedelta(seconds=10 + number % 60), "fate": "no_answer", "false_positive": False,
            "outcome": OUTCOMES[number % 5],
        }  # fmt: skip


def entries(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield what the ledger has of the calls: the dials, and for each fifth a refusal."""
    for number, row in enumerate(rows):
        about = {"at": row["dialled_at"], "campaign_id": row["campaign_id"], "attempt_id": row["id"]}
        yield {**about, "kind": "dial:started", "data": {"permit": row["permit_id"]}}
        if number % 5 == 0:
            yield {
                **about,
                "kind": "decision:refused",
                "data": {"decision": {"reason": "too_soon", "rules": []}},
            }


def fill(db: Database, count: int) -> None:
    """Write the rows, with the guards taken away."""
    with db.alter() as tx:
        _drop_guards(tx)
        for kind in ("tps", "ctps"):
            values = {
                "register": kind,
                "produced_on": date(2026, 1, 4),
                "imported_at": BEGIN - timedelta(hours=1),
            }
            tx.execute(insert(Register), {**values, "sha256": "", "count": 1, "path": ""})
        for first in range(0, count, STEP):
            rows = list(calls(first, STEP))
            tx.execute(insert(Attempt), rows)
            tx.execute(insert(Entry), list(entries(rows)))
        optouts = [
            {"number_id": one, "at": BEGIN + timedelta(days=900), "source": "keypad"} for one in range(5000)
        ]
        tx.execute(insert(OptOut), optouts)
    with db.alter() as tx:
        tx.exec_driver_sql("ANALYZE")


def _drop_guards(tx: Connection) -> None:
    if tx.dialect.name != "sqlite":
        tx.exec_driver_sql("SET LOCAL session_replication_role = replica")
        return
    for (name,) in tx.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").all():
        tx.exec_driver_sql(f"DROP TRIGGER {name}")


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return how many seconds the work takes, by the clock and of this process."""
    start, begin = perf_counter(), process_time()
    work()
    return perf_counter() - start, process_time() - begin


def main(count: int, url: str) -> None:
    """Print the table."""
    upgrade(url)
    db = Database(url)
    fill(db, count)
    with db.read() as tx:
        base = timed(lambda: tx.scalar(select(func.count()).select_from(Attempt).where(Attempt.fate == "x")))
        print(
            f"{url.partition(':')[0]}, {count:,} calls; to count them once takes {base[0]:.2f} s; aim {AIM} s each"
        )
        for name, report in REPORTS.items():
            wall, own = timed(lambda: report(tx, Period()))  # noqa: B023 (called at once)
            print(f"{name:16} {wall:7.2f} s  ({own:.2f} s of this process)")
    db.dispose()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("calls", type=int, nargs="?", default=MILLION)
    parser.add_argument("--url", default="")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        main(given.calls, given.url or f"sqlite:///{Path(directory) / 'bench.db'}")
