"""Which household each line of an import belongs to: by the file's key, and by a number that two share.

An import joins households and never parts them: one call too few is better than two to one home. Where a
household was joined to another, its own row stays, empty.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any


def home_key(household: str, number_id: int) -> str:
    """A household's key: the file's, or else its number's row id."""
    return f"key:{household}" if household else f"number:{number_id}"


class Homes:
    """The households of a batch. `by_key`: their ids; `fresh`: made just now; `peopled`: not empty.

    `spoken_to`: those already contacted. `neighbours`: the campaign's contacts at the batch's numbers, rows
    of `id`, `number_id`, `household_id` and `attempts`.
    """

    def __init__(
        self,
        by_key: Mapping[str, int],
        fresh: frozenset[int],
        peopled: Collection[int],
        spoken_to: Collection[int],
        neighbours: Iterable[Any],
    ) -> None:
        self._by_key, self.fresh, self._peopled = by_key, fresh, set(peopled)
        self.spoken_to = frozenset(spoken_to)
        self._tried: set[int] = set()
        self._into: dict[int, int] = {}
        self._at_number: dict[int, dict[int, int]] = {}
        """Who lives at a number, by contact id; those of this batch by a negative one."""
        for row in neighbours:
            self._at_number.setdefault(row.number_id, {})[row.id] = row.household_id
            if row.attempts:
                self._tried.add(row.number_id)

    def place(self, household: str, number: int, before: Any | None) -> int:  # noqa: ANN401 (a row)
        """The household of a line, joined with those of its number. `before`: the contact, if it is known."""
        there = self._at_number.setdefault(number, {})
        me = before.id if before is not None else -len(there) - 1
        others = {home for contact, home in there.items() if contact != me}
        home = self._own(household, number, before, others)
        for other in others:
            self._join(home, other)
        there[me] = home
        self._peopled.add(home)
        return self.kept(home)

    def kept(self, home: int) -> int:
        """The household that this one was joined to, or itself."""
        while home in self._into:
            home = self._into[home]
        return home

    def called(self, number: int, home: int) -> bool:
        """Whether the household was spoken to, or somebody at the number was called."""
        return number in self._tried or home in self.spoken_to

    def joined(self) -> list[tuple[int, int]]:
        """Each household that is no more, and the one that it became part of."""
        return [(gone, self.kept(gone)) for gone in self._into]

    def _own(self, household: str, number: int, before: Any | None, others: Collection[int]) -> int:  # noqa: ANN401 (a row)
        """By the file's key, unless that one is empty because it was joined to the contact's present one."""
        if not household and before is not None:
            return int(before.household_id)
        if not household and others:
            return min(others)
        home = self._by_key[home_key(household, number)]
        emptied = home not in self._peopled and home not in self.fresh
        return int(before.household_id) if before is not None and emptied else home

    def _join(self, one: int, other: int) -> None:
        one, other = self.kept(one), self.kept(other)
        if one != other:
            self._into[max(one, other)] = min(one, other)
