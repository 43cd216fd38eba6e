"""Placing calls: status callbacks in their order, calls per second, ringing, and how a call may end."""

import pytest

from rehearsal import Answers
from rehearsal.config import Config
from rehearsal.exchange import Order
from rehearsal.faults import RestRefusalError
from rehearsal.outcomes import Inline
from tests.rehearsal.api import Api
from tests.rehearsal.fake_service import BASE, CONTACT, LINE, TOKEN, make_world

ALL = ["initiated", "ringing", "answered", "completed"]
REPORTED = {"StatusCallback": f"{BASE}/events", "StatusCallbackEvent": ALL}


def statuses(api: Api) -> list[str]:
    return [one.params["CallStatus"] for one in api.world.service.at("/events")]


def test_an_answered_call_reports_each_event_with_its_number(api: Api) -> None:
    """`answered` arrives as `CallStatus=in-progress`. `SequenceNumber` from 0."""
    api.dial(**REPORTED)
    api.world.carrier.handset(CONTACT).answer()
    api.world.carrier.advance(5)
    api.world.carrier.handset(CONTACT).hang_up()
    assert statuses(api) == ["initiated", "ringing", "in-progress", "completed"]
    events = [one.params for one in api.world.service.at("/events")]
    assert [event["SequenceNumber"] for event in events] == ["0", "1", "2", "3"]
    assert {event["Direction"] for event in events} == {"outbound-api"}
    assert (events[-1]["CallDuration"], events[-1]["SipResponseCode"]) == ("5", "200")


def test_without_asking_only_the_end_is_reported(api: Api) -> None:
    api.world.carrier.become(CONTACT, "busy")
    api.dial(StatusCallback=f"{BASE}/events")
    assert statuses(api) == ["busy"]
    assert api.world.service.last("/events")["SequenceNumber"] == "0"


@pytest.mark.parametrize(
    ("persona", "status", "sip"),
    [("busy", "busy", "486"), ("no-answer", "no-answer", "480"), ("failed", "failed", "404")],
)
def test_each_way_of_not_being_reached_has_its_status(api: Api, persona: str, status: str, sip: str) -> None:
    """Values: `queued initiated ringing in-progress completed busy failed no-answer canceled`."""
    api.world.carrier.become(CONTACT, persona)
    api.dial(Timeout=25, **REPORTED)
    api.world.carrier.advance(25)
    last = api.world.service.last("/events")
    assert (last["CallStatus"], last["SipResponseCode"], last["CallDuration"]) == (status, sip, "0")


def test_it_rings_for_its_timeout_and_no_longer(api: Api) -> None:
    api.dial(Timeout=25, **REPORTED)
    api.world.carrier.advance(24.9)
    assert statuses(api)[-1] == "ringing"
    api.world.carrier.advance(0.1)
    assert statuses(api)[-1] == "no-answer"


def test_calls_beyond_one_a_second_are_queued_not_refused_and_ring_late(api: Api) -> None:
    """Calls are placed at 1 a second by default, queued (not refused) beyond it: they ring late."""
    numbers = [f"+44770090001{n}" for n in range(3)]
    for number in numbers:
        assert api.post("Calls.json", To=number, From=LINE, Twiml="<Response/>").status_code == 201
    rang = []
    for _ in numbers:
        api.world.carrier.advance()
        rang.append(len(api.world.carrier.ringing()))
        api.world.carrier.advance(1)
    assert rang == [1, 2, 3]


def test_above_the_queues_limit_a_call_is_refused_and_not_processed() -> None:
    """429/20429 was never processed: retry."""
    world = make_world(queue_limit=1)
    exchange = world.carrier.exchange
    for number in ("+447700900011", "+447700900012"):
        with world.carrier.acting():
            exchange.place(Order(number, LINE, Inline("<Response/>")))
    with pytest.raises(RestRefusalError) as caught, world.carrier.acting():
        exchange.place(Order("+447700900013", LINE, Inline("<Response/>")))
    assert (caught.value.code, caught.value.status) == (20429, 429)
    assert len(world.carrier.calls()) == 2


def test_a_call_cancelled_while_queued_reports_nothing(api: Api) -> None:
    """A call cancelled while queued sends none."""
    api.dial()
    sid = api.dial(To="+447700900003", **REPORTED)
    assert api.get(f"Calls/{sid}.json").json()["status"] == "queued"
    assert api.post(f"Calls/{sid}.json", Status="canceled").json()["status"] == "canceled"
    api.world.carrier.advance(5)
    assert statuses(api) == []


@pytest.mark.parametrize("status", ["canceled", "completed"])
def test_a_ringing_call_can_be_ended(api: Api, status: str) -> None:
    sid = api.dial(**REPORTED)
    api.post(f"Calls/{sid}.json", Status=status)
    api.world.carrier.advance()
    assert statuses(api) == ["initiated", "ringing", "canceled"]
    assert api.world.carrier.handset(CONTACT).state == "ended"


def test_cancelling_leaves_a_conversation_alone_and_completing_ends_it(api: Api) -> None:
    sid = api.dial()
    api.world.carrier.handset(CONTACT).answer()
    assert api.post(f"Calls/{sid}.json", Status="canceled").json()["status"] == "in-progress"
    assert api.post(f"Calls/{sid}.json", Status="completed").json()["status"] == "completed"


def test_a_handset_that_is_in_use_is_busy(api: Api) -> None:
    api.dial()
    api.world.carrier.handset(CONTACT).answer()
    api.world.carrier.advance(1)
    api.dial(**REPORTED)
    assert statuses(api)[-1] == "busy"
    assert api.world.carrier.handset(CONTACT).state == "live"


def test_people_answer_speak_and_hang_up_by_themselves(api: Api) -> None:
    api.world.carrier.become(CONTACT, Answers(after=2, greeting="Hello?", hangs_up_after=5))
    api.dial(**REPORTED)
    api.world.carrier.advance(2)
    assert api.world.carrier.handset(CONTACT).state == "live"
    api.world.carrier.advance(5)
    assert api.world.service.last("/events")["CallDuration"] == "5"


def test_a_call_can_be_rejected_at_the_handset(api: Api) -> None:
    api.dial(**REPORTED)
    api.world.carrier.handset(CONTACT).reject()
    assert statuses(api)[-1] == "busy"


def test_a_call_ends_at_its_time_limit(api: Api) -> None:
    api.dial(TimeLimit=30, **REPORTED)
    api.world.carrier.handset(CONTACT).answer()
    api.world.carrier.advance(30)
    assert statuses(api)[-1] == "completed"


def test_a_carrier_has_drama_numbers_only() -> None:
    """Only Ofcom's numbers for drama: the rehearsal carrier dials these and refuses every other number."""
    with pytest.raises(ValueError, match="drama numbers only"):
        Config(auth_token=TOKEN, numbers=("+12025550100",))
