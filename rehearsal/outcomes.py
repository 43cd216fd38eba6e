"""What a verb leaves behind: go on with the next, go to another document, or end the call."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from rehearsal.twiml import Verb


@dataclass(frozen=True, slots=True)
class Inline:
    """TwiML given with the call itself; it has no URL, so what is relative in it is an error."""

    twiml: str


@dataclass(frozen=True, slots=True)
class Ask:
    """TwiML to be asked for: an absolute URL, the method, and what is added to the usual parameters."""

    url: str
    method: str = "POST"
    extra: Mapping[str, str] = field(default_factory=dict)


Source: TypeAlias = Inline | Ask


@dataclass(frozen=True, slots=True)
class Next:
    """Go on with the verb that follows."""


@dataclass(frozen=True, slots=True)
class GoTo:
    """Leave this document for another."""

    source: Ask


@dataclass(frozen=True, slots=True)
class End:
    """End the call."""


Outcome: TypeAlias = Next | GoTo | End


@dataclass(frozen=True, slots=True)
class Page:
    """A document as it is run: where it came from, and its verbs."""

    url: str
    verbs: tuple[Verb, ...]
