"""How much is measured: the whole, and a small run that only shows that everything works."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Sizes:
    """`seconds`: of each load; `telephones`: connections at once; the rest are counts.

    `drama`: contacts who can be rung; there are a thousand mobile drama numbers.
    """

    seconds: float
    telephones: int
    contacts: int
    naive_contacts: int
    picks: int
    volunteers: int
    register: int
    placed: int
    drama: int
    entries: int
    sealed: int
    calls: int
    rounds: int
    crowd: int
    crowd_seconds: float
    visitors: int


FULL: Final = Sizes(
    seconds=10,
    telephones=48,
    contacts=1_000_000,
    naive_contacts=5_000,
    picks=40,
    volunteers=50,
    register=20_000_000,
    placed=60,
    drama=1000,
    entries=20_000,
    sealed=300_000,
    calls=300_000,
    rounds=5_000,
    crowd=200,
    crowd_seconds=60,
    visitors=200,
)
QUICK: Final = Sizes(
    seconds=0.5,
    telephones=4,
    contacts=2_000,
    naive_contacts=200,
    picks=2,
    volunteers=6,
    register=200_000,
    placed=3,
    drama=60,
    entries=200,
    sealed=2_000,
    calls=2_000,
    rounds=50,
    crowd=3,
    crowd_seconds=8,
    visitors=8,
)
