"""The pages, their headers, and the way to the rehearsal carrier."""

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from console import CarrierAccess
from rehearsal.carrier import Carrier
from rehearsal.config import Config
from tests.console.conftest import ALEX, SERVICE, MakeApp
from tests.console.inline import Inline

# Nothing here asks the database: one kind is enough.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

HANDSET = {"Ringround-Handset": ALEX.number}
PAGES = ("/", "/rehearsal")


@pytest.fixture
def carrier() -> Iterator[Carrier]:
    """A carrier on the real clock, whose service is not there."""
    config = Config(auth_token="token", numbers=(SERVICE,), voice_url="http://127.0.0.1:9/voice")
    with Carrier(config) as running:
        yield running


@pytest.fixture
def joined(make_app: MakeApp, carrier: Carrier) -> FlaskClient:
    """A client of pages that reach that carrier."""
    return make_app(CarrierAccess(carrier.url, carrier.config.account_sid, "token")).test_client()


def _error(reply: TestResponse) -> str:
    return str(reply.get_json()["error"])


@pytest.mark.parametrize("path", PAGES)
def test_a_page_runs_nothing_that_is_written_into_it(client: FlaskClient, path: str) -> None:
    reply = client.get(path)
    policy = reply.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert Inline(reply.text).found == []


@pytest.mark.parametrize("path", [*PAGES, "/rehearsal/record", "/static/js/rehearsal.js"])
def test_every_reply_is_guarded(client: FlaskClient, path: str) -> None:
    reply = client.get(path, buffered=True)  # a static file's reply is closed once it is read
    assert reply.status_code == 200
    assert "frame-ancestors 'none'" in reply.headers["Content-Security-Policy"]
    assert reply.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", PAGES)
def test_no_shared_computer_keeps_a_page(client: FlaskClient, path: str) -> None:
    assert client.get(path).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", PAGES)
def test_every_page_of_a_rehearsal_says_so_and_what_time_the_service_thinks_it_is(
    client: FlaskClient, path: str
) -> None:
    text = " ".join(re.sub(r"<[^>]+>", " ", client.get(path).text).split())
    assert "This is a rehearsal: no real telephone rings." in text
    assert "set 5 hours 12 minutes back so that lines are open" in text
    assert "14:03 on Wednesday 1 July 2026" in text


def test_the_start_page_of_a_rehearsal_gives_the_sample_s_numbers_and_pins(client: FlaskClient) -> None:
    text = client.get("/").text
    for shown in ("Alex Reed", "07700 900123", "314159", "2718", "020 7946 0000", 'href="/rehearsal"'):
        assert shown in text


def test_where_calls_are_real_there_is_no_rehearsal_and_no_pin(make_app: MakeApp) -> None:
    client = make_app(None).test_client()
    text = client.get("/").text
    assert "020 7946 0000" in text
    assert "rehearsal" not in text.lower()
    assert ALEX.pin not in text
    assert client.get("/rehearsal").status_code == 404
    assert client.get("/rehearsal/record").status_code == 404


def test_no_address_on_a_page_holds_a_number(client: FlaskClient) -> None:
    for path in PAGES:
        addresses = re.findall(r'(?:href|src|action)="([^"]*)"', client.get(path).text)
        assert addresses
        assert not [address for address in addresses if re.search(r"\d{5}", address)]


def test_the_hold_music_is_served_in_pieces_round_and_round(client: FlaskClient) -> None:
    first, last, again = (client.get(f"/static/sounds/hold/{n}.wav") for n in (0, 2, 3))
    assert first.mimetype == "audio/wav"
    assert first.data == again.data != last.data
    etag = first.headers["ETag"]
    assert client.get("/static/sounds/hold/0.wav", headers={"If-None-Match": etag}).status_code in {200, 304}


def test_without_its_carrier_the_page_is_told_in_a_sentence(client: FlaskClient) -> None:
    reply = client.get("/rehearsal/api/handset", headers=HANDSET)
    assert reply.status_code == 502
    assert _error(reply) == "The rehearsal carrier does not answer. Is `make run` still running?"


@pytest.mark.parametrize("named", ["", "07700900123", "../errors", "+44 7700", "+447700900123/keys"])
def test_a_handset_is_named_by_a_whole_number_in_the_header(client: FlaskClient, named: str) -> None:
    reply = client.get("/rehearsal/api/handset", headers={"Ringround-Handset": named})
    assert reply.status_code == 400
    assert "Ringround-Handset must name a telephone number" in _error(reply)


def test_only_what_a_handset_can_do_is_handed_on(joined: FlaskClient) -> None:
    assert joined.post("/rehearsal/api/handset/persona", headers=HANDSET, json={}).status_code == 404
    assert joined.get("/rehearsal/api/handset/answer", headers=HANDSET).status_code == 405


def test_a_handset_rings_in_and_is_seen(joined: FlaskClient) -> None:
    assert joined.get("/rehearsal/api/handset", headers=HANDSET).get_json()["state"] == "idle"
    called = joined.post("/rehearsal/api/handset/call", headers=HANDSET, json={"to": SERVICE})
    assert called.status_code == 200
    seen = joined.get("/rehearsal/api/handset?since=0", headers=HANDSET).get_json()
    assert seen["call_sid"] == called.get_json()["call_sid"]
    assert seen["direction"] == "inbound"


def test_the_carrier_s_refusal_comes_back_in_its_own_words(joined: FlaskClient) -> None:
    reply = joined.post("/rehearsal/api/handset/call", headers=HANDSET, json={"to": "+441632960001"})
    assert reply.status_code == 400
    assert "not a number of this service" in reply.get_json()["message"]
