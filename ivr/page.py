"""What comes from a volunteer's page: the page and the keypad act on one line, and the flow hears of both.

Whether a page's action was shown for the present turn, and which of two answers came first, is for whoever hands
these events over to find out.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from ivr.events import PartOfDay, Person

Scope: TypeAlias = Literal["contact", "household"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The volunteer chose whom to call for: a campaign of theirs, and one ward of it (by its id) or all."""

    campaign: str
    ward: str | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """What was saved of a call: nothing more is to be keyed of it. `had`, `changed`: answers of `about`, by question.

    `outcome`: None where the answers say it. `opt_out`: no more calls, to the contact or the whole household.
    `closing`: whether the closing statement was read; None: not said. `call_back`: the day (ISO, London's) and the part
    of it at which they are to be rung again, with the outcome of that name.
    """

    attempt: str
    about: Person
    had: tuple[tuple[str, str], ...] = ()
    changed: tuple[tuple[str, str | None], ...] = ()
    outcome: str | None = None
    opt_out: Scope | None = None
    closing: bool | None = None
    pass_on: bool = False
    call_back: tuple[str, PartOfDay] | None = None


@dataclass(frozen=True, slots=True)
class Overtaken:
    """A key came for a turn that a save on the page had moved the line on from."""


PageEvent: TypeAlias = Wanted | Saved | Overtaken
