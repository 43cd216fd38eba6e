"""The REST API: through the library, over HTTP, and what it refuses."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from rehearsal import RefusedAtOnce
from rehearsal.config import SAMPLE_SID
from tests.rehearsal.api import Api
from tests.rehearsal.fake_service import BASE, CONTACT, LINE, START, TOKEN, VOLUNTEER

ROOM = "<Response><Dial><Conference participantLabel='{}' waitUrl=''>room-1</Conference></Dial></Response>"


class Towards(TwilioHttpClient):  # type: ignore[misc] # the library publishes no types
    """The library's client with its host swapped: it has no base URL setting."""

    def __init__(self, root: str) -> None:
        super().__init__(timeout=10)
        self._root = root

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - the library's
        parts = urlsplit(url)
        query = f"?{parts.query}" if parts.query else ""
        return super().request(method, f"{self._root}{parts.path}{query}", *args, **kwargs)


@pytest.fixture
def client(api: Api) -> Client:
    return Client(SAMPLE_SID, TOKEN, http_client=Towards(api.world.carrier.url))


def in_room(api: Api) -> str:
    """Two legs in one conference; give its id."""
    for number, label in ((VOLUNTEER, "volunteer"), (CONTACT, "contact")):
        api.dial(To=number, Twiml=ROOM.format(label))
        api.world.carrier.handset(number).answer()
        api.world.carrier.advance(1)
    return str(api.get("Conferences.json", FriendlyName="room-1").json()["conferences"][0]["sid"])


def test_the_library_places_finds_and_ends_a_call(api: Api, client: Client) -> None:
    call = client.calls.create(to=CONTACT, from_=LINE, twiml="<Response><Pause/></Response>", timeout=25)
    assert (call.status, call.direction, call.date_created) == ("queued", "outbound-api", START)
    api.world.carrier.advance()
    since = START - timedelta(minutes=1)
    found = client.calls.list(to=CONTACT, start_time_after=since)
    assert [one.sid for one in found] == [call.sid]
    assert client.calls.list(to=CONTACT, start_time_before=since) == []
    assert client.calls.list(status="ringing")[0].sid == call.sid
    assert client.calls(call.sid).update(status="completed").status == "canceled"


def test_the_library_reads_every_page_of_a_list(api: Api, client: Client) -> None:
    for n in range(5):
        api.dial(To=f"+44770090001{n}")
    assert len(client.calls.list(page_size=2)) == 5
    assert len(client.calls.list(page_size=2, limit=3)) == 3


def test_a_live_call_is_moved_to_other_twiml(api: Api, client: Client) -> None:
    """Move the volunteer with `calls(volunteer).update(url=…)`."""
    in_room(api)
    volunteer = api.world.carrier.handset(VOLUNTEER)
    api.world.pages(turn="<Say>No answer. Saved.</Say>")
    client.calls(volunteer.call_sid).update(url=f"{BASE}/turn")
    api.world.carrier.advance()
    assert volunteer.heard[-1] == "No answer. Saved."
    assert volunteer.room == []


@pytest.mark.parametrize("ended", [True, False])
def test_a_call_that_is_not_in_progress_cannot_be_moved(api: Api, client: Client, *, ended: bool) -> None:
    """Error 21220 if that leg has just ended."""
    sid = api.dial()
    if ended:
        api.world.carrier.handset(CONTACT).reject()
    with pytest.raises(TwilioRestException) as caught:
        client.calls(sid).update(twiml="<Response/>")
    assert (caught.value.code, caught.value.status) == (21220, 400)


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"To": "hello"}, 21211),
        ({"To": "+4420"}, 21211),
        ({"To": "+440000000"}, 21217),
        ({"To": "+12025550100"}, 21215),
        ({"To": "+449098790000"}, 21216),
        ({"From": "+442079460999"}, 21210),
        ({"From": "us"}, 21212),
        ({"Twiml": ""}, 21205),
        ({"Twiml": "<Response>" + " " * 4000 + "</Response>"}, 20001),
        ({"Url": "/turn"}, 21205),
        ({"Timeout": "0"}, 20001),
        ({"MachineDetection": "On"}, 20001),
        ({"MachineDetectionSpeechThreshold": "99"}, 20001),
        ({"StatusCallbackEvent": "answer"}, 21626),
    ],
)
def test_a_call_that_cannot_be_placed_is_refused_with_twilios_code(
    api: Api, form: dict[str, str], code: int
) -> None:
    """Errors that matter: 21211, 21215, 21216, 21217 (the number), 21210 (caller id not verified)."""
    wanted = {"To": CONTACT, "From": LINE, "Twiml": "<Response/>"} | form
    reply = api.post("Calls.json", **wanted)
    body = reply.json()
    assert (reply.status_code, body["code"], body["status"]) == (400, code, 400)
    assert set(body) == {"code", "message", "more_info", "status"}
    assert api.world.carrier.calls() == []


