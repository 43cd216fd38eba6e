"""A leg: one call at the carrier, from its first ring to its end."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from rehearsal.people import Persona
from rehearsal.process import Process, Steps
from rehearsal.sounds import Sound
from rehearsal.transcript import Transcript

if TYPE_CHECKING:
    from rehearsal.exchange import Exchange

Direction: TypeAlias = Literal["inbound", "outbound-api", "outbound-dial"]
Status: TypeAlias = Literal[
    "queued", "ringing", "in-progress", "completed", "busy", "failed", "no-answer", "canceled"
]
ENDED = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
SIP_CODES = {"completed": "200", "busy": "486", "failed": "404", "no-answer": "480", "canceled": "487"}


class Room(Protocol):
    """A place where legs hear each other: a conference, or the two ends of a dialled call."""

    def company(self, leg: "Leg") -> list["Leg"]:
        """Who else is in it, and hears and is heard by this leg."""
        ...

    def names(self) -> list[str]:
        """How those present are called."""
        ...


@dataclass(frozen=True, slots=True)
class Reporting:
    """Where a leg's status callbacks go, and which of them are asked for."""

    url: str = ""
    method: str = "POST"
    events: frozenset[str] = frozenset({"completed"})


@dataclass(frozen=True, slots=True)
class Detection:
    """Machine detection as asked for; ``callback`` is where an asynchronous verdict goes. Seconds."""

    wanted: bool = False
    asynchronous: bool = False
    callback: str = ""
    method: str = "POST"
    timeout: float = 30.0


@dataclass(eq=False, slots=True)
class Leg:
    """One call. Changed only with the engine's lock held. Times are aware UTC."""

    exchange: "Exchange"
    sid: str
    from_: str
    to: str
    direction: Direction
    handset: str
    created: datetime
    reporting: Reporting = field(default_factory=Reporting)
    detection: Detection = field(default_factory=Detection)
    fallback_url: str = ""
    fallback_method: str = "POST"
    parent: "Leg | None" = None
    status: Status = "queued"
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    answered_by: str | None = None
    playing: Sound | None = None
    room: Room | None = None
    # Why the leg leaves a conference, if not by its own key or hanging up.
    parting: str = ""
    hung_up: bool = False
    # When the carrier began to set the call up: its turn in the queue had come.
    dialled_at: datetime | None = None
    # Who answers this call, if not the usual holder of the handset.
    persona: Persona | None = None
    sequence: int = 0
    main: Process | None = None
    beside: list[Process] = field(default_factory=list)
    on_end: list[Callable[[], None]] = field(default_factory=list)
    transcript: Transcript = field(init=False)

    def __post_init__(self) -> None:
        """Begin the transcript at the leg's creation."""
        self.transcript = Transcript(self._elapsed)

    def _elapsed(self) -> float:
        return (self.exchange.now() - self.created).total_seconds()

    @property
    def over(self) -> bool:
        """Whether the call has ended."""
        return self.status in ENDED

    @property
    def duration(self) -> int:
        """Whole seconds from the answer to the end, or to now; 0 if never answered."""
        if self.answered_at is None:
            return 0
        return round(((self.ended_at or self.exchange.now()) - self.answered_at).total_seconds())

    def parameters(self) -> dict[str, str]:
        """Give what every webhook about this leg carries."""
        return {
            "CallSid": self.sid,
            "AccountSid": self.exchange.config.account_sid,
            "From": self.from_,
            "To": self.to,
            "Caller": self.from_,
            "Called": self.to,
            "CallStatus": self.status,
            "ApiVersion": "2010-04-01",
            "Direction": self.direction,
        } | self._if_known()

    def _if_known(self) -> dict[str, str]:
        parent = {"ParentCallSid": self.parent.sid} if self.parent else {}
        return parent | ({"AnsweredBy": self.answered_by} if self.answered_by else {})

    def play_through(self, steps: Steps[None]) -> None:
        """Put the leg on a new program; the one before is stopped where it stands."""
        if self.main is not None:
            self.main.stop()
        self.main = self.exchange.engine.spawn(steps)

    def go_along(self, steps: Steps[None]) -> Process:
        """Run a program beside the main one, for as long as the leg lasts at most."""
        process = self.exchange.engine.spawn(steps)
        self.beside.append(process)
        return process

    def hear(self, sound: Sound) -> None:
        """Begin to play a sound at this handset."""
        self.playing = None if sound.kind == "silence" else sound
        self.transcript.add("line", sound.kind, sound.url or sound.text, sound.language)

    def speak(self, text: str) -> None:
        """Let the person at this handset say something; whoever shares a room hears it."""
        self.transcript.add("event", "said", text)
        for other in self.room.company(self) if self.room else ():
            other.transcript.add("voice", "said", text)

    def ring(self) -> None:
        """Begin to ring."""
        self.status = "ringing"
        self.transcript.add("event", "ringing")
        self.report("ringing", {})

    def answer(self) -> None:
        """Connect the leg."""
        self.status = "in-progress"
        self.answered_at = self.exchange.now()
        self.transcript.add("event", "answered")
        self.report("answered", {})

    def finish(self, status: Status) -> None:
        """End the leg, once; what runs on it is stopped, and whoever asked is told."""
        if self.over:
            return
        self.status, self.ended_at = status, self.exchange.now()
        for process in (self.main, *self.beside):
            if process is not None:
                process.stop()
        self.playing = None
        self.transcript.add("event", "ended", status)
        # A call cancelled while queued sends no callback.
        if self.dialled_at is not None:
            self.report("completed", self._closing())
        for act in self.on_end:
            act()

    def hang_up(self) -> None:
        """The handset is put down."""
        self.hung_up = True
        self.finish(
            "completed" if self.answered_at else "no-answer" if self.direction == "inbound" else "busy"
        )

    def report(self, event: str, extra: Mapping[str, str]) -> None:
        """Send a status callback, if this one was asked for; sequence numbers count those asked for."""
        if not self.reporting.url or event not in self.reporting.events:
            return
        number, self.sequence = self.sequence, self.sequence + 1
        params = self.parameters() | {
            "CallStatus": "initiated" if event == "initiated" else self.status,
            "SequenceNumber": str(number),
            "CallbackSource": "call-progress-events",
            "Timestamp": self.exchange.stamp(),
            **extra,
        }
        self.exchange.post.callback(self.reporting.url, self.reporting.method, params)

    def _closing(self) -> dict[str, str]:
        return {
            "CallDuration": str(self.duration),
            "Duration": str(-(-self.duration // 60)),
            "SipResponseCode": SIP_CODES[self.status],
        }
