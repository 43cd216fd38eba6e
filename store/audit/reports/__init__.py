"""What an auditor counts, by name. Each report says what it counted, and from what."""

from collections.abc import Callable
from typing import Final

from sqlalchemy import Connection

from store.audit.reports import calls, dials, law, people, wishes
from store.audit.reports.table import Period, Table

__all__ = ["REPORTS", "Period", "Report", "Table", "title"]

Report = Callable[[Connection, Period], Table]

REPORTS: Final[dict[str, Report]] = {
    "outside-hours": law.outside_hours,
    "after-opt-out": law.after_opt_out,
    "dial-times": dials.dial_times,
    "opt-out-delay": law.opt_out_delay,
    "stale-register": law.stale_register,
    "repeats": calls.repeats,
    "short-rings": calls.short_rings,
    "slow-joins": calls.slow_joins,
    "abandoned": calls.abandoned,
    "refusals": calls.refusals,
    "caller-ids": calls.caller_ids,
    "opt-outs": wishes.opt_outs,
    "consents": wishes.consents,
    "access": people.access,
    "changes": people.changes,
    "sample": people.sample,
    "gaps": people.gaps,
}


def title(name: str) -> str:
    """What a report is about, in one line."""
    return (REPORTS[name].__doc__ or "").splitlines()[0]
