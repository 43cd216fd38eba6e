"""The daily purging of what is past its time, as the slow queue's worker does it."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from scheduler.tasks import Seen, Work
from store.database import Database
from store.people.retention import Terms, purge
from store.tasks import Asked

PURGE: Final = "retention:purge"
BY: Final = "the service itself, once a day"


@dataclass(frozen=True, slots=True)
class Retention:
    """What is purged, and by what terms. `now` gives aware UTC."""

    db: Database
    now: Callable[[], datetime]
    terms: Terms

    def works(self) -> Mapping[str, Work]:
        """What the kind of task does."""
        return {PURGE: self.purge}

    def purge(self, _task: Asked, seen: Seen) -> dict[str, Any]:
        """Purge what is past its time, and say what went."""
        return {"past": [asdict(one) for one in purge(self.db, self.terms, self.now, by=BY, seen=seen)]}
