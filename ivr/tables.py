"""Reading a flow's tables field by field, keeping note of every fault instead of stopping at the first."""

import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Literal, TypeAlias, TypeVar

Path = tuple[str, ...]
Name = TypeVar("Name", bound=str)
Grade: TypeAlias = Literal["error", "warning", "note"]
"""An error keeps a flow from being used; a warning does not; a note is what publishing says besides."""

TO_CONTACTS = frozenset(
    {
        "announce", "announcement", "beep", "contact_hears", "leave_message", "machine_message", "message",
        "play", "play_to_contact", "say_to_contact", "to_contact", "voicemail",
    }
)  # fmt: skip
"""What somebody would call a recording for a contact."""
NEVER_PLAYED = (
    "nothing is ever played to a contact, nor left on a machine (PECR, regulation 19): take this out."
)


ID = re.compile(r"[a-z][a-z0-9_-]*")
"""What a flow, a question or a step may be called."""
MOST_NAMES, FEW_NAMES = 14, 5
"""Up to so many names all are told; of more, so many of the nearest."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and the remedy. `path`: where in the file; `words`: the words at fault."""

    path: Path
    words: str
    message: str
    grade: Grade = "error"


def nearest(word: str, known: object) -> str:
    """The remedy for a name that is not known: the one that was meant, or all there are, or of many a few."""
    there = known if isinstance(known, list | tuple | set | frozenset | dict) else []
    names = sorted({str(name) for name in there if str(name)})
    close = get_close_matches(word, names, n=1, cutoff=0.6)
    if close:
        return f'Did you mean "{close[0]}"?'
    if len(names) > MOST_NAMES:
        few = get_close_matches(word, names, n=FEW_NAMES, cutoff=0)
        return f"Known are {', '.join(few)} and {len(names) - len(few)} more."
    return f"Known: {', '.join(names)}." if names else "There is none yet."


def not_an_id(given: str) -> str:
    """What is wrong with such an id, and the remedy."""
    plain = re.sub(r"[^a-z0-9_-]+", "_", given.casefold()).strip("_-")
    remedy = f', such as "{plain}"' if ID.fullmatch(plain) else ""
    return f'"{given}" is no id: use small letters, figures, _ and -, and begin with a letter{remedy}.'


@dataclass(slots=True)
class Table:
    """One table, where it stands, and the faults found so far (one list for the whole file)."""

    data: dict[str, object]
    path: Path
    faults: list[Fault]
    read: set[str] = field(default_factory=set)

    def __contains__(self, key: str) -> bool:
        return key in self.data

    def fault(self, message: str, words: object = "", *, key: str | None = None) -> None:
        """Keep note of a fault, at one of the table's fields or at the table itself."""
        self.faults.append(Fault((*self.path, key) if key else self.path, str(words), message))

    def _take(self, key: str, kind: type | tuple[type, ...], what: str) -> object | None:
        self.read.add(key)
        value = self.data.get(key)
        if value is None or (isinstance(value, kind) and not (kind is int and isinstance(value, bool))):
            return value
        self.fault(f"this has to be {what}.", value if isinstance(value, str | int) else "", key=key)
        return None

    def text(self, key: str, default: str = "") -> str:
        """A string."""
        value = self._take(key, str, 'words between "quotation marks"')
        return value if isinstance(value, str) else default

    def needed(self, key: str) -> str:
        """A string that may not be left out."""
        if key not in self.data:
            self.fault(f'"{key}" is missing: add it.')
        return self.text(key)

    def id(self) -> str:
        """What this table is known by: answers are kept under it, and other tables name it."""
        given = self.needed("id")
        if "id" in self and not ID.fullmatch(given):
            self.fault(not_an_id(given), given, key="id")
        return given

    def number(self, key: str, default: int, least: int = 1, most: int | None = None) -> int:
        """A whole number, within these bounds."""
        value = self._take(key, int, "a whole number")
        if not isinstance(value, int):
            return default
        if value < least:
            self.fault(f"this has to be {least} or more.", value, key=key)
        if most is not None and value > most:
            self.fault(f"this has to be {most} or less.", value, key=key)
        return value

    def truth(self, key: str) -> bool:
        """Whether it is so; it is not where it is left out."""
        return self._take(key, bool, "true or false") is True

    def strings(self, key: str) -> tuple[str, ...]:
        """A list of strings."""
        value = self._take(key, list, 'a list: ["one", "two"]')
        if not isinstance(value, list):
            return ()
        for one in value:
            if not isinstance(one, str):
                self.fault('each of the list has to be words between "quotation marks".', one, key=key)
        return tuple(one for one in value if isinstance(one, str))

    def table(self, key: str) -> "Table":
        """A table within; an empty one if it is left out."""
        words = f', such as {key} = {{ en = "…" }}' if isinstance(self.data.get(key), str) else ""
        value = self._take(key, dict, f"a table, [{self._heading(key)}]{words}")
        return self._within(key, value if isinstance(value, dict) else {})

    def _heading(self, key: str) -> str:
        """How a table within is begun in the file: which row of a list it belongs to goes by its place."""
        rows = 1 if self.path[:1] == ("questions",) else len(self.path)
        return ".".join((*self.path[:rows], *self.path[rows + 1 :], key))

    def tables(self, key: str) -> list["Table"]:
        """A list of tables within."""
        value = self._take(key, list, f"a list of tables: [[{key}]]")
        rows = value if isinstance(value, list) else []
        return [
            self._within(f"{key}.{index}", row) for index, row in enumerate(rows) if isinstance(row, dict)
        ]

    def _within(self, key: str, data: dict[str, object]) -> "Table":
        return Table(data, (*self.path, *key.split(".")), self.faults)

    def one_of(self, key: str, names: tuple[Name, ...]) -> Name | None:
        """One of a closed list of names, or None if it is left out or not among them."""
        value = self.text(key)
        known = [name for name in names if name == value]
        if value and not known:
            self.fault(f'there is no "{value}" here. {nearest(value, names)}', value, key=key)
        return known[0] if known else None

    def some_of(self, key: str, names: tuple[Name, ...]) -> tuple[Name, ...]:
        """Some of a closed list of names, in the order given."""
        given = self.strings(key)
        for value in given:
            if value not in names:
                self.fault(f'there is no "{value}" here. {nearest(value, names)}', value, key=key)
        return tuple(name for value in given for name in names if name == value)

    def done(self) -> None:
        """Nothing else is read from this table: whatever is left is a fault."""
        for key in [one for one in self.data if one not in self.read]:
            unknown = f'"{key}" is not known here. {nearest(key, self.read)}'
            self.fault(NEVER_PLAYED if key in TO_CONTACTS else unknown, key, key=key)
