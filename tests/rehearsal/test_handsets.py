"""The handsets over HTTP, as the page and the terminal use them."""

from typing import Any

import pytest

from tests.rehearsal.api import Api
from tests.rehearsal.fake_service import BASE, CONTACT, LINE, OTHER_LINE, VOLUNTEER

MENU = "<Gather numDigits='1' action='/key'><Say language='en-GB'>To call, press 1.</Say></Gather>"


def post(api: Api, path: str, **body: object) -> Any:  # noqa: ANN401 - JSON
    reply = api.session.post(f"{api.world.carrier.url}/{path}", json=body, timeout=10)
    return reply.json()


def get(api: Api, path: str) -> Any:  # noqa: ANN401 - JSON
    return api.session.get(f"{api.world.carrier.url}/{path}", timeout=10).json()


def test_a_handset_rings_in_hears_and_presses_keys(api: Api) -> None:
    api.world.pages(voice=MENU, key="<Play>/hold.wav</Play>")
    assert get(api, f"handsets/{VOLUNTEER}")["state"] == "idle"
    assert post(api, f"handsets/{VOLUNTEER}/call", to=LINE)["state"] == "live"
    view = get(api, f"handsets/{VOLUNTEER}")
    assert view["playing"]["kind"] == "say"
    assert view["playing"]["language"] == "en-GB"
    heard = [line for line in view["lines"] if line["who"] == "line"]
    assert [line["text"] for line in heard] == ["To call, press 1."]
    post(api, f"handsets/{VOLUNTEER}/keys", digits="1")
    news = get(api, f"handsets/{VOLUNTEER}?since={view['next']}")
    assert [(line["who"], line["text"]) for line in news["lines"]] == [
        ("key", "1"),
        ("line", f"{BASE}/hold.wav"),
    ]
    assert news["playing"]["url"] == f"{BASE}/hold.wav"


def test_a_ringing_handset_is_listed_answered_and_hung_up(api: Api) -> None:
    sid = api.dial()
    (ringing,) = get(api, "handsets/ringing")
    assert (ringing["number"], ringing["state"], ringing["call_sid"]) == (CONTACT, "ringing", sid)
    assert post(api, f"handsets/{CONTACT}/answer")["state"] == "live"
    assert post(api, f"handsets/{CONTACT}/hang-up")["state"] == "ended"
    assert get(api, "handsets/ringing") == []
    assert [call["sid"] for call in get(api, "calls")] == [sid]


def test_two_handsets_in_a_room_hear_each_other(api: Api) -> None:
    room = "<Dial><Conference participantLabel='{}' waitUrl=''>room-1</Conference></Dial>"
    for number, label in ((VOLUNTEER, "volunteer"), (CONTACT, "contact")):
        api.world.pages(voice=room.format(label))
        post(api, f"handsets/{number}/call", to=OTHER_LINE)
    assert get(api, f"handsets/{CONTACT}")["room"] == ["volunteer", "contact"]
    post(api, f"handsets/{VOLUNTEER}/speak", text="Good evening.")
    last = get(api, f"handsets/{CONTACT}")["lines"][-1]
    assert (last["who"], last["text"]) == ("voice", "Good evening.")


def test_a_ringing_handset_becomes_a_machine_and_answers(api: Api) -> None:
    api.dial(MachineDetection="Enable", AsyncAmd="true", AsyncAmdStatusCallback=f"{BASE}/amd")
    post(api, f"handsets/{CONTACT}/persona", name="machine")
    api.world.carrier.advance(4)
    assert api.world.service.last("/amd")["AnsweredBy"] == "machine_start"
    assert get(api, f"handsets/{CONTACT}")["state"] == "live"


def test_a_persona_answers_after_the_seconds_given(api: Api) -> None:
    post(api, f"handsets/{CONTACT}/persona", name="person", after=7)
    api.dial()
    api.world.carrier.advance(6.9)
    assert api.world.carrier.handset(CONTACT).state == "ringing"
    api.world.carrier.advance(0.1)
    assert api.world.carrier.handset(CONTACT).state == "live"


@pytest.mark.parametrize(
    ("path", "body", "says"),
    [
        (f"handsets/{VOLUNTEER}/call", {"to": CONTACT}, "not a number of this service"),
        (f"handsets/{VOLUNTEER}/answer", {}, "has not rung"),
        (f"handsets/{CONTACT}/persona", {"name": "ghost"}, "A persona is one of"),
        (f"handsets/{CONTACT}/keys", {"digits": "1a"}, "0-9"),
        (f"handsets/{CONTACT}/dance", {}, "cannot dance"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    api: Api, path: str, body: dict[str, object], says: str
) -> None:
    api.dial()
    assert says in post(api, path, **body)["message"]


def test_the_services_mistakes_are_listed(api: Api) -> None:
    api.world.pages(voice="<Speak>Hello</Speak>")
    post(api, f"handsets/{VOLUNTEER}/call", withheld=True)
    (error,) = get(api, "errors")
    assert (error["code"], error["url"]) == (12200, f"{BASE}/voice")
    assert set(error) == {"at", "code", "message", "url", "call_sid"}
