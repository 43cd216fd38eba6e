"""What can happen on a volunteer's line, as seen by the call flow. All are facts that have already happened.

Three families: what comes from the telephone network, what the shell answers to a `Query` effect (see
`ivr.effects`), and what was noticed by the clock. Times never appear: the flow knows no clock.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Direction: TypeAlias = Literal["in", "out", "back"]
"""in: a volunteer rang us; out: we rang the volunteer; back: somebody rings the caller number back."""

Fate: TypeAlias = Literal["busy", "no_answer", "failed", "cancelled", "completed"]
"""How a contact's leg ended, in the flow's words. `completed`: it had been answered."""

PartOfDay: TypeAlias = Literal["morning", "afternoon", "evening"]


@dataclass(frozen=True, slots=True)
class Person:
    """A contact as the flow knows them: an opaque id. Names are looked up when a prompt is spoken."""

    id: str


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A call whose outcome was not finished, as it was left: to resume or to correct."""

    attempt: str
    contact: Person
    household: tuple[Person, ...]
    """The others at that household who are in this campaign, in a stable order, `contact` not among them."""
    about: Person
    outcome: str | None
    answers: tuple[tuple[str, str], ...]
    """Question id and value, as they count now, of `about`."""
    kept: tuple[tuple[Person, tuple[tuple[str, str], ...]], ...] = ()
    """The same of the others who gave answers, by person."""


# --- from the telephone network -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Arrived:
    """A leg reached us (or our call was answered). `known`: a volunteer's number; `open`: lines are open.

    `number`: the other end's number was given (a withheld number has to key itself in). `volunteers_too`:
    this caller number is the volunteers' line as well, so that the ring-back menu has to offer signing in.
    `shared`: several volunteers ring from this telephone, so that nobody is greeted by name. `language`: what
    whoever this telephone belongs to chose; None: it is not known.
    """

    direction: Direction
    known: bool
    open: bool
    number: bool = True
    volunteers_too: bool = False
    shared: bool = False
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Digits:
    """Keys pressed in answer to the present turn: `0-9*#`, at least one.

    `number`: False where whoever received the keys found that they are no telephone number; a step that takes
    one asks again.
    """

    keys: str
    number: bool = True

    def __post_init__(self) -> None:
        """Raise ValueError unless `keys` is one or more of `0-9*#`."""
        if not self.keys or set(self.keys) - set("0123456789*#"):
            raise ValueError("keys must be one or more of 0-9, * and #")


@dataclass(frozen=True, slots=True)
class Silence:
    """The present turn's wait ran out and no key was pressed."""


@dataclass(frozen=True, slots=True)
class LeftRoom:
    """The volunteer's leg came out of the room: they pressed star, or the room ended."""


@dataclass(frozen=True, slots=True)
class VolunteerGone:
    """The volunteer's own line dropped."""


@dataclass(frozen=True, slots=True)
class ContactRinging:
    """The contact's telephone rings."""

    attempt: str


@dataclass(frozen=True, slots=True)
class ContactAnswered:
    """The contact's leg was answered, by whom or what is not known yet."""

    attempt: str


@dataclass(frozen=True, slots=True)
class ContactEnded:
    """The contact's leg ended."""

    attempt: str
    fate: Fate


@dataclass(frozen=True, slots=True)
class MachineHeard:
    """Machine detection's verdict within its six seconds: an answering machine or a fax. Never `unknown`."""

    attempt: str
    kind: Literal["machine", "fax"]


@dataclass(frozen=True, slots=True)
class LinesClosed:
    """Closing time came while the volunteer was on the line: no new calls; what is at hand goes on."""


@dataclass(frozen=True, slots=True)
class Silent:
    """The present state's deadline passed without news and the carrier knows of nothing to wait for."""


# --- answers to queries ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The PIN was right. `campaigns`: the ids this volunteer may call for, the featured one first."""

    campaigns: tuple[str, ...]
    key_tested: bool
    open: bool
    language: str | None
    """What the volunteer chose; None: nothing yet."""
    slow: bool = False
    unfinished: Unfinished | None = None
    last: Unfinished | None = None
    """The volunteer's last finished call of today, for a correction when lines are closed."""


@dataclass(frozen=True, slots=True)
class SignInFailed:
    """The number and PIN do not belong together (which part is wrong is never told). `locked`: throttled."""

    locked: bool = False


@dataclass(frozen=True, slots=True)
class SignInUnsure:
    """The PIN is that of several volunteers who ring from this telephone: it takes the volunteer number as well."""


@dataclass(frozen=True, slots=True)
class Offered:
    """The next contact is claimed for this volunteer."""

    contact: Person
    household: tuple[Person, ...] = ()
    details: tuple[str, ...] = ()
    """What can be said of the contact on `0`: any of `intention`, `household`."""


@dataclass(frozen=True, slots=True)
class NobodyToCall:
    """There is no contact to offer: none is left, or policy refuses all calls now (`reason`: its code)."""

    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Dialling:
    """Policy allowed the call and its intent is recorded; the dial follows."""

    attempt: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Policy refused the call, at the key press or at the moment of dialling. `reason`: its stable code."""

    reason: str
    attempt: str | None = None


@dataclass(frozen=True, slots=True)
class TimesFree:
    """When the contact could be rung again: the parts of each day, from `today` (London's date, ISO) on.

    Only what is still to come, at which lines are open and policy would let it ring.
    """

    today: str
    days: tuple[tuple[PartOfDay, ...], ...]


Network: TypeAlias = (
    Arrived | Digits | Silence | LeftRoom | VolunteerGone | ContactRinging | ContactAnswered | ContactEnded
    | MachineHeard | LinesClosed | Silent
)  # fmt: skip
Answer: TypeAlias = (
    SignedIn | SignInFailed | SignInUnsure | Offered | NobodyToCall | Dialling | Refused | TimesFree
)
Event: TypeAlias = Network | Answer
