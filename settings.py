"""The settings: config.toml, the file laid over it, and the environment, as one frozen value.

To add a setting, add its line with a comment to config.toml and its field here. Only app and cli read
settings; rooms receive plain values.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import time
from pathlib import Path
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

from settings_reader import Between, Layer, Matching, SettingsError, from_environment, read

__all__ = ["Secrets", "Settings", "SettingsError", "load"]

DEFAULTS: Final = Path(__file__).with_name("config.toml")

AtLeastOne = Annotated[int, Between(1)]
NotNegative = Annotated[float, Between(0)]
Bind = Annotated[str, Matching(r"\S+:\d{1,5}", "HOST:PORT")]
Url = Annotated[
    str, Matching(r"https?://[^/\s?#]+", "an address such as https://calls.example, without a path")
]
Number = Annotated[str, Matching(r"\+[1-9]\d{6,14}", "a number such as +441632960001")]


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who is calling, in the words that are said on the telephone."""

    name: str
    kind: Literal["party", "charity"]
    address: str
    phone: str
    purpose_words: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """Which numbers may be dialled at all, and which of our own volunteers ring (E.164)."""

    dialable: Literal["live", "drama"]
    volunteer_lines: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Carrier:
    """The carrier's API and how it is used; times in seconds, machine thresholds in milliseconds."""

    api_base_url: Url
    calls_per_second: Annotated[float, Between(0.01, 1000)]
    timeout: Annotated[float, Between(0.1, 60)]
    ring_timeout: Annotated[int, Between(1, 600)]
    machine_detection: bool
    machine_speech_threshold: Annotated[int, Between(1000, 6000)]
    machine_speech_end_threshold: Annotated[int, Between(500, 5000)]
    edge: str
    twiml_url_options: str
    status_url_options: str

    @property
    def is_twilio(self) -> bool:
        """Whether the API is Twilio's own, and a call placed there rings a real telephone."""
        host = urlsplit(self.api_base_url).hostname or ""
        return host == "twilio.com" or host.endswith(".twilio.com")


@dataclass(frozen=True, slots=True)
class Clock:
    """Seconds added to the clock, for rehearsals and tests."""

    offset: float


@dataclass(frozen=True, slots=True)
class Hours:
    """The organisation's hours, Europe/London; ISO weekdays. The policy refuses wider ones than the law's."""

    opens: time
    closes: time
    weekdays: tuple[Annotated[int, Between(1, 7)], ...]


@dataclass(frozen=True, slots=True)
class Calling:
    """How often and how soon one number is tried. The policy refuses looser values than the law's."""

    attempts: AtLeastOne
    busy_minutes: NotNegative
    no_answer_hours: NotNegative
    machine_hours: NotNegative
    abandoned_hours: NotNegative
    call_back_hours: NotNegative
    claim_minutes: Annotated[float, Between(1, 240)]


@dataclass(frozen=True, slots=True)
class Limits:
    """The share of abandoned calls at which a campaign's day stops."""

    abandoned_rate: Annotated[float, Between(0, 1)]


@dataclass(frozen=True, slots=True)
class Line:
    """What the volunteer's line sounds like."""

    hold_sound: str


@dataclass(frozen=True, slots=True)
class Web:
    """Where the pages and webhooks are served."""

    bind: Bind
    workers: AtLeastOne


@dataclass(frozen=True, slots=True)
class Worker:
    """The worker's loop."""

    sweep_seconds: Annotated[float, Between(0.05, 60)]


@dataclass(frozen=True, slots=True)
class Ledger:
    """The ledger's seal: where its keys are, and where its signed heads go."""

    seal_seconds: Annotated[float, Between(0.1, 600)]
    keys_dir: str
    heads_file: str
    heads_url: Annotated[str, Matching(r"(https?://\S+)?", "a web address, or nothing")]
    heads_mail: tuple[Annotated[str, Matching(r"[^@\s,]+@[^@\s,]+", "an e-mail address")], ...]
    heads_mail_hours: Annotated[float, Between(0.02, 744)]


@dataclass(frozen=True, slots=True)
class Mail:
    """The server that takes the service's e-mail."""

    server: Annotated[str, Matching(r"(\S+:\d{1,5})?", "HOST:PORT, or nothing")]
    security: Literal["starttls", "tls", "none"]
    sender: str
    user: str


