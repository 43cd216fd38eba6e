"""Published versions of call flows: kept for ever, never changed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, bindparam, insert, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from ivr.flow import Flow as CallFlow
from ivr.flows import LINE
from ivr.flows import text_of as shipped_text
from ivr.load import published, shipped
from store.errors import RefusedError
from store.ledger import Kind, append
from store.models import Attempt, Entry, Flow, Sound

_kept: Final = select(Flow.name, Flow.text, Flow.line).where(Flow.version == bindparam("version"))
_insert: Final = {
    "sqlite": sqlite.insert(Flow).on_conflict_do_nothing().returning(Flow.version),
    "postgresql": postgresql.insert(Flow).on_conflict_do_nothing().returning(Flow.version),
}

_VERSION: Final = Entry.data["version"].as_string()
_PUBLISHED: Final = select(_VERSION).where(Entry.kind == Kind.FLOW_PUBLISHED.value)
"""The versions that were published: others were only tried."""


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
    """Keep a version of a flow; False where it is published already. `version`: by its content, as `ivr` has it.

    `by`: who published it, and `why`; `sounds`: the files that it names. The text must be checked before: what is kept
    is played. `bridge.publishing` sees to that.
    """
    row = {"version": version, "name": name, "text": text, "line": line, "why": why}
    new = _keep(tx, row | {"published_at": now, "published_by": by}, sounds or {})
    if not new and _is_published(tx, version):
        return False
    said = {"by": by} | ({"why": why} if why else {})
    told = {"flow": name, "version": version}
    # The row of a version that was tried before keeps who tried it.
    append(
        tx, Kind.FLOW_PUBLISHED, now, data=told, personal=said if new else None, noted=None if new else said
    )
    return True


def try_out(
    tx: Connection,
    text: str,
    *,
    line: str,
    name: str,
    version: str,
    by: str,
    now: datetime,
    sounds: Mapping[str, bytes],
) -> None:
    """Keep a version to rehearse with: it is not published, and gives no question's id its meaning."""
    row = {"version": version, "name": name, "text": text, "line": line, "why": ""}
    if _keep(tx, row | {"published_at": now, "published_by": by}, sounds):
        append(tx, Kind.FLOW_TRIED, now, data={"flow": name, "version": version}, personal={"by": by})


def _keep(tx: Connection, row: Mapping[str, Any], sounds: Mapping[str, bytes]) -> bool:
    """Keep the version with its sounds; False where it is kept already, or is just now by somebody else."""
    if tx.execute(_kept, {"version": row["version"]}).first() is not None:
        return False
    if tx.execute(_insert[tx.dialect.name], row).first() is None:
        return False
    if sounds:
        kept = [{"version": row["version"], "name": one, "data": sounds[one]} for one in sorted(sounds)]
        tx.execute(insert(Sound), kept)
    return True


def _is_published(tx: Connection, version: str) -> bool:
    return tx.execute(_PUBLISHED.where(version == _VERSION).limit(1)).first() is not None


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


def versions_of(
    tx: Connection, name: str, *, version: str = "", campaign: str | None = None
) -> list[CallFlow]:
    """All published versions of the flow of this name, the oldest first: what its questions' ids mean is in them.

    `version`: the one that is to be played; what was published after it is not held against it. `campaign`: the one
    that is to play it; what it has played counts too, by whatever name, unless it has played this very version.
    """
    counts: ColumnElement[bool] = Flow.name == name
    own = tx.execute(select(Flow.published_at).where(Flow.version == version)).first()
    if own is not None:
        same_time = and_(Flow.published_at == own.published_at, Flow.version < version)
        counts = and_(counts, or_(Flow.published_at < own.published_at, same_time))
    if campaign is not None:
        played = set(
            tx.scalars(select(Attempt.flow_version).where(Attempt.campaign_id == campaign).distinct())
        )
        if version not in played:
            counts = or_(counts, Flow.version.in_(sorted(played)))
    rows = select(Flow.name, Flow.text, Flow.line, Flow.version).where(counts, Flow.version.in_(_PUBLISHED))
    found = tx.execute(rows.order_by(Flow.published_at, Flow.version))
    return [replace(published(row.text, row.name, row.line), version=row.version) for row in found]
