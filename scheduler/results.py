"""A campaign's results, as the slow queue's worker counts them: the calls never wait for a count."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from scheduler.tasks import Seen, Work
from store import results
from store.database import Database
from store.tasks import Asked

RESULTS: Final = "campaign:results"


@dataclass(frozen=True, slots=True)
class Counting:
    """The counts."""

    db: Database

    def works(self) -> Mapping[str, Work]:
        """What the kind of task does."""
        return {RESULTS: self.count}

    def count(self, task: Asked, _seen: Seen) -> dict[str, Any]:
        """Count the results of the campaign that the task names."""
        with self.db.read() as tx:
            return asdict(results.count(tx, task.given["campaign"]))
