"""What a decision is made from. A fact that is None is not known, and what is not known is never permitted.

Facts are recorded in the ledger and decided from again, so they hold no telephone number: the number's class
stands for it. Times are aware and UTC. Inside a fact, None means *known to be absent*: `Moment(None)` is
"never".
"""

from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time
from enum import StrEnum, unique
from typing import Any, Self

from policy.codec import Json, decode, encode, field_types


class NaiveTimeError(ValueError):
    """A time without a zone, or not in UTC, was offered as a fact."""


def require_utc(*moments: datetime | None) -> None:
    """Raise NaiveTimeError unless every time given is aware and UTC."""
    for moment in moments:
        if moment is not None and moment.tzinfo is not UTC and moment.utcoffset() != UTC.utcoffset(None):
            message = f"{moment.isoformat()} is not an aware UTC time: convert it before making facts of it."
            raise NaiveTimeError(message)


@unique
class NumberKind(StrEnum):
    """What sort of number it is."""

    FIXED = "fixed"
    MOBILE = "mobile"
    FREEPHONE = "freephone"
    VOIP = "voip"
    UAN = "uan"
    PREMIUM = "premium"
    PERSONAL = "personal"
    PAGER = "pager"
    SHORT = "short"
    EMERGENCY = "emergency"
    FOREIGN = "foreign"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class NumberClass:
    """What stands for the number: its kind, and whether it is one of Ofcom's drama numbers."""

    kind: NumberKind
    drama: bool


@dataclass(frozen=True, slots=True)
class CallerId:
    """The number presented; `returnable`: a call back to it is answered by this service."""

    number: NumberClass
    returnable: bool


@unique
class CampaignStatus(StrEnum):
    """Where a campaign stands. Only a running one dials."""

    DRAFT = "draft"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Campaign:
    """The campaign's own limits, which only ever tighten the organisation's hours.

    `opens` and `closes` are London wall-clock times, None for the organisation's; `weekdays` are ISO numbers,
    Monday 1; `nation` names whose bank holidays are kept, None for nobody's; `attempts`, `busy_minutes` and
    `no_answer_minutes` are None for the organisation's; `sources` are the only ones it may call from, none
    where it may use all that its purpose allows.
    """

    status: CampaignStatus
    purpose: str
    opens: time | None = None
    closes: time | None = None
    weekdays: frozenset[int] = frozenset(range(1, 8))
    dates_off: frozenset[date] = frozenset()
    nation: str | None = None
    attempts: int | None = None
    busy_minutes: int | None = None
    no_answer_minutes: int | None = None
    sources: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Listing:
    """What one register says of the number, the day (London) the register was produced, and its hash."""

    produced_on: date
    listed: bool
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """When something last happened to the number, anywhere in the organisation; None: never."""

    at: datetime | None

    def __post_init__(self) -> None:
        """Refuse a time that is not UTC."""
        require_utc(self.at)


@dataclass(frozen=True, slots=True)
class Attempt:
    """The last attempt at the number, and its outcome's id; both None: there was none."""

    at: datetime | None
    outcome: str | None

    def __post_init__(self) -> None:
        """Refuse a time that is not UTC."""
        require_utc(self.at)


@dataclass(frozen=True, slots=True)
class Consent:
    """The subscriber's word that calls are welcome: when given, when taken back, the wording's id."""

    given_at: datetime | None
    withdrawn_at: datetime | None
    wording: str

    def __post_init__(self) -> None:
        """Refuse times that are not UTC."""
        require_utc(self.given_at, self.withdrawn_at)


@dataclass(frozen=True, slots=True)
class CallsToday:
    """The campaign's day (London) in numbers; `cleared`: staff looked after the last abandoned call."""

    abandoned: int
    passed: int
    cleared: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a decision may look at. Every fact is None until somebody has found it out."""

    stopped: bool | None = None
    number: NumberClass | None = None
    caller_id: CallerId | None = None
    campaign: Campaign | None = None
    source: str | None = None
    tps: Listing | None = None
    ctps: Listing | None = None
    opted_out: Moment | None = None
    consent: Consent | None = None
    paused: bool | None = None
    household_contacted: bool | None = None
    live_attempt: bool | None = None
    attempts_made: int | None = None
    last_attempt: Attempt | None = None
    last_machine: Moment | None = None
    last_abandoned: Moment | None = None
    calls_today: CallsToday | None = None
    clock_skew_seconds: float | None = None
    permit_expires: Moment | None = None
    volunteer_present: bool | None = None

    def to_json(self) -> dict[str, Json]:
        """Return the facts as JSON values; `from_json` gives the same facts back."""
        return {name: encode(getattr(self, name)) for name in field_types(type(self))}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read recorded facts, those of another release too.

        A key that this release does not know is passed over. A fact that is absent or cannot be read is
        unknown, and so refuses.
        """
        kinds = field_types(cls)
        return cls(**{f.name: _known(kinds[f.name], data.get(f.name)) for f in fields(cls)})


def _known(kind: Any, data: Json) -> Any:  # noqa: ANN401 - the codec is driven by the annotations
    try:
        return decode(kind, data)
    except ValueError:
        return None
