"""The engine: events in the order of their time, on either clock, and the real carrier over real HTTP."""

import socket
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rehearsal import Carrier, Config, RealClock, VirtualClock
from rehearsal.engine import Engine, VirtualDriver
from rehearsal.process import Steps, Wait
from rehearsal.wire import HttpFailure, HttpRequest, RequestsTransport
from tests.rehearsal.fake_service import LINE, START, TOKEN, VOLUNTEER, Service, World


def make_engine() -> tuple[Engine, VirtualDriver, VirtualClock]:
    clock = VirtualClock(START)
    engine = Engine(clock, Service())
    return engine, VirtualDriver(engine, clock), clock


@given(st.lists(st.integers(0, 100)))
def test_events_run_in_the_order_of_their_time_and_then_of_their_asking(seconds: list[int]) -> None:
    engine, driver, _ = make_engine()
    ran: list[tuple[int, int]] = []
    with engine.lock:
        for n, second in enumerate(seconds):
            engine.after(second, lambda n=n, second=second: ran.append((second, n)))  # type: ignore[misc]
    driver.run_until(datetime(2026, 3, 3, tzinfo=UTC))
    assert ran == sorted(ran)
    assert len(ran) == len(seconds)


def test_a_signal_that_is_not_waited_for_is_dropped() -> None:
    engine, driver, clock = make_engine()
    got: list[object] = []

    def steps() -> Steps[None]:
        got.append((yield Wait(5, (str,))))

    with engine.lock:
        process = engine.spawn(steps())
        process.signal(7)
        process.signal("yes")
        process.signal("too late")
    driver.run_until(clock.now())
    assert got == ["yes"]
    assert process.over


def test_a_stopped_process_does_no_more() -> None:
    engine, driver, _ = make_engine()
    got: list[str] = []

    def steps() -> Steps[None]:
        yield Wait(5)
        got.append("went on")

    with engine.lock:
        process = engine.spawn(steps())
        process.stop()
    driver.run_until(datetime(2026, 3, 3, tzinfo=UTC))
    assert got == []


def test_time_does_not_pass_by_itself_on_a_virtual_clock(world: World) -> None:
    world.ring_in("<Pause length='60'/>")
    assert world.clock.now() == START
    world.carrier.advance(61)
    assert world.carrier.handset(VOLUNTEER).state == "ended"


def test_a_start_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        VirtualClock(datetime(2026, 3, 2))  # noqa: DTZ001 - what the test is about


def test_a_real_carrier_is_not_advanced() -> None:
    carrier = Carrier(Config(auth_token=TOKEN), RealClock())
    with pytest.raises(TypeError, match="VirtualClock"):
        carrier.advance(1)


def test_a_clock_offset_shifts_the_carriers_time() -> None:
    ahead = RealClock(3600).now() - RealClock().now()
    assert 3599 < ahead.total_seconds() < 3601


class _Answering(BaseHTTPRequestHandler):
    """A service of two pages: a menu, and what a key leads to."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        inside = "<Say>Calling.</Say>" if "Digits=1" in body else "<Gather numDigits='1' action='/key'/>"
        reply = f"<Response>{inside}</Response>".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def until(true: Callable[[], bool], seconds: float = 10.0) -> bool:
    """Wait for the carrier's own thread, as long as it takes and ten seconds at most."""
    give_up = time.monotonic() + seconds
    pulse = threading.Event()
    while not true() and time.monotonic() < give_up:
        pulse.wait(0.01)
    return true()


def test_on_the_real_clock_the_same_engine_calls_over_http() -> None:
    with HTTPServer(("127.0.0.1", 0), _Answering) as service:
        threading.Thread(target=service.serve_forever, kwargs={"poll_interval": 0.05}).start()
        config = Config(
            auth_token=TOKEN, numbers=(LINE,), voice_url=f"http://127.0.0.1:{service.server_port}/voice"
        )
        try:
            with Carrier(config, RealClock()) as carrier:
                phone = carrier.ring_in(VOLUNTEER)
                assert until(lambda: phone.state == "live")
                phone.press("1")
                assert until(lambda: phone.heard == ["Calling."])
                phone.hang_up()
                assert phone.state == "ended"
                assert carrier.errors == []
        finally:
            service.shutdown()


def test_a_connection_that_is_refused_and_one_that_breaks_are_told_apart() -> None:
    nobody = HTTPServer(("127.0.0.1", 0), _Answering)
    nobody.server_close()
    answer = RequestsTransport().send(HttpRequest("POST", f"http://127.0.0.1:{nobody.server_port}/"))
    assert answer == HttpFailure("ct")


def test_a_service_that_does_not_answer_in_time_is_a_failed_read() -> None:
    """The reply must come within 15 s; `rt` read ms."""
    assert HttpRequest("POST", "http://127.0.0.1/").read_timeout == 15
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        url = f"http://127.0.0.1:{deaf.getsockname()[1]}/"
        answer = RequestsTransport().send(HttpRequest("POST", url, read_timeout=0.05))
    assert answer == HttpFailure("rt")


def test_the_token_is_not_in_what_a_configuration_prints() -> None:
    assert TOKEN not in repr(Config(auth_token=TOKEN, numbers=(LINE,)))


def test_a_fault_of_the_carriers_own_does_not_stop_the_real_engine(caplog: pytest.LogCaptureFixture) -> None:
    ran = threading.Event()
    carrier = Carrier(Config(auth_token=TOKEN), RealClock())
    with carrier:
        with carrier.engine.lock:
            carrier.engine.after(0, lambda: next(iter(())))
            carrier.engine.after(0, ran.set)
        assert ran.wait(10)
    assert "rehearsal" in caplog.text
