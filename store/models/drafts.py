"""Call flows as staff write them at the pages, before they are published."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import Base


class FlowDraft(Base):
    """A flow that is not published: its writer's alone."""

    __tablename__ = "flow_drafts"

    id: Mapped[str] = mapped_column(primary_key=True)
    """Opaque."""
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str]
    """The file's name, as messages name it."""
    text: Mapped[str] = mapped_column(Text)
    rehearsals: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime]
    task: Mapped[str]
    """The newest task that checks it."""
    checked: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What the check of this very text found (`scheduler.flow_checks`); None until it is done."""


class DraftSound(Base):
    """A sound file that was sent with a draft."""

    __tablename__ = "flow_draft_sounds"

    draft_id: Mapped[str] = mapped_column(ForeignKey("flow_drafts.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)
