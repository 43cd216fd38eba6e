"""The benchmarks run, and their table says what it should. Nothing here is timed."""

import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from subprocess import run
from threading import Thread

import pytest

from bench.load import Exchange
from bench.sections import SECTIONS, measure
from bench.sizes import QUICK
from bench.stage import BASE, Caller
from bench.table import Row, table
from bench.visitors import LOOKS_EVERY, Visitor
from bench.wire import Telephone, signature

ALONE = ("decide", "register", "entries", "ledger", "reports")
"""Sections that start no server."""


class Answering(BaseHTTPRequestHandler):
    """Answers each key with the next turn; a request without a good signature with 403."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        form = self.rfile.read(int(self.headers["Content-Length"])).decode()
        fields = dict(pair.split("=", 1) for pair in form.replace("%2B", "+").replace("%2A", "*").split("&"))
        fields["msg"] = "Gather End"
        good = signature(BASE + self.path, fields) == self.headers["X-Twilio-Signature"]
        turn = int(self.path.rpartition("/")[2]) + 1
        body = f'<Response><Gather action="{BASE}/twilio/turn/{turn}"/></Response>'.encode()
        self.send_response(200 if good else 403)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the library's)
        """Log nothing."""


class Counted(Telephone):
    """A telephone that knows how often its keys were pressed."""

    count = 0

    def request(self) -> bytes:
        self.count += 1
        return super().request()


@pytest.fixture
def telephone() -> Counted:
    return Counted(Caller("CA1", "+441184960001", "1"))


@pytest.fixture
def exchange(telephone: Counted) -> Iterator[Exchange]:
    server = HTTPServer(("127.0.0.1", 0), Answering)
    Thread(target=server.serve_forever, daemon=True).start()
    made = Exchange(server.server_port, [telephone])
    yield made
    made.close()
    server.shutdown()
    server.server_close()


def test_each_key_is_signed_and_answers_the_turn_heard_last(exchange: Exchange, telephone: Counted) -> None:
    heard = exchange.open_loop(rate=1000, seconds=60, over=lambda: telephone.count == 7)
    assert len(heard.each) == 7


def test_a_request_that_waits_for_a_slow_server_counts_from_when_it_was_due(
    exchange: Exchange, telephone: Counted
) -> None:
    heard = exchange.open_loop(rate=100_000, seconds=60, over=lambda: telephone.count == 20)
    assert heard.each[-1] >= heard.seconds - 19 / 100_000


def test_a_page_looks_on_with_the_mark_it_was_given_and_saves_at_each_seventh_look() -> None:
    page = Visitor("ringround=x")
    form = b'<form action="/call/calls/A1/save"><input name="form_token" value="f00d">'
    asked = []
    for _ in range(10):
        request = page.request()
        asked.append(request.split(b" HTTP")[0].decode())
        answer = (b"", form) if b"/call/now" in request else (b'HTTP/1.1 200\r\nETag: "m"', b"{}")
        page.heard(*answer)
    assert asked == ["GET /call/now", *["GET /call/status"] * 7, "POST /call/calls/A1/save", "GET /call/now"]
    assert b'If-None-Match: "m"\r\n' in page.request()


def test_the_bench_s_pages_look_as_often_as_the_script_does() -> None:
    script = (Path(__file__).parents[2] / "console" / "static" / "js" / "call.js").read_text()
    assert f"const EVERY_MS = {LOOKS_EVERY * 1000:.0f};" in script


@pytest.mark.parametrize("section", ALONE)
def test_a_section_gives_rows(section: str) -> None:
    rows = measure(section, QUICK)
    assert rows
    assert all(row.measured > 0 or row.what.endswith("not sealed after it") for row in rows)


def test_a_row_stands_beside_its_baseline() -> None:
    lines = table([Row("a thing", 5.0, "ms", "10", ("a slower thing", 20.0), 64.0)]).splitlines()
    assert [cell.strip() for cell in lines[2].strip("|").split("|")] == [
        "a thing", "5 ms", "20 (a slower thing)", "0.25", "10", "64 MB",
    ]  # fmt: skip


@pytest.mark.long
def test_the_whole_table_is_printed() -> None:
    done = run([sys.executable, "-m", "bench", "--quick"], capture_output=True, text=True, check=True)
    assert done.stdout.count("|\n") > 2 * len(SECTIONS)
