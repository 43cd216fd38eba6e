"""Which of the file's columns is which of ours."""

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Final

from policy.numbers import read_number
from scheduler.contacts_import.checking import clean

COLUMNS: Final = (
    "id",
    "title",
    "first_name",
    "last_name",
    "phone",
    "household",
    "area",
    "ward",
    "last_voting_intention",
    "language",
    "source",
    "priority",
)
LONGEST: Final = 40
"""Characters of a column's name that a message repeats."""
OPINIONS: Final = ("last_voting_intention",)
"""Those of political opinions, which parties alone may hold without explicit consent (UK GDPR art 9)."""


class FileRefusedError(ValueError):
    """The file as a whole cannot be imported; the message says why, and the remedy, in one sentence."""


def guess(header: Sequence[str]) -> dict[str, int]:
    """Where our columns stand in the header by their names alone, the first of two alike. Nothing is refused."""
    theirs = [_plain(name) for name in header]
    return {name: theirs.index(_plain(name)) for name in COLUMNS if _plain(name) in theirs}


def find_columns(header: Sequence[str], mapping: Mapping[str, str], *, exact: bool = False) -> dict[str, int]:
    """Where each of our columns stands in the header. `mapping`: theirs to ours, as given with --map.

    `exact`: the mapping is all. Else columns are found by their names as well; capitals, spaces and punctuation make
    no difference; columns that are not ours are passed over.
    FileRefusedError where the mapping does not fit, a column stands twice, or one that is needed is missing.
    """
    theirs = [_plain(name) for name in header]
    renamed = {_known_theirs(name, header): _known_ours(ours) for name, ours in mapping.items()}
    by_name = () if exact else (name for name in COLUMNS if name not in renamed.values())
    ours = {_plain(name): name for name in by_name} | renamed
    found: dict[str, int] = {}
    for place, name in enumerate(theirs):
        column = ours.get(name)
        if column is not None and found.setdefault(column, place) != place:
            raise FileRefusedError(f"Two columns of the file are '{column}': rename or remove one.")
    _require(found, header)
    return found


def _require(found: Mapping[str, int], header: Sequence[str]) -> None:
    if not found.keys() & {"phone", "first_name", "last_name"} and any(map(_is_number, header)):
        # Whoever stands there is not named in a message.
        raise FileRefusedError(
            "The file's first line is somebody's: put a line with the columns' names above it."
        )
    named = ", ".join(f"'{name[:LONGEST]}'" for name in map(clean, header[:20]) if name)
    for needed in (("phone",), ("first_name", "last_name")):
        if not found.keys() & set(needed):
            raise FileRefusedError(
                f"The file has no column '{' or '.join(needed)}' but {named or 'none'}: "
                f"name the right one with --map THEIRS={needed[0]}."
            )


def _is_number(field: str) -> bool:
    return read_number(field).e164 is not None


def _known_theirs(name: str, header: Sequence[str]) -> str:
    if _plain(name) not in {_plain(column) for column in header}:
        raise FileRefusedError(
            f"--map names '{name}', but the file has no such column: look at its first line."
        )
    return _plain(name)


def _known_ours(name: str) -> str:
    if name in COLUMNS:
        return name
    near = get_close_matches(name, COLUMNS, 1)
    raise FileRefusedError(
        f"--map names '{name}', which is no column here: use {near[0] if near else ', '.join(COLUMNS)}."
    )


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()
