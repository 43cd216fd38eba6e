"""The carrier's door under fire: what is not signed changes nothing, what is signed and nonsense breaks nothing.

The real door and bridge on both databases, with a call under way whose ids the attacker knows.
"""

from collections.abc import Callable
from typing import Final
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.models import Session
from tests.hostile.raw import Raw, paths
from tests.hostile.records import digest, statements
from tests.hostile.webhooks_of_all_kinds import Known, as_voice, requests
from tests.telephone.calls import in_order, talking
from tests.telephone.evening import Evening

TOKEN: Final = "rehearsal-token"
FEW: Final = 400
MANY: Final = 25_000
"""Of two kinds on two databases: 100,000."""
REFUSED: Final = range(400, 500)

Amiss = Callable[[Raw, str], Raw]
AMISS: Final[tuple[Amiss, ...]] = (
    lambda raw, _base: raw,
    lambda raw, _base: raw.saying(("X-Twilio-Signature", "")),
    lambda raw, _base: raw.saying(("X-Twilio-Signature", "é\xff" * 400)),
    lambda raw, _base: raw.saying(("X-Twilio-Signature", "A" * 27 + "=")),
    lambda raw, base: raw.signed("another token", base),
    lambda raw, base: raw.signed("", base),
    lambda raw, _base: raw.signed(TOKEN, "https://another.example"),
    lambda raw, base: raw.signed(TOKEN, base, otherwise="/twilio/elsewhere"),
)


def known(evening: Evening) -> Known:
    """A call under way, and all that somebody who has seen its requests knows of it."""
    talking(evening)
    (session,) = evening.rows(Session)
    (attempt,) = evening.attempts()
    ids = (session["leg_sid"], attempt["leg_sid"], session["id"], attempt["id"], session["turn"], "CA0", "x")
    return Known(ids, tuple(paths(evening.service.web, "/twilio/")))


def fuzzes(examples: int, *strategies: st.SearchStrategy[object]) -> Callable[..., Callable[[], None]]:
    """Run a function on so many examples, the same ones each time."""
    wanted = settings(
        max_examples=examples, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    return lambda tried: wanted(given(*strategies)(tried))


def unsigned(evening: Evening, examples: int) -> None:
    """Nothing that the carrier has not signed is taken, answered with a fault, or so much as looked up."""
    ids, app = known(evening), evening.service.web
    before = digest(evening.service.parts.db)

    @fuzzes(examples, requests(ids), st.sampled_from(AMISS))
    def nothing_is_taken(raw: Raw, amiss: Amiss) -> None:
        with statements() as sent:
            status, _, body = amiss(raw, evening.base).sent_to(app)
        assert status in REFUSED or (status, raw.method) == (200, "OPTIONS")
        assert b"<Response" not in body
        assert sent == []

    nothing_is_taken()
    assert digest(evening.service.parts.db) == before


def signed(evening: Evening, examples: int) -> None:
    """What is signed gets good TwiML, or thanks, or is refused and changes nothing: never a fault."""
    ids, app = known(evening), evening.service.web

    @fuzzes(examples, st.one_of(as_voice(ids), requests(ids)))
    def no_fault(raw: Raw) -> None:
        with statements() as sent:
            status, headers, body = raw.signed(TOKEN, evening.base).sent_to(app)
        if status == 200 and raw.method != "HEAD":
            assert headers["Content-Type"].startswith("text/xml")
            assert ET.fromstring(body).tag == "Response"  # noqa: S314 (the service made it)
        elif status not in {200, 204}:
            assert status in REFUSED
            assert sent == [], "what is refused is not looked up either"

    no_fault()
    evening.settles()
    in_order(evening)


def test_what_is_not_signed_is_not_taken_whatever_it_is(evening: Evening) -> None:
    unsigned(evening, FEW)


def test_what_is_signed_and_nonsense_breaks_nothing(evening: Evening) -> None:
    signed(evening, FEW)


@pytest.mark.long
def test_fifty_thousand_that_are_not_signed(evening: Evening) -> None:
    unsigned(evening, MANY)


@pytest.mark.long
def test_fifty_thousand_that_are_signed_and_nonsense(evening: Evening) -> None:
    signed(evening, MANY)


@pytest.mark.parametrize("sid", ["\0", "CA\0", "+441184960001", "441184960001", "CA" + "x" * 5000, "é"])
@pytest.mark.parametrize("path", ["/twilio/voice", "/twilio/status", "/twilio/present"])
def test_what_cannot_be_a_call_s_id_is_a_bad_request(evening: Evening, path: str, sid: str) -> None:
    with statements() as sent:
        reply = evening.posts(path, CallSid=sid, From="+441184960001", CallStatus="completed")
    assert (reply.status_code, sent) == (400, [])


def test_an_id_that_we_never_gave_out_is_nowhere(evening: Evening) -> None:
    for hole in ("%00", "%ff", "a.b", "z" * 300):
        path = f"/twilio/turn/{hole}"
        status, _, _ = Raw(path, b"CallSid=CA1").signed(TOKEN, evening.base).sent_to(evening.service.web)
        assert status == 404
