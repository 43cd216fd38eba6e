"""Bad weather: each trouble by itself, and that a seed brings the same troubles again."""

from collections.abc import Iterator

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from rehearsal import Weather
from rehearsal.config import SAMPLE_SID
from rehearsal.weather import Sky
from tests.rehearsal.api import Api
from tests.rehearsal.fake_service import BASE, CONTACT, LINE, TOKEN, VOLUNTEER, World, make_world

CALL = {"To": CONTACT, "From": LINE, "Twiml": "<Response/>"}
REPORTED = {"StatusCallback": f"{BASE}/events", "StatusCallbackEvent": ["initiated", "ringing", "answered"]}


@pytest.fixture
def stormy(api: Api) -> Iterator[Api]:
    """The API, to be given its weather by the test; fine again before the end."""
    yield api
    api.world.carrier.set_weather(Weather())


def test_a_callback_can_come_twice_with_one_token(stormy: Api) -> None:
    """Delivery neither at least once nor exactly once."""
    stormy.world.carrier.set_weather(Weather(callbacks_doubled=1))
    stormy.dial(**REPORTED)
    first, again, *_ = stormy.world.service.at("/events")
    assert first.params == again.params
    assert first.headers["I-Twilio-Idempotency-Token"] == again.headers["I-Twilio-Idempotency-Token"]


def test_a_callback_can_be_lost(stormy: Api) -> None:
    stormy.world.carrier.set_weather(Weather(callbacks_lost=1))
    stormy.dial(**REPORTED)
    stormy.world.carrier.advance(60)
    assert stormy.world.service.at("/events") == []


def test_late_callbacks_come_out_of_order_and_keep_their_numbers(stormy: Api) -> None:
    """`SequenceNumber` from 0; order is **not** guaranteed."""
    stormy.world.carrier.set_weather(Weather(seed=2, callbacks_delayed=1, delay_up_to=30))
    stormy.dial(**REPORTED)
    stormy.world.carrier.handset(CONTACT).answer()
    stormy.world.carrier.advance(31)
    numbers = [one.params["SequenceNumber"] for one in stormy.world.service.at("/events")]
    assert sorted(numbers) == ["0", "1", "2"]
    assert numbers != sorted(numbers)


def test_a_document_answered_too_late_is_asked_for_again_where_that_is_allowed() -> None:
    """TwiML URLs `rc=2&rp=ct,5xx,rt`."""
    world = make_world(Weather(twiml_repeated=1))
    phone = world.ring_in("<Redirect>/turn#rc=2&amp;rp=ct,5xx,rt</Redirect>", turn="<Say>Once.</Say>")
    assert phone.heard == ["Once."]
    first, again = world.service.at("/turn")
    assert first == again
    assert len(world.service.at("/voice")) == 1


@pytest.mark.parametrize("asked", [True, False])
def test_a_hung_up_dial_may_ask_its_action_and_runs_nothing_of_it(*, asked: bool) -> None:
    world: World = make_world(Weather(action_after_hang_up=1.0 if asked else 0.0))
    dial = "<Dial action='/turn'><Conference waitUrl=''>room-1</Conference></Dial>"
    phone = world.ring_in(dial, turn="<Redirect>/next</Redirect>")
    phone.hang_up()
    assert [one.params["CallStatus"] for one in world.service.at("/turn")] == ["completed"] * asked
    assert world.service.at("/next") == []


@pytest.mark.parametrize(
    ("weather", "status", "code"),
    [(Weather(rest_429=1), 429, 20429), (Weather(rest_500=1), 500, 20500)],
)
def test_a_refused_request_did_nothing(stormy: Api, weather: Weather, status: int, code: int) -> None:
    """429/20429 was never processed: retry."""
    stormy.world.carrier.set_weather(weather)
    reply = stormy.post("Calls.json", **CALL)
    assert (reply.status_code, reply.json()["code"]) == (status, code)
    assert stormy.world.carrier.calls() == []


@pytest.mark.parametrize(
    ("weather", "dialled"), [(Weather(rest_dropped_before=1), 0), (Weather(rest_dropped_after=1), 1)]
)
def test_a_dropped_connection_does_not_tell_whether_the_call_was_made(
    stormy: Api, weather: Weather, dialled: int
) -> None:
    """There is **no** idempotency key on call creation: a timed-out POST may have dialled."""
    stormy.world.carrier.set_weather(weather)
    with pytest.raises(requests.ConnectionError):
        stormy.post("Calls.json", **CALL)
    assert len(stormy.world.carrier.calls()) == dialled


def test_a_slow_request_is_answered_in_the_end(stormy: Api) -> None:
    stormy.world.carrier.set_weather(Weather(rest_slow=1, rest_slow_seconds=3600))
    assert stormy.post("Calls.json", **CALL).status_code == 201


def test_the_handsets_are_never_rained_on(stormy: Api) -> None:
    stormy.world.carrier.set_weather(Weather(rest_500=1))
    reply = requests.get(f"{stormy.world.carrier.url}/calls", auth=(SAMPLE_SID, TOKEN), timeout=10)
    assert reply.status_code == 200


@given(st.integers())
def test_a_seed_brings_the_same_weather_again(seed: int) -> None:
    def forecast() -> list[object]:
        sky = Sky(Weather.bad(seed))
        return [(sky.callback_delays(), sky.repeats_twiml(), sky.rest_trouble()) for _ in range(50)]

    assert forecast() == forecast()


def test_a_likelihood_is_from_0_to_1() -> None:
    with pytest.raises(ValueError, match="rest_429 must be from 0 to 1"):
        Weather(rest_429=5)


def test_a_call_survives_a_bad_day() -> None:
    world = make_world(Weather.bad(7))
    phone = world.ring_in("<Say>Hello.</Say><Pause length='2'/>")
    phone.listen()
    assert phone.heard == ["Hello."]
    world.carrier.run_until_idle()
    assert world.carrier.handset(VOLUNTEER).state == "ended"
