"""Where a volunteer's line stands in the flow: one frozen value, kept as JSON in the session's row.

It holds ids, keys of steps and counters only; no name, no telephone number, no PIN. `ivr.codec` reads what
another release wrote: what it does not know it leaves out, what is missing has its default.
"""

from dataclasses import dataclass
from typing import Literal

from ivr.effects import Utterance
from ivr.events import Direction, PartOfDay, Person

Phase = Literal["offered", "ringing", "talking", "ended"]


@dataclass(frozen=True, slots=True)
class Call:
    """The contact at hand, from the offer until the outcome is finished, and once more for a correction."""

    contact: Person
    household: tuple[Person, ...] = ()
    details: tuple[str, ...] = ()
    attempt: str | None = None
    phase: Phase = "offered"
    about: Person | None = None
    """Whose answers are being keyed, if not the contact's own: another member of the household."""
    outcome: str | None = None
    answers: tuple[tuple[str, str], ...] = ()
    kept: tuple[tuple[Person, tuple[tuple[str, str], ...]], ...] = ()
    """The answers of the others who gave some, by person: those of whom is at hand are in `answers`."""
    question: int = 0
    """Index of the question being asked."""
    picks: tuple[str, ...] = ()
    """Codes keyed so far for a question with several answers."""
    surveyed: tuple[Person, ...] = ()
    """Those whose questions have been gone through in this call: not offered again."""
    correcting: bool = False
    today: str = ""
    """London's date, ISO, when it was asked at what times the contact could be rung again."""
    times: tuple[tuple[PartOfDay, ...], ...] = ()
    """Those times: the parts of each day, from today on."""
    day: int | None = None
    """The day of them that was chosen, in days from today."""
    part: PartOfDay | None = None
    saved: bool = False
    """What became of it was saved on the page: nothing is asked when it ends."""


@dataclass(frozen=True, slots=True)
class State:
    """The whole of what `advance` remembers."""

    step: str
    direction: Direction = "in"
    known: bool = False
    number: bool = True
    open: bool = True
    closing: bool = False
    """Closing time has come while the line was up, and is still to be told."""
    shared: bool = False
    """Several volunteers ring from this telephone: the PIN says who it is."""
    language: str = "en"
    wish: str | None = None
    """The language that the volunteer chose, now or before; `language` is another where the flow lacks it."""
    languages: int = 1
    """How many languages the flow at hand speaks."""
    slow: bool = False
    signed_in: bool = False
    volunteer: str | None = None
    """The six-digit volunteer number keyed before the PIN."""
    volunteers_too: bool = False
    keys_tested: bool = False
    pin_tries: int = 0
    errors: int = 0
    """Wrong keys or silences at this step in a row."""
    waits: int = 0
    """Turns of music in a break."""
    back: str | None = None
    """The step to return to from help or a break."""
    campaigns: tuple[str, ...] = ()
    campaign: int = 0
    """Index into `campaigns` of the one at hand."""
    ward: str | None = None
    """The ward, by its id, whose contacts alone are offered; None: all."""
    call: Call | None = None
    last: Call | None = None
    """The call that a correction would take up."""
    calls: int = 0
    surveys: int = 0
    pending: tuple[Utterance, ...] = ()
    """Words that wait for the next turn: what was to be said before the shell had to be asked something."""
    ended: bool = False
