"""Names and locates what is wrong in a ledger that does not hold: between two heads, and on from the second."""

import json
from collections.abc import Iterable, Sequence
from typing import Final

from store.sealing.exported import Result, Row
from store.sealing.proof import Head, Tree, canonical, leaf_hash

NAMEABLE: Final = 64
"""Rows between two heads up to which two that changed places are looked for in pairs."""


class Diagnosis:
    """Names and locates what is wrong between two heads, and goes on from the second as if nothing were."""

    def __init__(self, heads: Sequence[Head], result: Result) -> None:
        self._heads, self._result = heads, result
        self._numbered = 0
        """By how much all places are off from here on: whoever takes a row out may number the others anew."""

    def of(self, rows: Iterable[Row]) -> int:
        """Look at all rows in the order they stand in, and return how many stand after the last head."""
        self._all = list(rows)
        start, cursor = Tree(), 0
        for number, head in enumerate(self._heads):
            shift = self._shift(number, start, cursor)
            end = cursor + head.size - start.size + shift
            self._look(start, head, self._all[cursor:end], shift, self._all[end : end + 1])
            start, cursor = head.tree() or start, end
        self._edited(self._all[cursor:])
        return len(self._all) - cursor

    def _shift(self, number: int, start: Tree, cursor: int) -> int:
        """How many rows too many (or too few) stand before this head, so that the next heads hold again."""
        head, size = self._heads[number], self._heads[number].size - start.size
        if _makes(head, start, self._all[cursor : cursor + size]):
            return 0
        rest, end = self._heads[number + 1 :], cursor + size
        if not rest:
            return len(self._all) - end
        following = rest[0]
        length = following.size - head.size
        tree = head.tree() or start
        tries = sorted(range(-min(size, NAMEABLE), NAMEABLE + 1), key=abs)
        return next((d for d in tries if _makes(following, tree, self._all[end + d : end + d + length])), 0)

    def _look(self, start: Tree, head: Head, rows: Sequence[Row], shift: int, after: Sequence[Row]) -> None:
        """Name what is wrong among these rows, which should be those between the two, and are before `after`."""
        before = len(self._result.findings)
        self._edited(rows)
        wanted = list(range(start.size + 1, head.size + 1))
        standing = [row.place - self._numbered for row in rows]
        if any(row.place == head.size + 1 + self._numbered + shift for row in after):
            self._numbered += shift
        if shift < 0:
            gone = sorted(set(wanted) - set(standing))
            told = gone[0] < max(standing, default=0) or any(row.place == head.size + 1 for row in after)
            self._missing(gone if told else (), -shift, start.size + 1, head.size)
        elif shift > 0:
            self._extra(start, head, rows, shift)
        elif standing != wanted:
            self._places(standing, set(wanted))
        if len(self._result.findings) == before and not _makes(head, start, rows):
            self._unnamed(start, head, rows)

    def _edited(self, rows: Sequence[Row]) -> None:
        """Name the rows that are not what their own leaf hash says."""
        moved = self._moved(rows)
        for row in rows:
            if row.found is None:
                self._gone(row.place)
            elif row.found != row.kept and not moved:
                said = f"the row at place {row.place:,}{_entry(row)} is not what was sealed."
                self._result.find("edited", said, row.place)

    def _gone(self, place: int) -> None:
        self._result.find("removed", f"the row at place {place:,} is gone.", place)

    def _moved(self, rows: Sequence[Row]) -> bool:
        """Two rows whose hashes, or whose contents, stand at each other's place."""
        bad = [row for row in rows if row.found is not None and row.found != row.kept]
        if len(bad) != 2:  # noqa: PLR2004 (two that changed places)
            return False
        one, other = bad
        if not (one.found == other.kept or _with_id(one, other) == other.kept):
            return False
        self._swapped(one.place, other.place)
        return True

    def _swapped(self, one: int, other: int) -> None:
        self._result.find(
            "swapped", f"the rows at places {one:,} and {other:,} have changed places.", one, other
        )

    def _missing(self, places: Sequence[int], count: int, first: int, last: int) -> None:
        if len(places) == count:
            for place in places:
                self._gone(place)
        else:
            self._result.find(
                "removed", f"{count} rows between places {first:,} and {last:,} are gone.", first, last
            )

    def _extra(self, start: Tree, head: Head, rows: Sequence[Row], count: int) -> None:
        for number, row in enumerate(rows if count == 1 else ()):
            if _makes(head, start, [*rows[:number], *rows[number + 1 :]]):
                self._result.find(
                    "inserted", f"the row at place {row.place:,}{_entry(row)} was put in.", row.place
                )
                return
        first, last = start.size + 1, head.size
        self._result.find(
            "inserted", f"{count} rows between places {first:,} and {last:,} were put in.", first, last
        )

    def _places(self, standing: Sequence[int], wanted: set[int]) -> None:
        """As many rows as there should be, at other places than they say."""
        foreign = sorted(set(standing) - wanted)
        out = foreign or [place for place, due in zip(standing, sorted(wanted), strict=True) if place != due]
        for one, other in zip(out, sorted(wanted - set(standing)) or reversed(out), strict=False):
            if foreign or one < other:
                self._swapped(*sorted((one, other)))

    def _unnamed(self, start: Tree, head: Head, rows: Sequence[Row]) -> None:
        """Everything agrees with itself and not with the head: two rows may have changed places, numbers and all."""
        count = len(rows)
        reach = count if count <= NAMEABLE else 2
        for one in range(count):
            for other in range(one + 1, min(one + reach, count)):
                tried = list(rows)
                tried[one], tried[other] = tried[other], tried[one]
                if _makes(head, start, tried):
                    self._swapped(rows[one].place, rows[other].place)
                    return
        first, last = start.size + 1, head.size
        self._result.find(
            "rewritten",
            f"between places {first:,} and {last:,} the rows are not those of the head.",
            first,
            last,
        )


def _makes(head: Head, start: Tree, rows: Sequence[Row]) -> bool:
    return (
        len(rows) == head.size - start.size
        and start.with_leaves(row.found or row.kept for row in rows).root().hex() == head.root
    )


def _entry(row: Row) -> str:
    try:
        return f" (entry {json.loads(row.text)['id']})"
    except (ValueError, KeyError, TypeError):
        return ""


def _with_id(row: Row, other: Row) -> bytes | None:
    """The hash of the row's entry, had it the other's id."""
    try:
        return leaf_hash(canonical({**json.loads(row.text), "id": json.loads(other.text)["id"]}))
    except (ValueError, KeyError, TypeError):
        return None
