"""How many rows the next batch has, and how long the import steps aside after one: others write meanwhile."""

from dataclasses import dataclass
from typing import Final

SMALLEST: Final = 50
LARGEST: Final = 4000
ALONE: Final = 0.04
"""Seconds that a batch should take where nobody else writes: whoever comes waits for it, and never for 0.1 s."""
AMONG_OTHERS: Final = 0.01
"""The same where others write: a webhook's whole answer should not take much longer than that."""
NOTICED: Final = 0.002
"""Having waited so many seconds for a transaction means that others write."""


@dataclass(slots=True)
class Pace:
    """`size`: rows of the next batch. Times are seconds."""

    size: int = 500

    def after(self, rows: int, waited: float, took: float) -> float:
        """Learn from a batch: how long it waited for its transaction, and took. Return how long to step aside.

        Among others that is as long as the batch took, so that half of all writing is left to them.
        """
        others = waited > NOTICED
        fitting = int(rows * (AMONG_OTHERS if others else ALONE) / max(took, 0.001))
        self.size = max(SMALLEST, min(LARGEST, 2 * self.size, fitting))
        return took if others else 0.0
