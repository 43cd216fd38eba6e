"""How long an auditor waits for each report over a million calls, on both databases, beside counting the calls once.

The rows are made up, with the guards taken away, which are not measured: three entries of the ledger beside each dial.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from time import perf_counter
from typing import Any, Final

from sqlalchemy import Connection, create_engine, func, insert, select

from bench import servers
from bench.ledger import decision
from bench.sizes import Sizes
from bench.table import Row
from store.audit.reports import REPORTS, Period
from store.database import Database
from store.migrate import upgrade
from store.models import Attempt, Entry, OptOut, Register

STEP: Final = 20_000
AIM: Final = "2"
BEGIN: Final = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
OUTCOMES: Final = ("no_answer", "survey_complete", "machine", "busy", "declined")
REFUSAL: Final = {**decision(), "decision": {**decision()["decision"], "reason": "too_soon"}}
BESIDE: Final = ("dial:intended", "leg:status", "leg:ended")


def rows(sizes: Sizes) -> Iterator[Row]:
    """Seconds for each report."""
    for kind, name in servers.DATABASES.items():
        with servers.folder() as folder, servers.database(kind, folder) as url:
            upgrade(url)
            db = Database(url)
            fill(db, sizes.calls)
            settle(url)
            yield from _of(db, f"{sizes.calls:,} calls, {name}")
            db.dispose()


def _of(db: Database, what: str) -> Iterator[Row]:
    with db.read() as tx:
        began = perf_counter()
        tx.scalar(select(func.count()).select_from(Attempt).where(Attempt.fate == "x"))
        once = ("counted once", perf_counter() - began)
        for name, report in REPORTS.items():
            began = perf_counter()
            report(tx, Period())
            yield Row(f"report {name} of {what}", perf_counter() - began, "s", AIM, once)


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
    """Yield what the ledger has of the calls: the dials with what stands beside them, and for each fifth a refusal."""
    for number, row in enumerate(rows):
        about = {"at": row["dialled_at"], "campaign_id": row["campaign_id"], "attempt_id": row["id"]}
        yield {**about, "kind": "dial:started", "data": {"permit": row["permit_id"]}}
        yield from ({**about, "kind": kind, "data": {"status": "ringing"}} for kind in BESIDE)
        if number % 5 == 0:
            yield {
                **about,
                "kind": "decision:refused",
                "data": REFUSAL,
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
            made = list(calls(first, min(STEP, count - first)))
            tx.execute(insert(Attempt), made)
            tx.execute(insert(Entry), list(entries(made)))
        optouts = [
            {"number_id": one, "at": BEGIN + timedelta(days=900), "source": "keypad"} for one in range(5000)
        ]
        tx.execute(insert(OptOut), optouts)


def settle(url: str) -> None:
    """Leave the tables as the database's own housekeeping does in the course of two years."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE" if url.startswith("sqlite") else "VACUUM ANALYZE")
    engine.dispose()


def _drop_guards(tx: Connection) -> None:
    if tx.dialect.name != "sqlite":
        tx.exec_driver_sql("SET LOCAL session_replication_role = replica")
        return
    for (name,) in tx.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").all():
        tx.exec_driver_sql(f"DROP TRIGGER {name}")