@pytest.mark.parametrize("code", [21214, 13224, 10004, 16021])
def test_a_number_can_be_made_to_be_refused(api: Api, code: int) -> None:
    """13224, 21214 (the number), 10004 and 16021 (concurrency)."""
    api.world.carrier.become(CONTACT, RefusedAtOnce(code))
    reply = api.post("Calls.json", To=CONTACT, From=LINE, Twiml="<Response/>")
    assert reply.json()["code"] == code


def test_inline_twiml_must_hold_absolute_urls(api: Api) -> None:
    """TwiML given inline at call creation: at most 4000 characters, with absolute URLs inside."""
    api.dial(Twiml="<Response><Redirect>/turn</Redirect></Response>")
    api.world.carrier.handset(CONTACT).answer()
    assert api.world.codes == [11100]


def test_who_has_not_the_token_gets_in_nowhere(api: Api) -> None:
    for path in (f"{api.root}/Calls.json", f"{api.world.carrier.url}/handsets/ringing"):
        for auth in (None, (SAMPLE_SID, "wrong"), ("AC1", TOKEN)):
            reply = requests.get(path, auth=auth, timeout=10)
            assert (reply.status_code, reply.json()["code"]) == (401, 20003)


def test_what_is_not_there_is_not_found(api: Api) -> None:
    for path in ("Calls/CA1.json", "Conferences/CF1.json", "IncomingPhoneNumbers/PN1.json"):
        assert api.get(path).json()["code"] == 20404
    other = api.root.replace(SAMPLE_SID, "AC" + "1" * 32)
    assert api.session.get(f"{other}/Calls.json", timeout=10).status_code == 404


def test_every_reply_tells_the_carriers_time(api: Api) -> None:
    api.world.carrier.advance(3600)
    date = parsedate_to_datetime(api.get("Calls.json").headers["Date"])
    assert date == datetime(2026, 3, 2, 19, 0, tzinfo=UTC)


def test_conferences_are_found_by_name_and_status(api: Api, client: Client) -> None:
    sid = in_room(api)
    (found,) = client.conferences.list(friendly_name="room-1", status="in-progress")
    assert found.sid == sid
    assert client.conferences.list(status="completed") == []
    assert [p.label for p in client.conferences(sid).participants.list()] == ["volunteer", "contact"]
    client.conferences(sid).update(status="completed")
    api.world.carrier.advance()
    assert client.conferences(sid).fetch().reason_conference_ended == "conference-ended-via-api"


def test_words_can_be_said_to_one_participant_alone(api: Api, client: Client) -> None:
    """A tone or words to one participant: `AnnounceUrl` on that participant by REST."""
    sid = in_room(api)
    api.world.pages(tone="<Say>Nine minutes.</Say>")
    client.conferences(sid).participants("volunteer").update(announce_url=f"{BASE}/tone")
    api.world.carrier.advance(2)
    assert api.world.carrier.handset(VOLUNTEER).heard[-1] == "Nine minutes."
    assert "Nine minutes." not in api.world.carrier.handset(CONTACT).heard


def test_a_participant_is_muted_and_removed(api: Api, client: Client) -> None:
    sid = in_room(api)
    contact = api.world.carrier.handset(CONTACT)
    assert client.conferences(sid).participants(contact.call_sid).update(muted=True).muted
    contact.speak("Hello?")
    assert "Hello?" not in api.world.carrier.handset(VOLUNTEER).heard
    client.conferences(sid).participants("contact").delete()
    api.world.carrier.advance()
    assert contact.state == "ended"
    assert api.get(f"Conferences/{sid}/Participants/contact.json").status_code == 404


def test_what_the_rehearsal_cannot_change_it_says(api: Api) -> None:
    sid = in_room(api)
    reply = api.post(f"Conferences/{sid}/Participants/contact.json", Hold="true")
    assert "cannot change Hold" in reply.json()["message"]


def test_numbers_are_listed_and_pointed_elsewhere(api: Api, client: Client) -> None:
    number = client.incoming_phone_numbers.list(phone_number=LINE)[0]
    assert number.voice_url == f"{BASE}/voice"
    client.incoming_phone_numbers(number.sid).update(voice_url=f"{BASE}/new", voice_fallback_url=f"{BASE}/fb")
    api.world.pages(new="<Say>Moved.</Say>")
    assert api.world.carrier.ring_in(VOLUNTEER).heard == ["Moved."]


def test_the_account_is_fetched(client: Client) -> None:
    assert client.api.accounts(SAMPLE_SID).fetch().status == "active"


def test_every_request_is_kept_as_it_came(api: Api) -> None:
    api.dial(StatusCallbackEvent=["initiated", "completed"])
    api.get("Calls.json", To=CONTACT)
    created, listed = api.world.carrier.requests
    assert (created.method, created.form["StatusCallbackEvent"]) == ("POST", ["initiated", "completed"])
    assert (listed.method, listed.query) == ("GET", {"To": [CONTACT]})
