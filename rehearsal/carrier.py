"""The carrier: its exchange, its clock's driver and its HTTP server, put together."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Self

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from rehearsal.clock import Clock, RealClock, VirtualClock
from rehearsal.config import Config
from rehearsal.engine import Engine, RealDriver, VirtualDriver
from rehearsal.exchange import Exchange, RestRequest
from rehearsal.faults import NotedError
from rehearsal.legs import Leg
from rehearsal.people import PERSONAS, Persona
from rehearsal.receiver import Receiver
from rehearsal.rest.app import make_app
from rehearsal.weather import Sky, Weather
from rehearsal.wire import RequestsTransport, Transport

WITHHELD = "anonymous"
_POLL_SECONDS = 0.05  # how soon the server notices that it is to stop


class _Quiet(WSGIRequestHandler):
    """Serves without a line in the log for each request: the addresses hold telephone numbers."""

    protocol_version = "HTTP/1.1"

    def send_response(self, code: int, message: str | None = None) -> None:
        """Begin a response without the machine's own date: the application tells the carrier's."""
        self.send_response_only(code, message)
        self.send_header("Server", self.version_string())


class Carrier:
    """A carrier in a box. On a `VirtualClock` nothing happens until `advance`; a real one runs on."""

    def __init__(
        self, config: Config, clock: Clock | None = None, transport: Transport | None = None
    ) -> None:
        """Set it up; ``transport`` is the wire to the service, HTTP by default."""
        self.config = config
        self.clock = clock or RealClock()
        self.engine = Engine(self.clock, transport or RequestsTransport())
        self.exchange = Exchange(config, self.engine)
        self._driver = (
            VirtualDriver(self.engine, self.clock)
            if isinstance(self.clock, VirtualClock)
            else RealDriver(self.engine)
        )
        self._server: BaseWSGIServer | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """The address of the REST API and the handsets; only once started."""
        if self._server is None:
            message = "The carrier has no address before start()."
            raise RuntimeError(message)
        return f"http://{self._server.host}:{self._server.server_port}"

    def start(self) -> Self:
        """Open the HTTP server, and on a real clock let time run."""
        host, _, port = self.config.bind.rpartition(":")
        self._server = make_server(host, int(port), make_app(self), threaded=True, request_handler=_Quiet)
        self._thread = threading.Thread(
            target=self._server.serve_forever,
            kwargs={"poll_interval": _POLL_SECONDS},
            name="rehearsal-http",
            daemon=True,
        )
        self._thread.start()
        self._driver.start()
        return self

    def stop(self) -> None:
        """Close everything; legs are left as they are."""
        self._driver.stop()
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()

    def __enter__(self) -> Self:
        """Start."""
        return self.start()

    def __exit__(self, *_exc: object) -> None:
        """Stop."""
        self.stop()

    # Time: on a virtual clock only.

    def advance(self, seconds: float = 0.0) -> None:
        """Let so many seconds pass, running all that is due in the order of its time."""
        self._virtual().run_until(self.clock.now() + timedelta(seconds=seconds))

    def run_until_idle(self, max_seconds: float = 3600.0) -> None:
        """Let time pass until nothing more is to come, or ``max_seconds`` are over."""
        self.advance_while(lambda: True, max_seconds)

    def advance_while(self, going_on: Callable[[], bool], most: float) -> None:
        """Run event by event, and all of one instant, while ``going_on``; ``most`` seconds at most."""
        driver, until = self._virtual(), self.clock.now() + timedelta(seconds=most)
        driver.settle()
        while going_on():
            with self.engine.lock:
                due = self.engine.next_at()
            if due is None or due > until:
                return
            driver.run_until(due)

    def _virtual(self) -> VirtualDriver:
        if not isinstance(self._driver, VirtualDriver):
            message = "Only a carrier on a VirtualClock can be advanced."
            raise TypeError(message)
        return self._driver

    @contextmanager
    def acting(self) -> Iterator[None]:
        """Hold the lock for one act; afterwards, on a virtual clock, run what is due at this instant."""
        with self.engine.lock:
            yield
        self._driver.settle()

    # Handsets and people.

    def ring_in(self, from_: str, to: str = "", *, withheld: bool = False, shown: str = "") -> Receiver:
        """Let the handset ``from_`` ring a service number, by default the first."""
        to = to or self.config.numbers[0]
        if to not in self.exchange.numbers:
            message = f"{to} is not a number of this service: it has {', '.join(self.config.numbers)}."
            raise ValueError(message)
        with self.acting():
            leg = self.exchange.ring_in(from_, to, WITHHELD if withheld else shown or from_)
        return Receiver(self, leg)

    def handset(self, number: str) -> Receiver:
        """Take hold of the latest call on a handset; raise LookupError if it has had none."""
        leg = self.exchange.handsets.call(number)
        if leg is None:
            message = "That handset has not rung."
            raise LookupError(message)
        return Receiver(self, leg)

    def live(self) -> list[Receiver]:
        """Give all calls that ring or are connected, oldest first."""
        with self.engine.lock:
            return [Receiver(self, leg) for leg in self.exchange.handsets.live()]

    def ringing(self) -> list[Receiver]:
        """Give the handsets that are being rung."""
        return [receiver for receiver in self.live() if receiver.state == "ringing"]

    def become(self, number: str, persona: Persona | str) -> None:
        """Say who holds a handset: a persona, or the name of one of `PERSONAS`."""
        with self.acting():
            self.exchange.handsets.become(number, PERSONAS[persona] if isinstance(persona, str) else persona)

    def set_weather(self, weather: Weather) -> None:
        """Change the weather from now on."""
        with self.engine.lock:
            self.exchange.sky = Sky(weather)

    @property
    def errors(self) -> list[NotedError]:
        """The service's mistakes so far."""
        return list(self.exchange.errors)

    @property
    def requests(self) -> list[RestRequest]:
        """All requests to the REST API so far, to be held against its published description."""
        with self.engine.lock:
            return list(self.exchange.requests)

    def calls(self) -> list[Leg]:
        """Give all calls, newest first."""
        with self.engine.lock:
            return list(reversed(self.exchange.legs.values()))
