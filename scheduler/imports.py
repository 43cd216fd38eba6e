"""An import of contacts that staff asked for at a page, as the slow queue's worker does it."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from scheduler.contacts_import import FileRefusedError, Importer, Options
from scheduler.contacts_import.refusals import Refusal
from scheduler.tasks import Seen, Work
from store.errors import RefusedError
from store.tasks import Asked

IMPORT: Final = "contacts:import"
FILE: Final = "contacts.csv"
REFUSED: Final = "refused.csv"
GONE: Final = (
    "The file is no longer there: it was read, or is too old. Send it again; what was read changes nothing."
)


@dataclass(frozen=True, slots=True)
class Imports:
    """The imports. Each has a folder of its own under `uploads`, named as its task."""

    importer: Importer
    uploads: Path

    def works(self) -> Mapping[str, Work]:
        """What the kind of task does."""
        return {IMPORT: self.run}

    def run(self, task: Asked, seen: Seen) -> dict[str, Any]:
        """Read the file into the list. It is deleted once it is read; the refused rows stay as long as the task."""
        given, folder = task.given, self.uploads / task.id
        by = "" if task.user is None else f"user {task.user}"
        options = Options(given["mapping"], given["replace"], folder / REFUSED, exact=True, by=by)
        try:
            result = self.importer.run(folder / FILE, given["campaign"], options, seen)
        except FileRefusedError as error:
            raise RefusedError(str(error)) from error
        except FileNotFoundError as error:
            raise RefusedError(GONE) from error
        (folder / FILE).unlink()
        said = [(Refusal[code.upper()].sentence, count) for code, count in result.refusals.items()]
        return {
            "accepted": result.accepted, "added": result.added, "updated": result.updated,
            "removed": result.removed, "refused": result.refused, "refusals": said,
        }  # fmt: skip

    def forget(self, task: str) -> None:
        """Take away what a forgotten task left."""
        shutil.rmtree(self.uploads / task, ignore_errors=True)
