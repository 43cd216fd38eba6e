"""Twilio's door: whose signature is good, what is refused, and that nothing else comes of what is refused."""

import hashlib
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from flask import Flask
from prometheus_client import REGISTRY
from twilio.request_validator import RequestValidator
from werkzeug.test import EnvironBuilder

import webhooks
from rehearsal.signing import signature
from store.database import Database
from tests.telephone.calls import ANN
from tests.telephone.conftest import MakeEvening
from tests.telephone.evening import SERVICE, Evening

VECTOR = {
    "CallSid": "CA1234567890ABCDE",
    "Caller": "+14158675310",
    "Digits": "1234",
    "From": "+14158675310",
    "To": "+18005551212",
}
RING: dict[str, str] = {"CallSid": "CA1", "From": ANN, "To": SERVICE, "CallStatus": "ringing"}


def signed(url: str, form: dict[str, str], given: str, **environment: Any) -> bool:  # noqa: ANN401 (WSGI's)
    """Whether the door takes this request as signed, asked for at `url` behind a proxy's own address."""
    base, path = url[: url.index("/", 8)], url[url.index("/", 8) :]
    builder = EnvironBuilder(method="POST", base_url="http://10.0.0.7:8080", data=form)
    builder.headers["X-Twilio-Signature"] = given
    environ = builder.get_environ() | {"RAW_URI": path} | environment
    with Flask("test").request_context(environ):
        return webhooks.is_signed(RequestValidator("12345"), base)


def test_the_published_vector_is_taken() -> None:
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert signed(url, VECTOR, "GvWf1cFY/Q7PnoempGyD5oXAezc=")
    assert not signed(url, VECTOR | {"Digits": "1235"}, "GvWf1cFY/Q7PnoempGyD5oXAezc=")
    assert not signed(url + "&more=1", VECTOR, "GvWf1cFY/Q7PnoempGyD5oXAezc=")
    assert not signed(url, VECTOR, "")


@pytest.mark.parametrize(
    "path", ["/twilio/turn/a%2Fb", "/twilio/turn/caf%C3%A9?x=%20y&z=a+b", "/twilio/v?q=%27"]
)
def test_the_address_counts_as_it_was_sent_escapes_and_all(path: str) -> None:
    url = "https://ring.example" + path
    assert signed(url, VECTOR, signature("12345", url, VECTOR))


@pytest.mark.parametrize("path", ["/twilio/turn/0a1b", "/twilio/voice?x=%20y"])
def test_a_server_that_keeps_no_raw_address_is_served_as_well(path: str) -> None:
    url = "https://ring.example" + path
    plain, _, query = path.partition("?")
    environment = {"RAW_URI": "", "REQUEST_URI": "", "PATH_INFO": plain, "QUERY_STRING": query}
    assert signed(url, VECTOR, signature("12345", url, VECTOR), **environment)


@pytest.mark.parametrize(
    "base", ["https://ring.example", "https://ring.example:443", "https://ring.example:8443"]
)
def test_the_port_may_be_signed_or_left_out(base: str) -> None:
    url = base + "/twilio/voice"
    assert signed(url, VECTOR, signature("12345", url, VECTOR))
    bare = "https://ring.example/twilio/voice"
    assert signed(url, VECTOR, signature("12345", bare, VECTOR))


def refused() -> float:
    return REGISTRY.get_sample_value("ringround_signature_failures_total") or 0.0


@pytest.fixture
def counted() -> Iterator[list[float]]:
    """How many were refused in the test, at its end."""
    before, total = refused(), [0.0]
    yield total
    assert refused() - before == total[0]


