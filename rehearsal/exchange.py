"""The exchange: all legs, rooms, numbers and errors of one carrier, and how calls begin."""

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import urlsplit

from rehearsal.conference import Conference, Conferences, Member
from rehearsal.config import Config
from rehearsal.delivery import Post
from rehearsal.documents import follow, run
from rehearsal.engine import Engine
from rehearsal.faults import NotedError, RestRefusalError, TwimlFaultError
from rehearsal.handsets import Handsets
from rehearsal.legs import Detection, Direction, Leg, Reporting
from rehearsal.outcomes import Ask, Source
from rehearsal.people import RefusedAtOnce
from rehearsal.process import Steps, Wait
from rehearsal.ringing import detect, ring_out
from rehearsal.schema import WAITING
from rehearsal.sounds import Sound
from rehearsal.weather import Sky

TOO_MANY = 20429
DEFAULT_MUSIC = "https://com.twilio.music.classical.s3.amazonaws.com/"


@dataclass(slots=True)
class ServiceNumber:
    """A number of the service at the carrier, and where it points."""

    sid: str
    number: str
    voice_url: str
    voice_fallback_url: str
    status_callback: str
    voice_method: str = "POST"
    voice_fallback_method: str = "POST"
    status_callback_method: str = "POST"


@dataclass(frozen=True, slots=True)
class Order:
    """A call to place, as the REST API was asked for it. ``timeout`` and ``time_limit`` in seconds."""

    to: str
    from_: str
    source: Source
    timeout: float = 60.0
    time_limit: float = 14_400.0
    reporting: Reporting = field(default_factory=Reporting)
    detection: Detection = field(default_factory=Detection)
    fallback_url: str = ""
    fallback_method: str = "POST"


@dataclass(frozen=True, slots=True)
class RestRequest:
    """One authentic request to the REST API as it came, refused or not; lists hold repeated parameters."""

    method: str
    path: str
    query: dict[str, list[str]]
    form: dict[str, list[str]]


class Exchange:
    """One carrier's state. Every method is called with the engine's lock held."""

    def __init__(self, config: Config, engine: Engine) -> None:
        """Set up the service's numbers; no call yet."""
        self.config = config
        self.engine = engine
        self.sky = Sky(config.weather)
        self.post = Post(self)
        self.handsets = Handsets()
        self.conferences = Conferences(self)
        self.legs: dict[str, Leg] = {}
        self.errors: list[NotedError] = []
        self.requests: list[RestRequest] = []
        self.numbers = {
            number: ServiceNumber(
                self.new_sid("PN"), number, config.voice_url, config.fallback_url, config.status_url
            )
            for number in config.numbers
        }
        self._next_turn = self.now()

    def now(self) -> datetime:
        """Give the carrier's time."""
        return self.engine.clock.now()

    def stamp(self) -> str:
        """Give the carrier's time as its webhooks write it (RFC 2822, UTC)."""
        return format_datetime(self.now().astimezone(UTC))

    @staticmethod
    def new_sid(kind: str) -> str:
        """Make an id such as CA and 32 hexadecimal digits."""
        return kind + uuid.uuid4().hex

    def note(self, fault: TwimlFaultError, call_sid: str) -> None:
        """Keep a mistake of the service, without the query of its URL."""
        url = urlsplit(fault.url)._replace(query="", fragment="").geturl()
        self.errors.append(NotedError(self.now().isoformat(), fault.code, fault.message, url, call_sid))

    def new_leg(self, from_: str, to: str, direction: Direction, handset: str = "") -> Leg:
        """Make a leg; ``handset`` is the number of the telephone it is on, by default the one called."""
        leg = Leg(self, self.new_sid("CA"), from_, to, direction, handset or to, self.now())
        self.legs[leg.sid] = leg
        return leg

    def ring_in(self, handset: str, to: str, shown: str) -> Leg:
        """Let a telephone ring a number of the service, showing ``shown`` as its own number."""
        number = self.numbers[to]
        leg = self.new_leg(shown, to, "inbound", handset)
        self.handsets.place(leg)
        leg.dialled_at = self.now()
        leg.status = "ringing"
        leg.fallback_url, leg.fallback_method = number.voice_fallback_url, number.voice_fallback_method
        leg.reporting = Reporting(number.status_callback, number.status_callback_method)
        leg.play_through(run(leg, Ask(number.voice_url, number.voice_method)))
        return leg

    def place(self, order: Order) -> Leg:
        """Create a call; it is dialled in its turn, calls per second allowing. Raise RestRefusalError."""
        persona = self.handsets.holder(order.to)
        if isinstance(persona, RefusedAtOnce):
            raise RestRefusalError(persona.code, persona.message)
        self._check_queue()
        leg = self.new_leg(order.from_, order.to, "outbound-api")
        leg.reporting, leg.detection = order.reporting, order.detection
        leg.fallback_url, leg.fallback_method = order.fallback_url, order.fallback_method
        leg.play_through(self._dial(leg, order, self._turn()))
        return leg

    def _check_queue(self) -> None:
        limit = self.config.queue_limit
        waiting = sum(leg.dialled_at is None and not leg.over for leg in self.legs.values()) if limit else 0
        if limit is not None and waiting >= limit:
            raise RestRefusalError(TOO_MANY, "Too Many Requests", 429)

    def _turn(self) -> float:
        """Give the seconds until the next call may be dialled, and take that turn."""
        turn = max(self._next_turn, self.now())
        self._next_turn = turn + timedelta(seconds=1 / self.config.calls_per_second)
        return (turn - self.now()).total_seconds()

    def _dial(self, leg: Leg, order: Order, turn: float) -> Steps[None]:
        yield Wait(turn)
        if (yield from ring_out(leg, order.timeout)):
            leg.go_along(_limit(leg, order.time_limit))
            yield from detect(leg)
            yield from run(leg, order.source)

    def redirect(self, leg: Leg, source: Source) -> None:
        """Put a live leg on other TwiML."""
        leg.parting = "participant_updated_via_api"
        leg.play_through(run(leg, source))

    def hold_music(self, conference: Conference, member: Member) -> Steps[None]:
        """Play what a member hears while waiting; a waitUrl that fails ends the stay."""
        leg = member.leg
        if member.wait_url is None:
            leg.hear(Sound("play", url=DEFAULT_MUSIC, seconds=None))
        elif member.wait_url:
            extra = {"ConferenceSid": conference.sid, "FriendlyName": conference.friendly_name}
            yield from self._hold_document(
                conference, member, Ask(member.wait_url, member.wait_method), extra
            )
        if member.wait_url is not None:
            leg.transcript.add("event", "silence")

    def _hold_document(
        self, conference: Conference, member: Member, source: Ask, extra: dict[str, str]
    ) -> Steps[None]:
        try:
            yield from follow(member.leg, source, WAITING, extra)
        except TwimlFaultError as fault:
            self.note(fault, member.leg.sid)
            conference.put_out(member.leg, "wait_url_failed")

    def announce(self, leg: Leg, source: Ask) -> None:
        """Play a document to one participant alone."""
        leg.go_along(self._announcement(leg, source))

    def _announcement(self, leg: Leg, source: Ask) -> Steps[None]:
        try:
            yield from follow(leg, source, WAITING)
        except TwimlFaultError as fault:
            self.note(fault, leg.sid)


def _limit(leg: Leg, seconds: float) -> Steps[None]:
    yield Wait(seconds)
    leg.finish("completed")
