"""Webhooks that come twice, late, out of order or for a turn that is past: the same state, the same reply."""

import itertools
from typing import Any

import pytest
from sqlalchemy import select

from store.models import Session
from tests.telephone.calls import MARY, legs_to, no_callbacks, offered, rung
from tests.telephone.evening import Evening


def session(evening: Evening) -> dict[str, Any]:
    """The one session's row, but for the counts of its looks."""
    with evening.service.parts.db.read() as tx:
        return dict(tx.execute(select(Session)).mappings().one())


def standing(evening: Evening) -> tuple[Any, ...]:
    """Where everything stands: the session, its attempts, and what the ledger holds but for repeated deliveries."""
    told = [entry for entry in evening.ledger() if entry["kind"] != "webhook:repeated"]
    return session(evening), evening.attempts(), len(told)


def test_a_key_that_comes_twice_gets_the_reply_that_it_got(evening: Evening) -> None:
    ann = offered(evening)
    form = {"CallSid": ann.receiver.call_sid, "Digits": "#"}
    path = f"/twilio/turn/{session(evening)['turn']}"
    first = evening.posts(path, **form)
    before = standing(evening)
    assert evening.posts(path, **form).text == first.text
    assert "Tom Reed" in first.text
    assert standing(evening) == before
    assert [entry["data"]["what"] for entry in evening.ledger("webhook:repeated")] == ["turn"]


def test_a_repeated_fetch_of_the_hold_music_gets_the_same_words(evening: Evening) -> None:
    ann = rung(evening)
    path = f"/twilio/hold/{session(evening)['turn']}"
    form = {"CallSid": ann.receiver.call_sid}
    first = evening.posts(path, token="H1", **form).text
    assert evening.posts(path, token="H1", **form).text == first
    assert evening.posts(path, token="H2", **form).text != first


def test_the_carriers_mark_of_a_delivery_counts_though_the_form_differs(evening: Evening) -> None:
    ann = offered(evening)
    form = {"CallSid": ann.receiver.call_sid, "Digits": "#"}
    path = f"/twilio/turn/{session(evening)['turn']}"
    first = evening.posts(path, token="T1", **form)
    before = standing(evening)
    assert evening.posts(path, token="T1", **form, New="1").text == first.text
    assert standing(evening) == before


def test_a_key_for_a_turn_that_is_past_changes_nothing_and_gets_the_present_reply(evening: Evening) -> None:
    ann = offered(evening)
    sid, past = ann.receiver.call_sid, session(evening)["turn"]
    present = evening.posts(f"/twilio/turn/{past}", CallSid=sid, Digits="#").text
    row, attempts, length = standing(evening)
    for keys in ("1", "9", "*"):
        assert evening.posts(f"/twilio/turn/{past}", CallSid=sid, Digits=keys).text == present
    assert standing(evening) == (row, attempts, length)


def test_nobody_elses_call_can_take_a_turn(evening: Evening) -> None:
    offered(evening)
    before = standing(evening)
    reply = evening.posts(f"/twilio/turn/{before[0]['turn']}", CallSid="CAelse", Digits="1")
    assert "<Hangup" in reply.text
    assert standing(evening) == before


EVENTS = ("initiated", "ringing", "in-progress", "completed")


def tell(evening: Evening, attempt: str, sid: str, status: str) -> None:
    """One status callback about Mary's leg, as the carrier words it."""
    form = {"CallSid": sid, "CallStatus": status, "SequenceNumber": str(EVENTS.index(status))}
    more = {"CallDuration": "20"} if status == "completed" else {}
    assert evening.posts(f"/twilio/leg/{attempt}", **form, **more).status_code == 204
    evening.settles()


def test_every_order_of_a_calls_callbacks_ends_in_the_same_state(evening: Evening) -> None:
    """All twenty-four orders of four callbacks, the last of them told twice."""
    ends = set()
    ann = offered(evening)
    orders = list(itertools.permutations(EVENTS))
    for place, order in enumerate(orders):
        number = f"+4416329608{place:02}"
        evening.contact(f"Contact {place}", number, priority=50 - place)
        no_callbacks(evening)
        ann.presses("#" if place == 0 else "1").presses("1")
        attempt = evening.attempts()[-1]
        (leg,) = legs_to(evening, number)
        for status in (*order, order[-1]):
            tell(evening, attempt["id"], leg.sid, status)
        ann.hears("Did you speak to")
        ann.presses("2").presses("3").hears("Saved.")
        row = evening.attempts()[-1]
        ends.add((row["state"], row["live"], row["fate"], row["outcome"], row["answered_at"] is not None))
        with evening.carrier.acting():
            leg.finish("completed")
    assert ends == {("ended", False, "completed", "wrong_number", True)}


def test_a_callback_of_a_call_that_is_not_ours_is_noted_and_nothing_else(evening: Evening) -> None:
    tell(evening, "unknown", "CAunknown", "ringing")
    assert [entry["kind"] for entry in evening.ledger()][-1] == "leg:unknown"


@pytest.mark.parametrize(
    "form",
    [{"CallStatus": "strange"}, {}, {"CallStatus": "completed", "CallDuration": "-1", "SequenceNumber": "x"}],
)
def test_a_status_that_cannot_be_read_breaks_nothing(evening: Evening, form: dict[str, str]) -> None:
    rung(evening)
    attempt = evening.attempts()[0]["id"]
    sid = legs_to(evening, MARY)[0].sid
    assert (
        evening.posts(f"/twilio/leg/{attempt}", CallSid=sid, Timestamp="yesterday", **form).status_code == 204
    )


def test_a_leg_that_waits_in_a_room_that_is_past_is_brought_back(evening: Evening) -> None:
    """An answer that came too late sent the leg where nobody is: its music asks, and it is moved."""
    ann = rung(evening)
    past = session(evening)["turn"]
    evening.telephone(MARY).is_busy()
    ann.hears("Engaged.")
    requests_before = len(evening.carrier.requests)
    evening.posts(f"/twilio/hold/{past}", CallSid=ann.receiver.call_sid)
    evening.settles()
    assert len(evening.carrier.requests) == requests_before + 1
    ann.hears("For the next call, press 1.")