BAD: dict[str, dict[str, Any]] = {
    "no signature": {"data": RING},
    "a bad signature": {"data": RING, "headers": {"X-Twilio-Signature": "AAAA"}},
    "a signature that is no ASCII": {"data": RING, "headers": {"X-Twilio-Signature": "é".encode()}},
    "JSON": {"json": {"CallSid": "CA1"}, "headers": {"X-Twilio-Signature": "AAAA"}},
    "too much": {"data": RING | {"More": "x" * 70_000}},
}
PATHS = (
    "/voice",
    "/status",
    "/turn/x",
    "/hold/x",
    "/leg/x",
    "/machine/x",
    "/room/x",
    "/present",
    "/fallback",
)


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_what_is_not_signed_is_refused_counted_and_leaves_nothing(
    evening: Evening, counted: list[float], bad: dict[str, Any]
) -> None:
    before = len(evening.ledger())
    for path in PATHS:
        reply = requests.post(f"{evening.base}/twilio{path}", timeout=10, **bad)
        assert reply.status_code == 403
        counted[0] += 1
    assert len(evening.ledger()) == before


def test_a_json_body_is_taken_by_its_hash_alone(evening: Evening, counted: list[float]) -> None:
    body = b'{"CallSid": "CA1"}'
    url = f"{evening.base}/twilio/fallback?bodySHA256={hashlib.sha256(body).hexdigest()}"
    headers = {
        "X-Twilio-Signature": signature("rehearsal-token", url, {}),
        "Content-Type": "application/json",
    }
    assert requests.post(url, data=body, headers=headers, timeout=10).status_code == 200
    assert requests.post(url, data=body + b" ", headers=headers, timeout=10).status_code == 403
    counted[0] += 1


def test_without_a_token_of_our_own_everything_is_refused(
    evenings: MakeEvening, counted: list[float]
) -> None:
    evening = evenings(environment={"TWILIO_AUTH_TOKEN": ""})
    headers = {"X-Twilio-Signature": signature("", evening.base + "/twilio/voice", RING)}
    reply = requests.post(f"{evening.base}/twilio/voice", data=RING, headers=headers, timeout=10)
    assert reply.status_code == 403
    counted[0] += 1


def test_behind_a_proxy_the_public_address_is_what_is_signed(evenings: MakeEvening) -> None:
    public = "https://ring.example"
    evening = evenings(environment={"PUBLIC_BASE_URL": public})
    for base, status in ((public, 200), (evening.base, 403)):
        headers = {"X-Twilio-Signature": signature("rehearsal-token", base + "/twilio/voice", RING)}
        reply = requests.post(f"{evening.base}/twilio/voice", data=RING, headers=headers, timeout=10)
        assert reply.status_code == status
    evening.posts_to = public
    assert public in evening.posts("/twilio/present", CallSid="CA1").text


CALLERS = ("anonymous", "unknown", "", "266696687", "+266696687", "sip:a@b", "client:x", "+44é", "0" * 400)


def test_a_caller_who_is_no_number_is_asked_for_the_volunteer_number(evening: Evening) -> None:
    evening.volunteer()
    for place, caller in enumerate(CALLERS):
        reply = evening.posts("/twilio/voice", **(RING | {"From": caller, "CallSid": f"CA{place}"}))
        assert (reply.status_code, reply.headers["Content-Type"].split(";")[0]) == (200, "text/xml")
        assert "Please enter your six-digit volunteer number." in reply.text


def test_parameters_that_nobody_knows_of_yet_are_signed_with_the_rest(evening: Evening) -> None:
    assert (
        evening.posts("/twilio/voice", **RING, StirVerstat="TN-Validation-Passed-A", Neu="ü").status_code
        == 200
    )


def test_a_call_without_an_id_is_a_bad_request(evening: Evening) -> None:
    form = {"From": ANN, "To": SERVICE, "CallStatus": "completed"}
    for path in ("/voice", "/status", "/turn/x", "/present", "/hold/x"):
        assert evening.posts(f"/twilio{path}", **form).status_code == 400


def test_the_fallback_needs_no_database(evening: Evening, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_self: Database) -> None:
        raise ConnectionError

    for access in ("read", "write"):
        monkeypatch.setattr(Database, access, gone)
    assert evening.posts("/twilio/voice", **RING).status_code == 500
    reply = evening.posts("/twilio/fallback", **RING)
    assert reply.status_code == 200
    assert "Sorry, there is a fault. Your answers are saved. Please ring again." in reply.text
    assert "For help, ring 020 7946 0199." in reply.text
