"""Webhooks: what they carry, when they are tried again, and what is done about a bad answer."""

import pytest

from rehearsal.overrides import BadOverrideError, Overrides, split
from rehearsal.wire import HttpReply
from tests.rehearsal.api import Api
from tests.rehearsal.fake_service import (
    BASE,
    CONTACT,
    REFUSED,
    TOO_LATE,
    VOLUNTEER,
    Seen,
    World,
    make_world,
    xml,
)

ALWAYS = {"CallSid", "AccountSid", "From", "To", "CallStatus", "ApiVersion", "Direction"}


def test_every_webhook_carries_what_is_always_sent(world: World) -> None:
    """Always sent: `CallSid AccountSid From To CallStatus ApiVersion Direction`."""
    world.ring_in("<Hangup/>")
    assert len(world.service.seen) == 2
    for one in world.service.seen:
        assert set(one.params) >= ALWAYS
        assert one.params["Direction"] == "inbound"
        assert one.headers["I-Twilio-Idempotency-Token"]


def test_a_withheld_number_is_no_number(world: World) -> None:
    """`From` may be `anonymous`, `unknown` or another string that is no number."""
    world.pages(voice="<Hangup/>")
    world.carrier.ring_in(VOLUNTEER, withheld=True)
    assert world.service.last("/voice")["From"] == "anonymous"


def test_only_a_failed_connection_is_tried_again_and_once() -> None:
    """Only a connect or TLS failure is retried by default, once."""
    for failure, times in ((REFUSED, 2), (TOO_LATE, 1), (HttpReply(500, "", b""), 1)):
        world = make_world()
        world.service.pages["/voice"] = failure
        world.carrier.ring_in(VOLUNTEER)
        assert len(world.service.at("/voice")) == times


def test_attempts_of_one_delivery_share_their_token(world: World) -> None:
    """`I-Twilio-Idempotency-Token` marks attempts of one delivery."""
    world.service.pages["/voice"] = REFUSED
    world.carrier.ring_in(VOLUNTEER)
    first, second = (one.headers["I-Twilio-Idempotency-Token"] for one in world.service.at("/voice"))
    assert first == second
    assert world.service.last("/status")["CallStatus"] == "completed"
    assert world.service.seen[-1].headers["I-Twilio-Idempotency-Token"] != first


def test_settings_behind_the_hash_say_how_often_and_on_what_to_try_again() -> None:
    """`ct` connect ms, `rt` read ms, `tt` total ms, `rc` retries 0-5, `rp` what to retry, `e` edge."""
    url, how = split(f"{BASE}/turn?a=1#e=dublin&rc=2&rp=ct,5xx,rt&rt=5000&ct=2000")
    assert url == f"{BASE}/turn?a=1"
    assert how == Overrides(2.0, 5.0, 15.0, 2, frozenset({"ct", "5xx", "rt"}))
    assert how.retries_after(TOO_LATE)
    assert how.retries_after(HttpReply(503, "", b""))
    assert not how.retries_after(HttpReply(403, "", b""))
    _, everything = split(f"{BASE}/s#rc=3&rp=all&ct=2000&rt=4000")
    assert everything.retries_after(HttpReply(403, "", b""))
    assert not everything.retries_after(HttpReply(204, "", b""))


@pytest.mark.parametrize("bad", ["rc=6", "rp=never", "ct=1", "zz=1", "rt=many"])
def test_a_wrong_override_is_an_error(bad: str) -> None:
    with pytest.raises(BadOverrideError, match="connection override"):
        split(f"{BASE}/turn#{bad}")


def test_a_retried_request_that_then_succeeds_goes_on(world: World) -> None:
    """TwiML URLs `#e=dublin&rc=2&rp=ct,5xx,rt&rt=5000`."""

    def third_time(seen: Seen) -> str | HttpReply:
        tries = len(world.service.at(seen.path))
        return "<Say>Here at last.</Say>" if tries == 3 else HttpReply(503, "", b"")

    world.service.pages["/turn"] = third_time
    phone = world.ring_in("<Redirect>/turn#e=dublin&amp;rc=2&amp;rp=ct,5xx,rt&amp;rt=5000</Redirect>")
    assert phone.heard == ["Here at last."]
    assert world.codes == []


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (HttpReply(500, "text/xml", b""), 11200),
        (HttpReply(200, "text/xml", xml("<Say>" + "a" * 65_536 + "</Say>").encode()), 11750),
        (HttpReply(200, "application/json", b"{}"), 12300),
        (HttpReply(200, "text/xml", b"<Response><Say>"), 12100),
        (TOO_LATE, 11200),
        (REFUSED, 11205),
    ],
)
def test_a_bad_answer_is_kept_and_sends_the_leg_to_its_fallback(reply: HttpReply, code: int) -> None:
    """Reply `text/xml`, at most 64 kB. `FallbackUrl` covers a failing `Url`."""
    world = make_world(fallback_url=f"{BASE}/fallback")
    world.service.pages["/voice"] = reply
    world.pages(fallback="<Say>Sorry, there is a fault.</Say>")
    phone = world.carrier.ring_in(VOLUNTEER)
    assert phone.listen() == ["Sorry, there is a fault."]
    assert world.codes == [code]
    assert world.service.last("/fallback")["ErrorCode"] == str(code)


def test_without_a_fallback_the_carrier_apologises_and_hangs_up(world: World) -> None:
    world.service.pages["/voice"] = HttpReply(500, "", b"")
    phone = world.carrier.ring_in(VOLUNTEER)
    assert phone.heard == ["We are sorry, an application error has occurred. Goodbye."]
    assert phone.state == "ended"


def test_errors_name_no_query(world: World) -> None:
    phone = world.ring_in("<Redirect>/gone?secret=1</Redirect>")
    assert phone.state == "ended"
    assert [error.url for error in world.carrier.errors] == [f"{BASE}/gone"]


def test_a_call_has_a_fallback_of_its_own(api: Api) -> None:
    """`FallbackUrl` covers a failing `Url`; set it on numbers and on calls."""
    api.world.pages(fallback="<Say>Sorry.</Say>")
    api.dial(Url=f"{BASE}/gone", FallbackUrl=f"{BASE}/fallback")
    api.world.carrier.handset(CONTACT).answer()
    assert api.world.carrier.handset(CONTACT).heard == ["Sorry."]
    assert api.world.service.last("/fallback")["ErrorUrl"] == f"{BASE}/gone"


def test_a_fallback_that_fails_too_ends_in_the_carriers_apology(api: Api) -> None:
    api.dial(Url=f"{BASE}/gone", FallbackUrl=f"{BASE}/gone-too")
    api.world.carrier.handset(CONTACT).answer()
    assert api.world.codes == [11200, 11200]
    assert api.world.carrier.handset(CONTACT).state == "ended"
