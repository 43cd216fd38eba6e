"""How old the registers in force are, as staff and operators are told."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, select

from store.models import Register
from store.registers.file import KINDS
from store.registers.shelf import age_days

WARN_FROM: Final = 21
STALE_AFTER: Final = 28
"""Days (PECR, the licence's 28 days): past them all dialling stops."""


def in_force(tx: Connection, kind: str) -> Any:  # noqa: ANN401 (a row, or None)
    """The register's row that is in force; None where there is none."""
    return tx.execute(
        select(Register.id, Register.produced_on, Register.count, Register.sha256, Register.imported_at)
        .where(Register.register == kind, Register.replaced_at.is_(None))
    ).first()  # fmt: skip


def standings(tx: Connection, now: datetime) -> list[dict[str, Any]]:
    """Each register's state (good, ageing, stale, missing), its age in London days, and a sentence with the remedy."""
    return [_standing(tx, kind, now) for kind in KINDS]


def _standing(tx: Connection, kind: str, now: datetime) -> dict[str, Any]:
    row, name = in_force(tx, kind), kind.upper()
    if row is None:
        said = f"{name}: there is none, and nothing is dialled: import it with `ringround registers import`."
        return {"register": kind, "state": "missing", "sentence": said}
    age = age_days(row.produced_on, now)
    state = "stale" if age > STALE_AFTER else "ageing" if age >= WARN_FROM else "good"
    remedy = {
        "good": "",
        "ageing": f" Import a newer file: past {STALE_AFTER} days all dialling stops.",
        "stale": " All dialling has stopped: import a newer file.",
    }[state]
    return {
        "register": kind,
        "state": state,
        "produced_on": row.produced_on,
        "imported_at": row.imported_at,
        "age_days": age,
        "count": row.count,
        "sha256": row.sha256,
        "sentence": f"{name}: {row.count:,} numbers, produced on {row.produced_on}, age in days {age}.{remedy}",
    }
