"""Call flows that staff write at the pages: each its writer's alone, checked by the slow queue's worker.

A change of the text takes what was found of the old one away; a check that comes late is not kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from store.models import DraftSound, FlowDraft, new_id


@dataclass(frozen=True, slots=True)
class Draft:
    """A flow that is not published. `checked`: what was found of this very text; `task`: who finds it."""

    id: str
    name: str
    text: str
    rehearsals: str
    changed_at: datetime
    task: str
    checked: dict[str, Any] | None


_DRAFT = select(
    FlowDraft.id, FlowDraft.name, FlowDraft.text, FlowDraft.rehearsals, FlowDraft.changed_at, FlowDraft.task,
    FlowDraft.checked,
)  # fmt: skip


def begin(tx: Connection, user: int, now: datetime, *, name: str, text: str, rehearsals: str) -> str:
    """A new draft; its id. `name`: the file's; `now`: aware UTC."""
    draft = new_id()
    row = {"id": draft, "user_id": user, "name": name, "text": text, "rehearsals": rehearsals}
    tx.execute(insert(FlowDraft), row | {"changed_at": now, "task": "", "checked": None})
    return draft


def keep_sounds(tx: Connection, draft: str, sounds: Mapping[str, bytes]) -> None:
    """Keep these sound files with it, in the place of any of the same names."""
    kept = DraftSound.draft_id == draft
    for name in sorted(sounds):
        tx.execute(delete(DraftSound).where(kept, DraftSound.name == name))
        tx.execute(insert(DraftSound), {"draft_id": draft, "name": name, "data": sounds[name]})


def sounds(tx: Connection, draft: str) -> dict[str, bytes]:
    """Its sound files, by name."""
    found = select(DraftSound.name, DraftSound.data).where(DraftSound.draft_id == draft)
    return {row.name: row.data for row in tx.execute(found.order_by(DraftSound.name))}


def change(tx: Connection, draft: str, text: str, rehearsals: str, now: datetime) -> None:
    """Put another text in its place."""
    _set(tx, draft, text=text, rehearsals=rehearsals, changed_at=now, checked=None)


def checking(tx: Connection, draft: str, task: str) -> None:
    """This task checks it."""
    _set(tx, draft, task=task, checked=None)


def check(tx: Connection, draft: str, task: str, found: dict[str, Any]) -> None:
    """What the check found, unless the draft has been changed and another task checks it."""
    tx.execute(update(FlowDraft).where(FlowDraft.id == draft, FlowDraft.task == task).values(checked=found))


def get(tx: Connection, draft: str, user: int | None = None) -> Draft | None:
    """The draft; None where there is none, or where it is not this user's."""
    wanted = _DRAFT.where(FlowDraft.id == draft)
    row = tx.execute(wanted if user is None else wanted.where(FlowDraft.user_id == user)).first()
    return None if row is None else Draft(*row)


def of_user(tx: Connection, user: int) -> list[Draft]:
    """All that this user writes, the newest first."""
    mine = _DRAFT.where(FlowDraft.user_id == user).order_by(FlowDraft.changed_at.desc(), FlowDraft.id)
    return [Draft(*row) for row in tx.execute(mine)]


def remove(tx: Connection, draft: str) -> None:
    """It is published, or wanted no more."""
    tx.execute(delete(DraftSound).where(DraftSound.draft_id == draft))
    tx.execute(delete(FlowDraft).where(FlowDraft.id == draft))


def _set(tx: Connection, draft: str, **values: object) -> None:
    tx.execute(update(FlowDraft).where(FlowDraft.id == draft).values(**values))
