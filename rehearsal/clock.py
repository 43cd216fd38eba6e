"""Clocks: a virtual one that moves only when told to, and the real one. Both speak aware UTC."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What the carrier asks of a clock."""

    def now(self) -> datetime:
        """Give the present moment, aware, in UTC."""
        ...

    def pause(self, seconds: float) -> None:
        """Hold up the calling thread; a virtual clock never does."""
        ...


class VirtualClock:
    """A clock for tests: it stands still until it is moved on. ``start`` must be aware."""

    def __init__(self, start: datetime) -> None:
        """Begin at ``start``; raise ValueError if it has no time zone."""
        if start.tzinfo is None:
            message = "A virtual clock needs a start with a time zone: pass an aware datetime."
            raise ValueError(message)
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        """Give the moment this clock was last moved to."""
        return self._now

    def move_to(self, when: datetime) -> None:
        """Move on to ``when``; time never goes back."""
        self._now = max(self._now, when)

    def pause(self, seconds: float) -> None:
        """Do nothing: waiting on a virtual clock would be waiting for ever."""


class RealClock:
    """The machine's clock, shifted by ``offset`` seconds (a rehearsal may be held at any hour)."""

    def __init__(self, offset: float = 0.0) -> None:
        """Shift every answer by ``offset`` seconds."""
        self._offset = timedelta(seconds=offset)

    def now(self) -> datetime:
        """Give the machine's time with the offset added."""
        return datetime.now(UTC) + self._offset

    def pause(self, seconds: float) -> None:
        """Sleep for ``seconds``."""
        time.sleep(seconds)
