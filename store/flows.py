"""Published versions of call flows: kept for ever, never changed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from ivr.flow import Flow as CallFlow
from ivr.flows import LINE
from ivr.flows import text_of as shipped_text
from ivr.load import published, shipped
from store.errors import RefusedError
from store.ledger import Kind, append
from store.models import Flow, Sound

_kept: Final = select(Flow.name, Flow.text, Flow.line).where(Flow.version == bindparam("version"))
_insert: Final = {
    "sqlite": sqlite.insert(Flow).on_conflict_do_nothing().returning(Flow.version),
    "postgresql": postgresql.insert(Flow).on_conflict_do_nothing().returning(Flow.version),
}


@dataclass(frozen=True, slots=True)
class Published:
    """A version of a flow: when it was published (aware UTC), by whom and why."""

    name: str
    version: str
    at: datetime
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A version's text, and the shipped line's that it was laid over."""

    name: str
    text: str
    line: str


def publish(
    tx: Connection,
    text: str,
    *,
    line: str,
    name: str,
    version: str,
    by: str,
    now: datetime,
    why: str = "",
    sounds: Mapping[str, bytes] | None = None,
) -> bool:
    """Keep a version of a flow; False where it is kept already. `version`: by its content, as `ivr` has it.

    `by`: who published it, and `why`; `sounds`: the files that it names. The text must be checked before: what is kept
    is played.
    """
    if tx.execute(_kept, {"version": version}).first() is not None:
        return False
    row = {"version": version, "name": name, "text": text, "line": line, "why": why}
    made = tx.execute(_insert[tx.dialect.name], row | {"published_at": now, "published_by": by}).first()
    if made is None:  # somebody else published it between the two
        return False
    if sounds:
        tx.execute(
            insert(Sound), [{"version": version, "name": one, "data": sounds[one]} for one in sorted(sounds)]
        )
    append(
        tx,
        Kind.FLOW_PUBLISHED,
        now,
        data={"flow": name, "version": version},
        personal={"by": by} | ({"why": why} if why else {}),
    )
    return True


def publish_shipped(tx: Connection, name: str, *, by: str, now: datetime) -> str:
    """Keep the flow of this name that comes with the project, as it is in this release, and return its version."""
    version = shipped(name).version
    publish(
        tx, shipped_text(f"{name}.toml"), line=shipped_text(LINE), name=name, version=version, by=by, now=now
    )
    return version


def text_of(tx: Connection, version: str) -> Kept:
    """The text of a version. RefusedError where it was never published."""
    row = tx.execute(_kept, {"version": version}).first()
    if row is None:
        raise RefusedError(f"No flow of version {version[:12]} was published: run `ringround flows publish`.")
    return Kept(*row)


def sound_of(tx: Connection, version: str, name: str) -> bytes | None:
    """A sound file of a version; None where it has none of this name."""
    return tx.scalar(select(Sound.data).where(Sound.version == version, Sound.name == name))


def sounds_of(tx: Connection, version: str) -> dict[str, bytes]:
    """All sound files of a version, by name."""
    found = select(Sound.name, Sound.data).where(Sound.version == version).order_by(Sound.name)
    return {row.name: row.data for row in tx.execute(found)}


def version_of(tx: Connection, start: str) -> str | None:
    """The one published version that begins so, as `flows list` shows it; None where none does, or several do."""
    found = tx.scalars(
        select(Flow.version).where(Flow.version.startswith(start, autoescape=True)).limit(2)
    ).all()
    return found[0] if len(found) == 1 else None


def listing(tx: Connection) -> list[Published]:
    """All versions of all flows, the newest last."""
    rows = select(Flow.name, Flow.version, Flow.published_at, Flow.published_by, Flow.why)
    return [Published(*row) for row in tx.execute(rows.order_by(Flow.published_at, Flow.version))]


def versions_of(tx: Connection, name: str) -> list[CallFlow]:
    """All published versions of the flow of this name, the newest last."""
    rows = select(Flow.text, Flow.line, Flow.version).where(Flow.name == name)
    found = tx.execute(rows.order_by(Flow.published_at, Flow.version))
    return [replace(published(row.text, name, row.line), version=row.version) for row in found]
