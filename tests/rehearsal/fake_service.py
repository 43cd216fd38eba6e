"""A service for the carrier to call, without sockets: pages by path, and a note of every request."""

import io
import wave
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

from rehearsal import Carrier, Config, Receiver, VirtualClock, Weather
from rehearsal.wire import Answer, HttpFailure, HttpReply, HttpRequest

BASE = "https://service.example"
TOKEN = "rehearsal-token"
LINE = "+442079460100"
OTHER_LINE = "+442079460101"
VOLUNTEER = "+447700900001"
CONTACT = "+447700900002"
START = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as the service got it."""

    path: str
    url: str
    method: str
    params: Mapping[str, str]
    headers: Mapping[str, str]


def xml(body: str) -> str:
    return f"<Response>{body}</Response>"


def tune(seconds: float) -> HttpReply:
    """A WAV file of so many seconds of silence."""
    target = io.BytesIO()
    with wave.open(target, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes(b"\x80" * int(8000 * seconds))
    return HttpReply(200, "audio/wav", target.getvalue())


@dataclass
class Service:
    """The wire's other end. A page is TwiML's inside, an answer, or a function of the request."""

    pages: dict[str, str | Answer | Callable[[Seen], str | Answer]] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)

    def send(self, request: HttpRequest) -> Answer:
        parts = urlsplit(request.url)
        body = parse_qsl(request.body.decode(), keep_blank_values=True)
        params = dict(body or parse_qsl(parts.query, keep_blank_values=True))
        seen = Seen(parts.path, request.url, request.method, params, request.headers)
        self.seen.append(seen)
        page = self.pages.get(parts.path, HttpReply(404, "text/plain", b""))
        if callable(page):
            page = page(seen)
        return HttpReply(200, "text/xml", xml(page).encode()) if isinstance(page, str) else page

    def at(self, path: str) -> list[Seen]:
        """All requests for a path, oldest first."""
        return [one for one in self.seen if one.path == path]

    def last(self, path: str) -> Mapping[str, str]:
        """The parameters of the latest request for a path."""
        return self.at(path)[-1].params


NO_CONTENT = HttpReply(204, "", b"")
REFUSED = HttpFailure("ct")
TOO_LATE = HttpFailure("rt")


@dataclass
class World:
    """A carrier on a virtual clock, and the service that it calls."""

    carrier: Carrier
    service: Service
    clock: VirtualClock

    def ring_in(self, voice: str, **pages: str) -> Receiver:
        """Let the volunteer ring in, to this TwiML; other pages by their names."""
        self.pages(voice=voice, **pages)
        return self.carrier.ring_in(VOLUNTEER)

    def pages(self, **pages: str) -> None:
        for name, page in pages.items():
            self.service.pages[f"/{name}"] = page

    @property
    def codes(self) -> list[int]:
        """Codes of the service's mistakes so far."""
        return [error.code for error in self.carrier.errors]


def make_world(weather: Weather | None = None, **config: object) -> World:
    service = Service(
        {"/status": NO_CONTENT, "/events": NO_CONTENT, "/amd": NO_CONTENT, "/hold.wav": tune(30)}
    )
    clock = VirtualClock(START)
    settings = Config(
        auth_token=TOKEN,
        numbers=(LINE, OTHER_LINE),
        voice_url=f"{BASE}/voice",
        status_url=f"{BASE}/status",
        weather=weather or Weather(),
        **config,  # type: ignore[arg-type] # each test names one field of Config
    )
    return World(Carrier(settings, clock, service), service, clock)
