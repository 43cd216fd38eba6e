"""What the REST API gives, held against Twilio's published description of it."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from tests.rehearsal.api import Api
from tests.rehearsal.fake_service import BASE, CONTACT, VOLUNTEER

DESCRIPTION = Path(__file__).parents[3] / "shared" / "data" / "twilio_api_v2010.voice.json"
ROOM = "<Response><Dial><Conference participantLabel='one' waitUrl=''>room-1</Conference></Dial></Response>"


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    return dict(json.loads(DESCRIPTION.read_text(encoding="utf-8")))


def nullable(part: Any) -> Any:  # noqa: ANN401 - any JSON
    """OpenAPI 3.0 writes `nullable` where JSON Schema lists null among the types."""
    if isinstance(part, list):
        return [nullable(item) for item in part]
    if not isinstance(part, dict):
        return part
    whole = {key: nullable(value) for key, value in part.items()}
    # Of one field only the words say that it may be null.
    may_be_null = part.get("nullable") or "will be `null`" in str(part.get("description", ""))
    return {"anyOf": [whole, {"type": "null"}]} if may_be_null else whole


def check(description: dict[str, Any], path: str, method: str, status: str, body: object) -> None:
    responses = description["paths"][path][method]["responses"]
    schema = responses[status]["content"]["application/json"]["schema"]
    whole = nullable({**schema, "components": description["components"]})
    Draft4Validator(whole).validate(body)
    properties = schema.get("properties")
    if properties is None:
        name = schema["$ref"].rpartition("/")[2]
        properties = description["components"]["schemas"][name]["properties"]
    assert isinstance(body, dict)
    assert set(body) <= set(properties)


ACCOUNT = "/2010-04-01/Accounts/{AccountSid}"


def test_calls_have_twilios_shape(api: Api, description: dict[str, Any]) -> None:
    created = api.post("Calls.json", To=CONTACT, From="+442079460100", Url=f"{BASE}/turn")
    check(description, f"{ACCOUNT}/Calls.json", "post", "201", created.json())
    api.world.carrier.advance(3)
    sid = created.json()["sid"]
    check(description, f"{ACCOUNT}/Calls/{{Sid}}.json", "get", "200", api.get(f"Calls/{sid}.json").json())
    check(description, f"{ACCOUNT}/Calls.json", "get", "200", api.get("Calls.json", PageSize="1").json())
    ended = api.post(f"Calls/{sid}.json", Status="completed")
    check(description, f"{ACCOUNT}/Calls/{{Sid}}.json", "post", "200", ended.json())


def test_conferences_and_participants_have_twilios_shape(api: Api, description: dict[str, Any]) -> None:
    api.dial(To=VOLUNTEER, Twiml=ROOM)
    api.world.carrier.handset(VOLUNTEER).answer()
    many = api.get("Conferences.json")
    check(description, f"{ACCOUNT}/Conferences.json", "get", "200", many.json())
    sid = many.json()["conferences"][0]["sid"]
    check(
        description,
        f"{ACCOUNT}/Conferences/{{Sid}}.json",
        "get",
        "200",
        api.get(f"Conferences/{sid}.json").json(),
    )
    members = f"{ACCOUNT}/Conferences/{{ConferenceSid}}/Participants"
    listed = api.get(f"Conferences/{sid}/Participants.json").json()
    check(description, f"{members}.json", "get", "200", listed)
    one = api.get(f"Conferences/{sid}/Participants/one.json").json()
    check(description, f"{members}/{{CallSid}}.json", "get", "200", one)


def test_numbers_and_the_account_have_twilios_shape(api: Api, description: dict[str, Any]) -> None:
    many = api.get("IncomingPhoneNumbers.json").json()
    check(description, f"{ACCOUNT}/IncomingPhoneNumbers.json", "get", "200", many)
    account = api.session.get(f"{api.root}.json", timeout=10).json()
    check(description, "/2010-04-01/Accounts/{Sid}.json", "get", "200", account)
