"""What the pages are given: plain values and the database. `app` makes one and hands it to `blueprints`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from bridge.parts import Parts
from console.sounds import SHIPPED_TUNE
from store.database import Database


@dataclass(frozen=True, slots=True)
class SampleVolunteer:
    """One of the sample campaign's volunteers, for the start page. Never a real one: the PIN is in clear."""

    name: str
    number: str
    """E.164, a drama number."""
    code: str
    """The six-digit volunteer number."""
    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SampleUser:
    """Staff or an auditor of the sample. Never a real one: the password is in clear."""

    email: str
    role: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CarrierAccess:
    """Where the rehearsal carrier is, and the account by which it lets the service in."""

    url: str
    account_sid: str
    auth_token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ConsoleContext:
    """`clock` gives aware UTC. `rehearsal`: the rehearsal carrier, None where calls are real."""

    db: Database
    clock: Callable[[], datetime]
    organisation: str
    service_number: str
    """The number that volunteers ring, E.164; shown in the national form."""
    rehearsal: CarrierAccess | None = None
    offset_seconds: float = 0.0
    """How far the service's clock is set forward (back, if negative)."""
    sample_volunteers: tuple[SampleVolunteer, ...] = ()
    sample_users: tuple[SampleUser, ...] = ()
    tune: Path = SHIPPED_TUNE
    """The hold music: a plain WAV file."""
    parts: Parts | None = None
    """What pages act through; None: there are no pages for volunteers, staff and auditors here."""
    uploads: Path = Path("uploads")
    """Where files that staff send wait for the worker: of the data folder, which web servers and workers share."""
    secure: bool = False
    """Whether the pages are reached over HTTPS: cookies then go no other way."""
    exports: Path | None = None
    """The folder in which the ledger's exports wait to be fetched; None: none can be."""
    form_key: bytes = field(default=b"", repr=False)
    """The key by which our own forms are known."""

    def real_clock(self) -> datetime:
        """The time of the world outside, aware UTC: users' telephones make their codes by it."""
        return self.clock() - timedelta(seconds=self.offset_seconds)
