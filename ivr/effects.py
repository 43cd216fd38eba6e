"""What the call flow asks of the shell. `advance` returns them in order; the shell carries them out.

Three families. A `Query` is answered at once, in the same transaction, by an event that goes back into
`advance`; at most one stands in the effects of one step, and last. A `Record` is written down. A `Voice` is
what the volunteer's line does next: at most one of them, and without one the line goes on as it was.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from ivr.events import PartOfDay, Person

Slot: TypeAlias = str | Person


@dataclass(frozen=True, slots=True)
class Utterance:
    """One prompt of the flow, by its key, with what fills its placeholders.

    Placeholders that are no slot ({name}, {organisation}, {ward}, {campaign} …) are filled by the shell.
    """

    prompt: str
    slots: tuple[tuple[str, Slot], ...] = ()
    language: str | None = None
    """None: the volunteer's own; a choice of languages is told in each of them."""


# --- voice ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Gather:
    """Say, and wait `wait` seconds for keys; barge-in always.

    `digits`: how many, or None: until `finish_key`. With both, whichever comes first ends the turn.
    """

    say: tuple[Utterance, ...]
    digits: int | None = 1
    finish_key: str = ""
    wait: int = 8
    music: bool = False
    """Music after the words, for as long as the wait (a break)."""


@dataclass(frozen=True, slots=True)
class EnterRoom:
    """Put the volunteer's leg into the attempt's room, with hold music until the contact is there."""

    attempt: str


@dataclass(frozen=True, slots=True)
class HangUp:
    """Say, and end the volunteer's leg."""

    say: tuple[Utterance, ...] = ()


# --- queries ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CheckPin:
    """Whether this PIN belongs to that volunteer number (None: to the number that is calling).

    Answered by SignedIn, SignInFailed or SignInUnsure.
    """

    volunteer: str | None
    pin: str


@dataclass(frozen=True, slots=True)
class NextContact:
    """Claim the campaign's next contact, of one ward where it is given, letting go of `skipped`.

    Answered by Offered or NobodyToCall.
    """

    campaign: str
    skipped: Person | None = None
    ward: str | None = None


@dataclass(frozen=True, slots=True)
class PlaceCall:
    """Ring this contact for this volunteer. -> Dialling, Refused."""

    contact: Person


@dataclass(frozen=True, slots=True)
class FindTimes:
    """When the attempt's contact could be rung again. -> TimesFree."""

    attempt: str


# --- records ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ChooseCampaign:
    """The volunteer calls for this campaign from now on; its published flow counts."""

    campaign: str


@dataclass(frozen=True, slots=True)
class ChooseLanguage:
    """The volunteer is spoken to in this language from now on, at the next call too."""

    language: str


@dataclass(frozen=True, slots=True)
class EndContact:
    """End the contact's leg if there is one, or see that it is never dialled."""

    attempt: str


@dataclass(frozen=True, slots=True)
class SaveOutcome:
    """The attempt's outcome, from now on; an earlier one is kept as corrected. `outcome`: a contract's id."""

    attempt: str
    outcome: str


@dataclass(frozen=True, slots=True)
class SaveAnswer:
    """The answer to a question, from now on. `value`: None takes the answer back; several codes: `1,4`."""

    attempt: str
    about: Person
    question: str
    value: str | None


@dataclass(frozen=True, slots=True)
class OptOut:
    """No more calls, organisation-wide, at once. `scope`: the contact's number, or the household's."""

    attempt: str
    about: Person
    scope: Literal["contact", "household"]


@dataclass(frozen=True, slots=True)
class OptOutCaller:
    """No more calls to whoever is ringing us back. `number`: keyed by a withheld caller, else None."""

    number: str | None


@dataclass(frozen=True, slots=True)
class CallAgain:
    """Whoever is ringing us back would like another call. `number`: keyed by a withheld caller, else None."""

    number: str | None


@dataclass(frozen=True, slots=True)
class CallBack:
    """The contact is to be rung again then, as agreed. `day`: London's date, ISO."""

    attempt: str
    day: str
    part: PartOfDay


@dataclass(frozen=True, slots=True)
class PassOn:
    """The contact would like somebody to ring about something: a follow-up for staff."""

    attempt: str
    about: Person


@dataclass(frozen=True, slots=True)
class ClosingRead:
    """Whether the closing statement was read."""

    attempt: str
    read: bool


@dataclass(frozen=True, slots=True)
class FalsePositive:
    """Machine detection took a person for a machine."""

    attempt: str


@dataclass(frozen=True, slots=True)
class Finished:
    """Nothing more is to be keyed for this attempt now; its claim may be let go."""

    attempt: str


@dataclass(frozen=True, slots=True)
class LetGo:
    """The contact was offered and is not to be rung by this volunteer now: the claim is let go."""

    contact: Person


@dataclass(frozen=True, slots=True)
class KeysWork:
    """The volunteer's keys were heard: the test is not asked for again."""


@dataclass(frozen=True, slots=True)
class ReportFault:
    """The volunteer reported a fault on the line. `step`: where."""

    step: str


@dataclass(frozen=True, slots=True)
class ReportConcern:
    """The volunteer was abused in a call, or is worried about somebody: the contact is not rung until staff say so.

    `about`, `attempt`: of the call at hand or the last one; None where there was none.
    """

    kind: Literal["abuse", "worry"]
    attempt: str | None
    about: Person | None


@dataclass(frozen=True, slots=True)
class WantCoordinator:
    """A co-ordinator is to ring the volunteer: who asked for it, is lost on the line, or whose keys are not heard."""

    why: Literal["asked", "lost", "keys"]


@dataclass(frozen=True, slots=True)
class RingMe:
    """Ring the volunteer as soon as this leg has ended."""


@dataclass(frozen=True, slots=True)
class SessionEnds:
    """The volunteer's time on the line is over."""


Voice: TypeAlias = Gather | EnterRoom | HangUp
Query: TypeAlias = CheckPin | NextContact | PlaceCall | FindTimes
Record: TypeAlias = (
    ChooseCampaign | ChooseLanguage | EndContact | SaveOutcome | SaveAnswer | OptOut | OptOutCaller | CallAgain
    | CallBack | PassOn | ClosingRead | FalsePositive | Finished | LetGo | KeysWork | ReportFault | ReportConcern
    | WantCoordinator | RingMe | SessionEnds
)  # fmt: skip
Effect: TypeAlias = Voice | Query | Record
