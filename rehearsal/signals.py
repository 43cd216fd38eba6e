"""What happens to a leg from outside while its program waits: keys, the handset, the room, another leg."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rehearsal.conference import Conference
    from rehearsal.legs import Leg


@dataclass(frozen=True, slots=True)
class Key:
    """One key pressed."""

    digit: str


@dataclass(frozen=True, slots=True)
class PickedUp:
    """The handset was lifted while it rang."""


@dataclass(frozen=True, slots=True)
class Declined:
    """The handset was rejected while it rang: busy."""


@dataclass(frozen=True, slots=True)
class PutOut:
    """The stay in a conference is over, not by this leg's own doing."""

    conference: "Conference"


@dataclass(frozen=True, slots=True)
class ChildAnswered:
    """The leg that this one dialled was answered."""

    child: "Leg"


@dataclass(frozen=True, slots=True)
class ChildOver:
    """The leg that this one dialled has ended."""

    child: "Leg"
