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

    def of(self, rows: Iterable[Row]) -> None:
        """Look at all rows in the order they stand in."""
        self._all = list(rows)
        start, cursor = Tree(), 0
        for number, head in enumerate(self._heads):
            size = head.size - start.size
            shift = self._shift(number, start, cursor)
            self._look(start, head, self._all[cursor : cursor + size + shift], shift)
            cursor += size + shift
            start = head.tree() or start
        for row in self._all[cursor:]:
            if row.found != row.kept:
                self._changed(row)

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

    def _look(self, start: Tree, head: Head, rows: Sequence[Row], shift: int) -> None:
        """Name what is wrong among these rows, which should be those between the two."""
        before = len(self._result.findings)
        for row in rows:
            if row.found is None:
                self._result.find("removed", f"the row at place {row.place:,} is gone.", row.place)
        if not self._moved(rows):
            for row in rows:
                if row.found is not None and row.found != row.kept:
                    self._changed(row)
        wanted = set(range(start.size + 1, head.size + 1))
        standing = [row.place for row in rows]
        if shift < 0:
            self._missing(sorted(wanted - set(standing)), -shift, start.size + 1, head.size)
        elif shift > 0:
            self._extra(start, head, rows, shift)
        elif standing != list(range(start.size + 1, head.size + 1)):
            self._places(standing, wanted)
        if len(self._result.findings) == before and not _makes(head, start, rows):
            self._unnamed(start, head, rows)

    def _changed(self, row: Row) -> None:
        self._result.find(
            "edited", f"the row at place {row.place:,}{_entry(row)} is not what was sealed.", row.place
        )

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
                self._result.find("removed", f"the row at place {place:,} is gone.", place)
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
