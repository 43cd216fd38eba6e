"""Asking the policy, and writing down what it said with the facts and rules it was said from."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from bridge.parts import Parts
from policy import Decision, Facts, Request, decide, request_to_json
from policy.limits import Rules
from store.ledger import Kind, append
from store.models import RuleBook

_KEPT: Final = select(RuleBook.version).where(RuleBook.version == bindparam("version"))
_KEEP: Final = {
    "sqlite": sqlite.insert(RuleBook).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(RuleBook).on_conflict_do_nothing(),
}
"""Of several who use a version for the first time at once, none fails."""


@dataclass(frozen=True, slots=True)
class About:
    """Whom a decision is about, by row ids."""

    campaign: str | None = None
    session: str | None = None
    attempt: str | None = None
    contact: int | None = None
    volunteer: int | None = None


def ask(  # noqa: PLR0917 (each is of another kind: none can be taken for its neighbour)
    tx: Connection, parts: Parts, request: Request, facts: Facts, now: datetime, about: About
) -> tuple[Decision, int]:
    """Decide, and record the decision with its facts: the decision, and its ledger entry's id."""
    rules = parts.rules()
    decision = decide(request, facts, rules, now)
    keep_rules(tx, rules, now)
    kind = Kind.DECISION_PERMITTED if decision.permitted else Kind.DECISION_REFUSED
    entry = append(
        tx,
        kind,
        now,
        campaign=about.campaign,
        session=about.session,
        attempt=about.attempt,
        contact=about.contact,
        volunteer=about.volunteer,
        data={
            "request": request_to_json(request),
            "facts": facts.to_json(),
            "decision": decision.to_json(),
        },
    )
    return decision, entry


def keep_rules(tx: Connection, rules: Rules, now: datetime) -> None:
    """Keep this version of the rules if it is new: `ledger replay` decides by it again."""
    if tx.scalar(_KEPT, {"version": rules.version}) is None:
        tx.execute(
            _KEEP[tx.dialect.name],
            {"version": rules.version, "rules": rules.to_json(), "first_used_at": now},
        )