@dataclass(frozen=True, slots=True)
class Retention:
    """How long is kept what is held about people. Six months of records is the least that Ofcom asks for."""

    records_months: Annotated[int, Between(6, 120)]
    contacts_days: Annotated[int, Between(0, 730)]
    daily: bool


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The carrier in a box."""

    enabled: bool
    bind: Bind


@dataclass(frozen=True, slots=True)
class Secrets:
    """What comes from the environment alone, and is never shown. Empty: not set."""

    twilio_account_sid: str = field(repr=False)
    twilio_auth_token: str = field(repr=False)
    ringround_secret_key: str = field(repr=False)
    database_url: str = field(repr=False)
    database_owner_url: str = field(repr=False)
    redis_url: str = field(repr=False)
    mail_password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings. `public_base_url`: what the carrier calls, without a slash at its end; empty: not set."""

    data_dir: Path
    organisation: Organisation
    numbers: Numbers
    carrier: Carrier
    clock: Clock
    hours: Hours
    calling: Calling
    limits: Limits
    line: Line
    web: Web
    worker: Worker
    ledger: Ledger
    mail: Mail
    retention: Retention
    rehearsal: Rehearsal
    secrets: Secrets
    public_base_url: str

    @property
    def database_url(self) -> str:
        """DATABASE_URL, or an SQLite file under the data directory."""
        return self.secrets.database_url or f"sqlite:///{self.data_dir.absolute() / 'ringround.db'}"

    @property
    def owner_url(self) -> str:
        """The database as whoever may change its tables: DATABASE_OWNER_URL, or the service's own."""
        return self.secrets.database_owner_url or self.database_url


def load(env: Mapping[str, str]) -> Settings:
    """The settings by config.toml, then the file that RINGROUND_CONFIG names, then the environment.

    Raises SettingsError for an unknown key, a wrong value, or values that contradict each other.
    """
    overlay = env.get("RINGROUND_CONFIG")
    settings = read(
        Settings,
        [
            Layer.of_file(DEFAULTS),
            *([Layer.of_file(Path(overlay))] if overlay else []),
            Layer.of_environment(env),
        ],
        secrets=Secrets(*(from_environment(env, one.name.upper()) for one in fields(Secrets))),
        public_base_url=_public_base_url(env),
    )
    _refuse_contradictions(settings)
    return settings


def _public_base_url(env: Mapping[str, str]) -> str:
    url = from_environment(env, "PUBLIC_BASE_URL").rstrip("/")
    if url and not re.fullmatch(r"https?://[^\s?#]+", url):
        raise SettingsError("PUBLIC_BASE_URL must be an address such as https://calls.example.")
    return url


def _refuse_contradictions(settings: Settings) -> None:
    """A rehearsal and the real world never mix: a wrong clock or an invented number must reach nobody."""
    drama = settings.numbers.dialable == "drama"
    if settings.clock.offset and not drama:
        raise SettingsError(
            'clock.offset needs numbers.dialable = "drama": set it back to 0 to dial for real.'
        )
    if settings.rehearsal.enabled and not drama:
        raise SettingsError(
            'rehearsal.enabled needs numbers.dialable = "drama": the carrier in a box dials no other.'
        )
    if drama and settings.carrier.is_twilio:
        raise SettingsError(
            'numbers.dialable = "drama" is refused together with Twilio\'s own address: '
            'set carrier.api_base_url to a rehearsal carrier, or numbers.dialable to "live".'
        )
    if settings.secrets.database_owner_url and not settings.database_url.startswith("postgres"):
        raise SettingsError("DATABASE_OWNER_URL is for PostgreSQL alone: unset it, or set DATABASE_URL.")
    _refuse_unfit_mail(settings)
    if settings.hours.opens >= settings.hours.closes:
        raise SettingsError("hours.opens must be before hours.closes.")


def _refuse_unfit_mail(settings: Settings) -> None:
    """Heads that are to be mailed need a server and a sender; a password goes only where nobody can read it."""
    mail = settings.mail
    if settings.ledger.heads_mail and not (mail.server and mail.sender):
        raise SettingsError("ledger.heads_mail needs mail.server and mail.sender: set both.")
    if mail.user and mail.security == "none":
        raise SettingsError(
            'mail.user needs mail.security = "starttls" or "tls": a password is sent with it.'
        )
