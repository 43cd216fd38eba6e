"""The registers as the service reads them: by the name in the database row, opened once."""

from collections.abc import Collection
from datetime import date, datetime
from pathlib import Path
from threading import Lock
from zoneinfo import ZoneInfo

from store.registers.file import Register

_LONDON = ZoneInfo("Europe/London")


class Shelf:
    """Keeps registers open, one of each kind; asked for another file, it opens that one and drops the old."""

    def __init__(self, directory: Path) -> None:
        """Begin with nothing open; files are looked for in `directory`."""
        self._directory = directory
        self._open: dict[str, tuple[str, Register]] = {}
        self._lock = Lock()

    def register(self, kind: str, name: str) -> Register:
        """Return the register in the file of that name. Raises RegisterError where it cannot be opened.

        A register that another thread still holds stays readable: the map is given back with the last
        reference.
        """
        held = self._open.get(kind)
        if held is not None and held[0] == name:
            return held[1]
        with self._lock:
            register = Register(self._directory / Path(name).name)
            self._open[kind] = (name, register)
            return register


def remove_superseded(directory: Path, in_force: Collection[str]) -> None:
    """Remove every register in `directory` but those named: an old one is licensed for no further use.

    Readers that have one open keep it until they ask for another.
    """
    for path in directory.glob("*.register"):
        if path.name not in in_force:
            path.unlink(missing_ok=True)


def age_days(produced_on: date, now: datetime) -> int:
    """Return how many days ago, by London's calendar, a register was produced. `now` is an aware time."""
    return (now.astimezone(_LONDON).date() - produced_on).days
