"""One row: cleaned, checked, and made into what the store takes; or the reason why not."""

import hmac
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from policy.facts import NumberKind
from policy.numbers import read_number
from policy.rules.numbers import ORDINARY
from policy.sources import source_id
from scheduler.contacts_import.refusals import Refusal
from store.contacts import Line
from store.languages import code_of
from store.numbers import fingerprint
from store.spreadsheet import plain

LONGEST: Final = {
    "id": 64,
    "title": 40,
    "first_name": 100,
    "last_name": 100,
    "phone": 60,
    "household": 100,
    "area": 100,
    "ward": 100,
    "last_voting_intention": 100,
    "language": 16,
    "source": 60,
    "priority": 12,
}
PRIORITY: Final = 1000
UNREADABLE: Final = "\ufffd"
COPIED: Final = ("title", "first_name", "last_name", "area", "ward", "last_voting_intention")

# Control and direction characters: never part of a name, and able to turn what is shown around.
_UNSEEN: Final = dict.fromkeys([*range(32), *range(127, 160)], " ") | dict.fromkeys(
    [0xFEFF, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)


@dataclass(frozen=True, slots=True)
class Checker:
    """What rows are checked by. `columns`: where ours stand; `drama`: drama numbers alone are rung."""

    columns: Mapping[str, int]
    width: int
    number_key: bytes
    drama: bool

    def check(self, row: Sequence[str]) -> Line | Refusal:
        """The row as a line for the store, or why it is refused."""
        if len(row) > self.width and any(field.strip() for field in row[self.width :]):
            return Refusal.BAD_ROW
        last = len(row)
        values = {name: clean(row[at]) if at < last else "" for name, at in self.columns.items()}
        return self._fault(values) or self._line(values)

    def key(self, row: Sequence[str]) -> str:
        """The id that a row gives, whatever else is wrong with it; empty: none."""
        return self._short(row, "id")

    def place(self, row: Sequence[str]) -> tuple[str, str]:
        """The area and ward that a row names, whatever is wrong with it; empty where it names none."""
        return self._short(row, "area"), self._short(row, "ward")

    def _short(self, row: Sequence[str], name: str) -> str:
        at = self.columns.get(name, len(row))
        return clean(row[at])[: LONGEST[name]] if at < len(row) else ""

    def _fault(self, values: Mapping[str, str]) -> Refusal | None:
        for name, value in values.items():
            if len(value) > LONGEST[name]:
                return Refusal.TOO_LONG
            if UNREADABLE in value:
                return Refusal.UNREADABLE
        if not values.get("first_name") and not values.get("last_name"):
            return Refusal.MISSING_NAME
        return None if _whole_number(values.get("priority", "")) is not None else Refusal.BAD_PRIORITY

    def _line(self, values: Mapping[str, str]) -> Line | Refusal:
        number = read_number(values["phone"])
        if number.kind.kind is NumberKind.INVALID:
            return Refusal.NUMBER_INVALID
        if number.e164 is None or number.kind.kind not in ORDINARY or number.kind.drama is not self.drama:
            return Refusal.NUMBER_NOT_DIALABLE
        mark = fingerprint(number.e164, self.number_key)
        key = values.get("id") or _key_of(mark, values)
        return Line(key, number.e164, mark, values.get("household", "").casefold(), self._fields(values))

    def _fields(self, values: Mapping[str, str]) -> dict[str, str | int]:
        """The contact's columns that the file has: a column that it lacks leaves what is known alone."""
        fields: dict[str, str | int] = {name: values[name] for name in COPIED if name in values}
        if language := values.get("language", ""):
            fields["language"] = code_of(language)
        if "source" in values:
            fields["source"] = source_id(values["source"])
        if "priority" in values:
            fields["priority"] = _whole_number(values["priority"]) or 0
        return fields


def clean(text: str) -> str:
    """Without control and direction characters, white space made single, and letters composed (NFC)."""
    if text.isascii() and text.isalnum():
        return text  # nearly every field
    if text.isascii() and text.isprintable():
        text = text.strip()
        text = " ".join(text.split()) if "  " in text else text
    else:
        text = " ".join(unicodedata.normalize("NFC", text).translate(_UNSEEN).split())
    return plain(text)


def _whole_number(text: str) -> int | None:
    """The priority: nought where it is empty; None where it is none."""
    try:
        value = int(text or 0)
    except ValueError:
        return None
    return value if abs(value) <= PRIORITY else None


def _key_of(mark: str, values: Mapping[str, str]) -> str:
    """A key for a row without an id: from its number and name, so that it is the same the next time."""
    name = f"{values.get('first_name', '')}\n{values.get('last_name', '')}".casefold()
    return "~" + hmac.digest(mark.encode(), name.encode(), sha256).hex()[:32]
