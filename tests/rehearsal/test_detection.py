"""Machine detection: the verdict, when it comes, and where it goes."""

import pytest

from rehearsal import Answers
from tests.rehearsal.api import Api
from tests.rehearsal.fake_service import BASE, CONTACT

DETECT = {"MachineDetection": "Enable", "AsyncAmd": "true", "AsyncAmdStatusCallback": f"{BASE}/amd"}


@pytest.mark.parametrize(
    ("persona", "verdict"),
    [
        ("person", "human"),
        ("machine", "machine_start"),
        ("fax", "fax"),
        ("unknown", "unknown"),
        ("taken-for-machine", "machine_start"),
    ],
)
def test_the_verdict_comes_some_four_seconds_after_the_answer(api: Api, persona: str, verdict: str) -> None:
    """`AnsweredBy` is `human machine_start fax unknown`, with `MachineDetectionDuration` ms."""
    api.world.carrier.become(CONTACT, persona)
    sid = api.dial(**DETECT)
    api.world.carrier.advance(6.9)
    assert api.world.service.at("/amd") == []
    api.world.carrier.advance(0.1)
    told = api.world.service.last("/amd")
    assert (told["CallSid"], told["AnsweredBy"]) == (sid, verdict)
    assert told["MachineDetectionDuration"] == "4000"
    assert api.get(f"Calls/{sid}.json").json()["answered_by"] == verdict


def test_the_reply_to_a_verdict_is_not_run(api: Api) -> None:
    """The reply to that callback is not run as TwiML: act by REST."""
    api.world.pages(amd="<Hangup/>")
    api.world.carrier.become(CONTACT, "machine")
    api.dial(**DETECT)
    api.world.carrier.advance(10)
    assert len(api.world.service.at("/amd")) == 1
    assert api.world.carrier.handset(CONTACT).state == "live"


def test_a_verdict_may_come_late(api: Api) -> None:
    """A verdict that comes more than 6 s after the answer no longer cuts the call."""
    api.world.carrier.become(CONTACT, "late-verdict")
    api.dial(**DETECT)
    api.world.carrier.advance(11)
    assert api.world.service.last("/amd")["MachineDetectionDuration"] == "8000"


def test_past_its_own_limit_the_verdict_is_unknown(api: Api) -> None:
    api.world.carrier.become(CONTACT, Answers(after=0, verdict="human", verdict_after=20))
    api.dial(MachineDetectionTimeout=5, **DETECT)
    api.world.carrier.advance(5)
    assert api.world.service.last("/amd")["AnsweredBy"] == "unknown"


def test_someone_at_the_page_can_answer_as_a_machine(api: Api) -> None:
    api.dial(**DETECT)
    api.world.carrier.handset(CONTACT).answer("machine")
    api.world.carrier.advance(4)
    assert api.world.service.last("/amd")["AnsweredBy"] == "machine_start"


def test_a_call_that_has_ended_gets_no_verdict(api: Api) -> None:
    api.dial(**DETECT)
    api.world.carrier.handset(CONTACT).answer()
    api.world.carrier.handset(CONTACT).hang_up()
    api.world.carrier.advance(10)
    assert api.world.service.at("/amd") == []


def test_without_async_the_call_waits_for_the_verdict(api: Api) -> None:
    api.world.pages(turn="<Say>Hello.</Say>")
    api.dial(Url=f"{BASE}/turn", MachineDetection="Enable")
    api.world.carrier.handset(CONTACT).answer()
    assert api.world.service.at("/turn") == []
    api.world.carrier.advance(4)
    assert api.world.service.last("/turn")["AnsweredBy"] == "human"


def test_not_asked_for_there_is_no_verdict(api: Api) -> None:
    sid = api.dial()
    api.world.carrier.handset(CONTACT).answer()
    api.world.carrier.advance(10)
    assert api.get(f"Calls/{sid}.json").json()["answered_by"] is None
