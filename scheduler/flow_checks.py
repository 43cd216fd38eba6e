"""The check of a call flow that staff write at a page: seconds of work, which a web server has no time for."""

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from bridge import publishing
from bridge.publishing import Given
from ivr.diff import changes
from ivr.examine import Report, examine
from ivr.load import FlowError
from ivr.rehearsal_file import names
from scheduler.tasks import Seen, Work
from store import drafts, flows
from store.database import Database
from store.drafts import Draft
from store.tasks import Asked

CHECK: Final = "flow:check"
AGAIN: Final = "flow:again"
"""A published version's check, before it is put in force again."""


@dataclass(frozen=True, slots=True)
class FlowChecks:
    """The checks."""

    db: Database

    def works(self) -> Mapping[str, Work]:
        """What each kind of task does."""
        return {CHECK: self.check, AGAIN: self.again}

    def check(self, task: Asked, _seen: Seen) -> dict[str, Any]:
        """Check the draft that the task names. What is found stands with the draft; the task says only `holds`."""
        with self.db.read() as tx:
            draft = drafts.get(tx, task.given["draft"])
            if draft is None or draft.task != task.id:
                return {"holds": False}
            given = Given(draft.name, draft.text, drafts.sounds(tx, draft.id))
            earlier = publishing.held_against(tx, given)
            name = flow_name(draft.text)
            newest = next(iter(reversed(flows.versions_of(tx, name))), None)
        report = examine(given.text, given.file, earlier=earlier, sounds=given.sounds)
        found = _found(report, draft)
        if report.flow is not None and newest is not None:
            found["changes"] = list(changes(newest, report.flow)) or ["Nothing changes."]
        with self.db.write() as tx:
            drafts.check(tx, draft.id, task.id, found)
        return {"holds": found["holds"]}

    def again(self, task: Asked, _seen: Seen) -> dict[str, Any]:
        """Check a published version anew, for a campaign that is to go back to it: this release may mind it."""
        with self.db.read() as tx:
            given = publishing.published(tx, task.given["version"])
        try:
            publishing.whole(given)
        except FlowError as error:
            return {"holds": False, "problems": [str(one) for one in error.problems]}
        return {"holds": True, "problems": []}


def flow_name(text: str) -> str:
    """The id that the flow's text gives it, by which it is published; empty where it cannot be read."""
    try:
        return str(tomllib.loads(text).get("id", ""))
    except (ValueError, RecursionError):
        return ""


def _found(report: Report, draft: Draft) -> dict[str, Any]:
    missed = publishing.rehearsed(report.flow, draft.rehearsals) if report.flow is not None else []
    return {
        "holds": report.flow is not None and not missed,
        "version": report.flow.version if report.flow is not None else None,
        "languages": list(report.flow.languages) if report.flow is not None else [],
        "problems": [asdict(one) | {"quoted": one.quoted} for one in report.problems],
        "rehearsals": len(names(draft.rehearsals)),
        "missed": [asdict(one) for one in missed],
        "changes": [],
    }
