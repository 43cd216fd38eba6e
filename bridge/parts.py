"""What the bridge is given: plain values, and small protocols for what it needs of others. `app` hands them over."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import Connection

from ivr.flow import Flow
from policy.facts import Listing
from policy.limits import Rules
from store.database import Database
from store.keys import Keys


class Listed(Protocol):
    """A contact that the calling list has claimed for a session."""

    @property
    def contact_id(self) -> int:
        """The contact's row."""


class CallingList(Protocol):
    """Who next. All times aware UTC; everything in the caller's transaction."""

    def claim(  # noqa: PLR0917 (all that a claim is made of)
        self,
        tx: Connection,
        campaign_id: str,
        session_id: str,
        now: datetime,
        lease: timedelta,
        permitted: Callable[[Connection, int], str | None],
        ward: tuple[str, str] | None = None,
        speaks: Sequence[str] = (),
    ) -> Listed | None:
        """Keep the next contact for the session; None: there is none whom policy lets be rung now.

        `ward`: an area's name and a ward's there, whose contacts alone are looked at. `speaks`: the volunteer's
        languages besides English: nobody of another is offered.
        """

    def skip(self, tx: Connection, contact_id: int, session_id: str, now: datetime) -> None:
        """Let go of a contact that the volunteer passed over."""

    def release(self, tx: Connection, contact_id: int, session_id: str) -> None:
        """Let the session's claim go."""

    def release_all(self, tx: Connection, session_id: str) -> None:
        """Let all the session's claims go, but for one whose call is live."""

    def renew(self, tx: Connection, session_id: str, until: datetime) -> None:
        """Keep the session's claims until then."""

    def pause(self, tx: Connection, contact_id: int, now: datetime) -> None:
        """Offer the contact to nobody until staff say otherwise."""

    def resume(self, tx: Connection, contact_id: int, now: datetime) -> None:
        """Put a paused contact back."""

    def settle(self, tx: Connection, attempt_id: str, outcome: str, now: datetime) -> None:
        """Say what became of an attempt: when its contact, household and number come back, if ever."""

    def look_again(
        self,
        tx: Connection,
        *,
        number_id: int | None = None,
        campaign_id: str | None = None,
        at_most: int = 1000,
    ) -> int:
        """Make ready who waited for news (a consent, a register, a changed campaign); return how many that were."""


class JobQueue(Protocol):
    """Wakes the workers after a commit. Losing a wake-up costs at most a second: the outbox is looked at anyway."""

    def wake(self, queue: str) -> None:
        """Say that there is something to do in `queue` (`dials` or `urgent`). Never raises."""


class Registers(Protocol):
    """TPS and CTPS."""

    def listings(self, tx: Connection, e164: str) -> Mapping[str, Listing]:
        """What each register in force says of the number, by its kind; one that is missing is not there."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who calls, as it is said on the telephone. `phone`: the co-ordinator's number as spoken.

    `charity`: it may not hold political opinions (UK GDPR art 9(2)(d) and the Data Protection Act 2018, schedule 1,
    paragraph 22 let parties do so).
    """

    name: str
    address: str
    phone: str
    purpose_words: str
    charity: bool = False


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the carrier finds us. The options behind `#` are Twilio's connection overrides."""

    base: str
    twiml_options: str
    status_options: str

    def twiml(self, path: str) -> str:
        """A URL that answers with TwiML."""
        return f"{self.base}/twilio/{path}" + (f"#{self.twiml_options}" if self.twiml_options else "")

    def status(self, path: str) -> str:
        """A URL that takes a status."""
        return f"{self.base}/twilio/{path}" + (f"#{self.status_options}" if self.status_options else "")

    def sound(self, path: str) -> str:
        """A sound file's URL."""
        return path if "://" in path else f"{self.base}/static/sounds/{path}"


@dataclass(frozen=True, slots=True)
class Terms:
    """The plain values the bridge works by. Seconds unless the name says otherwise."""

    organisation: Organisation
    ring_timeout: int
    machine_detection: bool
    speech_threshold_ms: int
    speech_end_threshold_ms: int
    calls_per_second: float
    claim: timedelta
    volunteer_lines: frozenset[str]
    volunteer_caller_id: str
    """Presented when the service rings a volunteer who has no campaign's number to be rung from; may be empty."""
    keys: Keys
    clock_offset: timedelta = timedelta(0)
    permit: timedelta = timedelta(seconds=5)
    lease: timedelta = timedelta(seconds=30)


class Flows(Protocol):
    """The published call flows."""

    def get(self, tx: Connection, version: str) -> Flow:
        """The flow of a version. Raises LookupError where there is none."""

    def line(self, tx: Connection) -> str:
        """The version of the shipped line, played before a campaign is known."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything the bridge stands on."""

    db: Database
    now: Callable[[], datetime]
    calling_list: CallingList
    queue: JobQueue
    registers: Registers
    flows: Flows
    rules: Callable[[], Rules]
    """The rules in force, with the bank holidays known today."""
    addresses: Addresses
    terms: Terms
