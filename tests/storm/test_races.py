"""Two things at one moment, each pair forced in both orders, on both databases.

| what comes | at the moment of | and then |
|---|---|---|
| the volunteer's going | the carrier's answer that the contact's call is created | that leg is ended |
| the volunteer's going | the reply that would bring them into the room | the contact is not left alone there |
| a move to the present turn | the volunteer's own way out of the room | each prompt is given once (21220: taken) |
| hold music that cannot be fetched | a contact who rings | the volunteer hears what became of it |
| machine's verdict, contact's hang-up, star | each other, in every order, each twice | one end, one outcome |
| a key | the contact's hang-up, while they talk and while it rings | one end, one outcome |
| a key | a correction on the page | the first counts, both are kept |
| a key | closing time | nobody is dialled |
| a key | an opt-out elsewhere | nobody is dialled; what rings is ended once |
| a dial | the stop switch | whichever is first: after the stop nobody is dialled |
| a call that rings in | the same request again | one session, one reply |
| a worker's first comparison of clocks | another's | neither fails |

A move that is refused with 429 is tried again: tests/telephone/test_fates_carrier.py. A dial and an opt-out, each
first: tests/bridge/test_permits.py. Keys: test_races_of_keys.py.
"""

import itertools
import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete, select

from bridge.line import Line
from rehearsal.exchange import Exchange, Order
from rehearsal.legs import Leg
from store.models import CarrierClock, Session
from tests.storm.crossing import PATIENCE, Crossing
from tests.storm.racing import (
    BOTH,
    LEG,
    SETTLES,
    STATUS,
    TURN,
    ann_has_gone,
    keyed,
    nobody_is_left,
    session,
    told,
)
from tests.telephone.calls import ANN, MARY, legs_to, no_callbacks, offered, rung
from tests.telephone.evening import Evening

# --- of twilio.md --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer_first", [True, False], ids=["the answer first", "the going first"])
def test_a_volunteer_who_goes_as_the_call_is_created_leaves_no_leg(
    evening: Evening, crossing: Crossing, monkeypatch: pytest.MonkeyPatch, answer_first: bool
) -> None:
    ann = offered(evening)
    ann.receiver.press("1")
    created = threading.Event()
    place = Exchange.place

    def places(exchange: Exchange, order: Order) -> Leg:
        leg = place(exchange, order)
        created.set()
        assert answer_first or crossing.held.wait(PATIENCE)
        return leg

    monkeypatch.setattr(Exchange, "place", places)

    def dials() -> None:
        evening.service.sweep.worker.drain("dials")

    def goes() -> None:
        assert created.wait(PATIENCE)
        ann_has_gone(evening, ann)

    if answer_first:
        crossing.cross(evening, dials, goes, holds=SETTLES)
    else:
        dialling = threading.Thread(target=dials)
        dialling.start()
        crossing.cross(evening, goes, dialling.join, holds=STATUS)
    ann.receiver.hang_up()
    nobody_is_left(evening)
    assert len(legs_to(evening, MARY)) == 1
    assert evening.outcomes() == ["cancelled"]
    assert legs_to(evening, MARY)[0].answered_at is None


def test_a_volunteer_who_goes_before_the_room_is_reached_leaves_nobody_alone_in_it(
    evening: Evening, crossing: Crossing
) -> None:
    ann = offered(evening)
    crossing.cross(evening, lambda: ann.receiver.press("1"), ann.receiver.hang_up, holds=TURN)
    assert not ann.is_live
    nobody_is_left(evening)
    assert evening.outcomes() == ["cancelled"]


@BOTH
def test_a_way_out_of_the_room_and_a_move_out_of_it_give_each_prompt_once(
    evening: Evening, crossing: Crossing, key_first: bool
) -> None:
    ann = rung(evening)

    def busy() -> None:
        told(evening, "busy")
        evening.service.sweep.worker.drain("urgent")

    keyed(crossing, evening, lambda: ann.receiver.press("*"), busy, first=key_first, name=LEG)
    with evening.carrier.acting():
        legs_to(evening, MARY)[0].finish("busy")
    ann.hears("Saved. One call.")
    assert " ".join(ann.receiver.heard).count("Saved. One call.") == 1
    assert ann.is_live
    nobody_is_left(evening)


def test_hold_music_that_cannot_be_fetched_leaves_nobody_in_silence(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = rung(evening)
    evening.service.web.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr(Line, "hold", _fails)
    evening.passes(20)
    ann.hears("Stopped.", "Saved. One call.")
    assert ann.is_live
    nobody_is_left(evening)


def _fails(*_: object) -> str:
    raise RuntimeError("a fault of the service's own")


@pytest.mark.parametrize("order", list(itertools.permutations(("verdict", "hang-up", "star"))), ids=", ".join)
def test_verdict_hang_up_and_star_in_any_order_each_twice_are_one_end_and_one_outcome(
    evening: Evening, order: tuple[str, ...]
) -> None:
    ann = rung(evening)
    mary = evening.telephone(MARY).answers()
    no_callbacks(evening)
    attempt, leg, turn = evening.attempts()[0]["id"], legs_to(evening, MARY)[0].sid, session(evening)["turn"]
    out = {"CallSid": ann.receiver.call_sid, "DialCallStatus": "answered", "FinishedOnKey": "*"}
    acts: dict[str, Callable[[], Any]] = {
        "verdict": lambda: evening.posts(
            f"/twilio/machine/{attempt}",
            CallSid=leg,
            AnsweredBy="machine_start",
            MachineDetectionDuration="3000",
        ),
        "hang-up": lambda: told(evening, "completed", CallDuration="4"),
        "star": lambda: evening.posts(f"/twilio/turn/{turn}", **out),
    }
    for act in order:
        acts[act]()
        acts[act]()
    mary.hangs_up()
    ann.receiver.press("*")
    nobody_is_left(evening)
    assert [one["fate"] for one in evening.attempts()] == ["completed"]
    assert evening.outcomes() in (["machine"], [None], ["answered"])
    assert len(evening.ledger("machine:heard")) == 1
    assert len([one for one in evening.ledger("leg:ended") if one["data"]["role"] == "contact"]) == 1
    assert ann.is_live
    assert session(evening)["in_room"] is False


# --- the same twice at once ----------------------------------------------------------------------------------


def test_one_call_that_is_told_of_twice_at_once_is_one_session_and_one_reply(
    evening: Evening, crossing: Crossing
) -> None:
    evening.volunteer()
    form = {"CallSid": "CA" + "7" * 32, "From": ANN, "To": "+442079460100", "CallStatus": "ringing"}
    replies: list[str] = []

    def rings() -> None:
        reply = evening.posts("/twilio/voice", **form)
        assert reply.status_code == 200
        replies.append(reply.text)

    crossing.cross(evening, rings, rings, holds="Line.ring_in")
    assert len(set(replies)) == 1
    assert len(evening.rows(Session)) == 1
    assert len(evening.ledger("session:started")) == 1


def test_of_two_first_comparisons_of_one_clock_neither_fails(evening: Evening, crossing: Crossing) -> None:
    with evening.service.parts.db.write() as tx:
        tx.execute(delete(CarrierClock))
    measure = evening.service.sweep.measure_clock
    crossing.cross(evening, measure, measure, holds="measure_clock")
    with evening.service.parts.db.read() as tx:
        assert len(tx.execute(select(CarrierClock)).all()) == 1
