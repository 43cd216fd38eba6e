"""Decides every recorded decision again, from its recorded facts and by the rules of that version, and compares."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, func, select

from policy import ENGINE_VERSION, Facts, Rules, UnknownRequestError, decide, request_from_json
from store.audit.explain import DECISIONS
from store.models import Entry, RuleBook

PAGE: Final = 2000


@dataclass(frozen=True, slots=True)
class Difference:
    """A decision that is not decided so again."""

    entry: int
    sentence: str


@dataclass(slots=True)
class Replayed:
    """How many decisions were decided again, and which differ."""

    decisions: int = 0
    differences: list[Difference] = field(default_factory=list)


def replay(tx: Connection, seen: Callable[[int, int], object] = lambda *_: None) -> Replayed:
    """Decide all again. `seen` is told of the decisions done and those in all, for a progress bar."""
    total = tx.scalar(select(func.count()).select_from(Entry).where(Entry.kind.in_(DECISIONS))) or 0
    books, result = _Books(tx), Replayed()
    for row in _decisions(tx):
        if (why := _difference(row, books)) is not None:
            result.differences.append(Difference(row.id, f"Entry {row.id}, of {row.at.isoformat()}: {why}"))
        result.decisions += 1
        if result.decisions % PAGE == 0:
            seen(result.decisions, total)
    seen(total, total)
    return result


class _Books:
    """The rules by version, each read once."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx
        self._known: dict[str, Rules | None] = {}

    def get(self, version: str) -> Rules | None:
        """The rules of a version; None where they are not kept."""
        if version not in self._known:
            data = self._tx.scalar(select(RuleBook.rules).where(RuleBook.version == version))
            self._known[version] = None if data is None else Rules.from_json(data, version)
        return self._known[version]


def _decisions(tx: Connection) -> Iterator[Any]:
    after = 0
    query = (
        select(Entry.id, Entry.at, Entry.kind, Entry.data).where(Entry.kind.in_(DECISIONS)).order_by(Entry.id)
    )
    while page := tx.execute(query.where(Entry.id > after).limit(PAGE)).all():
        yield from page
        after = page[-1].id


def _difference(row: Any, books: _Books) -> str | None:  # noqa: ANN401 (a row)
    recorded = row.data["decision"]
    version = recorded["policy_version"]
    rules = books.get(version)
    if rules is None:
        return f"the rules of version {version} are not kept."
    if rules.version != version:
        return f"it was decided by version {version}, which this release (engine {ENGINE_VERSION}) does not decide by."
    try:
        request = request_from_json(row.data["request"])
    except UnknownRequestError as error:
        return str(error)
    again = decide(request, Facts.from_json(row.data["facts"]), rules, row.at).to_json()
    if again == recorded:
        return (
            None if row.kind == DECISIONS[recorded["verdict"] == "refuse"] else "its kind is not its verdict."
        )
    return _told(recorded, again)


def _told(recorded: dict[str, Any], again: dict[str, Any]) -> str:
    if (recorded["verdict"], recorded["reason"]) != (again["verdict"], again["reason"]):
        then, now = (f"{one['verdict']} ({one['reason'] or 'no reason'})" for one in (recorded, again))
        return f"recorded is {then}, decided again it is {now}."
    old = {rule["rule"]: rule for rule in recorded["rules"]}
    names = [str(rule["rule"]) for rule in again["rules"] if old.get(rule["rule"]) != rule]
    return f"the verdict is the same, but not what is said of {', '.join(names) or 'it'}."
