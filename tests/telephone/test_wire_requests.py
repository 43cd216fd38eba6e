"""Every request to the carrier, held against its published description and its documented ranges."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit
from xml.etree import ElementTree as ET

import pytest
from openapi_core import OpenAPI
from openapi_core.datatypes import RequestParameters
from werkzeug.datastructures import Headers, ImmutableMultiDict

from rehearsal.exchange import RestRequest
from rehearsal.overrides import split
from tests.telephone.calls import ANN, offered, rung, talking, weather
from tests.telephone.evening import Evening

DESCRIPTION = Path(__file__).parents[3] / "shared" / "data" / "twilio_api_v2010.voice.json"


class Sent:
    """A request as the description's checker wants it."""

    content_type = "application/x-www-form-urlencoded"
    host_url = "https://api.twilio.com"

    def __init__(self, request: RestRequest) -> None:
        self.path = request.path
        self.method = request.method.lower()
        pairs = [(name, value) for name, values in request.query.items() for value in values]
        self.parameters = RequestParameters(query=ImmutableMultiDict(pairs), header=Headers())
        form = [(name, value) for name, values in request.form.items() for value in values]
        self.body = encode(form) if form else None


def encode(form: list[tuple[str, str]]) -> bytes:
    return urlencode(form).encode()


@pytest.fixture(scope="module")
def description() -> OpenAPI:
    """Twilio's own, of its voice API. Security is left out: the rehearsal carrier checks it."""
    described: dict[str, Any] = json.loads(DESCRIPTION.read_text(encoding="utf-8"))
    described.pop("security", None)
    for path in described["paths"].values():
        for operation in path.values():
            if isinstance(operation, dict):
                operation.pop("security", None)
    return OpenAPI.from_dict(described)


def a_busy_evening(evening: Evening) -> list[RestRequest]:
    """Calls with every kind of request in them: creations, moves, cancels, hang-ups, look-ups, a volunteer rung."""
    ann, _ = talking(evening)
    ann.presses("*").presses("1").presses("3").presses("1").presses("1")
    weather(evening, rest_dropped_after=1.0, callbacks_lost=1.0)
    ann.presses("1")
    weather(evening)
    evening.passes(3)
    ann.presses("*").hears("Stopped.")
    ann.presses("9").hears("Goodbye.")
    ann = evening.rings_in(ANN)
    ann.presses("4826").presses("4").hears("We will ring you in a moment.")
    evening.passes(15)
    return evening.carrier.requests


def test_every_request_is_as_the_carrier_describes_it(evening: Evening, description: OpenAPI) -> None:
    requests = a_busy_evening(evening)
    assert {(one.method, one.path.rpartition("/")[2][:2]) for one in requests} == {
        ("POST", "Ca"),
        ("POST", "CA"),
        ("GET", "Ca"),
        ("GET", "AC"),
    }
    for request in requests:
        description.validate_request(Sent(request))


def test_the_description_refuses_what_is_wrong(description: OpenAPI) -> None:
    path = "/2010-04-01/Accounts/AC" + "0" * 32 + "/Calls.json"
    wrong = RestRequest("POST", path, {}, {"To": ["+441632960011"], "From": ["x"], "Timeout": ["soon"]})
    with pytest.raises(Exception, match="Request body validation error"):
        description.validate_request(Sent(wrong))


def creation(evening: Evening) -> dict[str, list[str]]:
    """The form of the request that placed the call."""
    (made,) = (one for one in evening.carrier.requests if one.path.endswith("/Calls.json"))
    return made.form


def test_a_dial_keeps_to_the_documented_ranges(evening: Evening) -> None:
    rung(evening)
    form = {name: values[0] for name, values in creation(evening).items()}
    assert 15 <= int(form["Timeout"]) <= 600
    assert 1800 <= int(form["MachineDetectionSpeechThreshold"]) <= 2000
    assert 1400 <= int(form["MachineDetectionSpeechEndThreshold"]) <= 1500
    assert (form["MachineDetection"], form["AsyncAmd"]) == ("Enable", "true")
    assert creation(evening)["StatusCallbackEvent"] == ["initiated", "ringing", "answered", "completed"]
    assert len(form["Twiml"]) <= 4000


def test_a_dials_inline_document_holds_absolute_addresses_with_their_overrides(evening: Evening) -> None:
    rung(evening)
    form = {name: values[0] for name, values in creation(evening).items()}
    room = ET.fromstring(form["Twiml"]).find("Dial/Conference")  # noqa: S314 (our own)
    assert room is not None
    urls = [room.attrib["waitUrl"], room.attrib["statusCallback"]]
    urls += [form["StatusCallback"], form["AsyncAmdStatusCallback"]]
    for url in urls:
        parts = urlsplit(url)
        assert f"{parts.scheme}://{parts.netloc}" == evening.base
        _, how = split(url)
        assert how.retries >= 2, url
    assert room.attrib["participantLabel"] == "contact"
    assert room.attrib["jitterBufferSize"] == "small"
    assert room.attrib["beep"] == "false"


def test_no_address_given_to_the_carrier_holds_a_number_or_a_name(evening: Evening) -> None:
    offered(evening).presses("1")
    (made,) = (one for one in evening.carrier.requests if one.path.endswith("/Calls.json"))
    given = json.dumps({name: value for name, value in made.form.items() if name not in {"To", "From"}})
    for secret in ("1632960011", "1184960001", "Mary", "Ann", "saltmouth", "4826"):
        assert secret not in given
