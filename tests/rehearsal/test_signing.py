"""Signatures: the published vector, and what the library makes of every webhook the carrier sends."""

from urllib.parse import urldefrag

from twilio.request_validator import RequestValidator

from rehearsal.signing import signature
from tests.rehearsal.fake_service import BASE, TOKEN, World

VECTOR = {
    "CallSid": "CA1234567890ABCDE",
    "Caller": "+14158675310",
    "Digits": "1234",
    "From": "+14158675310",
    "To": "+18005551212",
}


def test_the_published_vector_is_signed_as_published() -> None:
    """Published vector: token `12345` … signature `GvWf1cFY/Q7PnoempGyD5oXAezc=`."""
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert signature("12345", url, VECTOR) == "GvWf1cFY/Q7PnoempGyD5oXAezc="
    assert RequestValidator("12345").validate(url, VECTOR, signature("12345", url, VECTOR))


def test_every_webhook_passes_the_librarys_check(world: World) -> None:
    """`X-Twilio-Signature` = base64(HMAC-SHA1(auth token, URL + sorted key and value pairs))."""
    phone = world.ring_in(
        "<Gather numDigits='1' action='/key?turn=a%2Fb#e=dublin&amp;rc=2'><Say>Press 1.</Say></Gather>",
        key="<Redirect method='GET'>/got?x=1</Redirect>",
        got="<Say>Bye.</Say>",
    )
    phone.press("1")
    phone.listen()
    assert [one.path for one in world.service.seen] == ["/voice", "/key", "/got", "/status"]
    for one in world.service.seen:
        signed = one.params if one.method == "POST" else {}
        validator = RequestValidator(TOKEN)
        assert validator.validate(one.url, signed, one.headers["X-Twilio-Signature"]), one.path
        assert urldefrag(one.url).fragment == ""
    assert world.service.seen[1].url == f"{BASE}/key?turn=a%2Fb"
