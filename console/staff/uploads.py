"""Files that staff send, each in a folder of its own under an opaque id, readable by its owner alone."""

import re
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from werkzeug.datastructures import FileStorage

from store.models import new_id

FILE: Final = "contacts.csv"
CAMPAIGN: Final = "campaign"
FORGOTTEN_AFTER: Final = timedelta(days=1)
_ID: Final = re.compile(r"[0-9a-f]{24}")


def keep(folder: Path, campaign: str, sent: FileStorage, now: datetime) -> str:
    """Keep the file for an import into this campaign, and return its id. Files that nobody went on with go."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _forget_old(folder, now)
    upload = new_id()
    made = folder / upload
    made.mkdir(mode=0o700)
    sent.save(made / FILE)
    (made / CAMPAIGN).write_text(campaign, encoding="ascii")
    return upload


def found(folder: Path, campaign: str, upload: str) -> Path | None:
    """The folder of a file that was sent for this campaign; None where there is none."""
    made = folder / upload
    if not _ID.fullmatch(upload) or not (made / CAMPAIGN).is_file():
        return None
    return made if (made / CAMPAIGN).read_text(encoding="ascii") == campaign else None


def hand_over(made: Path, task: str) -> None:
    """Give the file to the task that imports it."""
    (made / CAMPAIGN).unlink()
    made.rename(made.with_name(task))


def _forget_old(folder: Path, now: datetime) -> None:
    before = (now - FORGOTTEN_AFTER).timestamp()
    for mark in folder.glob(f"*/{CAMPAIGN}"):
        if mark.stat().st_mtime < before:
            shutil.rmtree(mark.parent, ignore_errors=True)
