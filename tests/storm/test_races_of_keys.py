"""A key at the moment of something else, in both orders, on both databases. The table: test_races.py."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bridge import legs
from bridge.page import Page
from bridge.page_saving import Form
from store import campaigns, optouts
from store.models import Number, OptOut, Outcome, Volunteer
from tests.storm.crossing import Act, Crossing
from tests.storm.racing import BOTH, DECIDES, LEG, STATUS, TURN, keyed, nobody_is_left, session, told
from tests.telephone.calls import MARY, legs_to, offered, rung, talking
from tests.telephone.evening import WEDNESDAY_EVENING, Evening


@BOTH
def test_a_key_with_the_contacts_hang_up_is_one_end(
    evening: Evening, crossing: Crossing, key_first: bool
) -> None:
    ann, mary = talking(evening)
    evening.passes(30)

    def hangs_up() -> None:
        told(evening, "completed", CallDuration="30")

    keyed(crossing, evening, lambda: ann.receiver.press("*"), hangs_up, first=key_first, name=LEG)
    mary.hangs_up()
    ann.hears("Did you speak to Mary Hughes?")
    assert " ".join(ann.receiver.heard).count("Did you speak to Mary Hughes?") == 1
    ann.presses("1").presses("3").presses("1").hears("Saved. One call.")
    assert evening.outcomes() == ["declined"]
    nobody_is_left(evening)


@BOTH
def test_a_key_with_an_engaged_tone_is_one_outcome(
    evening: Evening, crossing: Crossing, key_first: bool
) -> None:
    ann = rung(evening)
    keyed(
        crossing,
        evening,
        lambda: ann.receiver.press("*"),
        lambda: told(evening, "busy"),
        first=key_first,
        name=LEG,
    )
    with evening.carrier.acting():
        legs_to(evening, MARY)[0].finish("busy")
    ann.hears("Saved. One call.")
    assert evening.outcomes() == ["cancelled" if key_first else "busy"]
    nobody_is_left(evening)


@BOTH
def test_of_a_key_and_a_correction_the_first_counts_and_both_are_kept(
    evening: Evening, crossing: Crossing, key_first: bool
) -> None:
    ann, mary = talking(evening)
    evening.passes(30)
    mary.hangs_up()
    ann.presses("2").hears("For an answering machine")
    attempt = evening.attempts()[0]
    with evening.service.parts.db.read() as tx:
        volunteer = tx.execute(select(Volunteer.id)).scalar_one()
    form = Form(attempt["id"], attempt["contact_id"], outcome="declined")

    def corrects() -> None:
        Page(evening.service.parts).save(volunteer, form)

    keyed(crossing, evening, lambda: ann.receiver.press("3"), corrects, first=key_first, name="Page.save")
    assert evening.outcomes() == ["wrong_number" if key_first else "declined"]
    kept = [(row["outcome"], row["superseded_at"] is None) for row in evening.rows(Outcome)]
    counts, second = ("wrong_number", "declined") if key_first else ("declined", "wrong_number")
    assert (counts, True) in kept
    assert (second, False) in kept
    assert sum(in_force for _, in_force in kept) == 1


@BOTH
def test_a_key_at_closing_time_dials_nobody(
    database_url: str, tmp_path: Path, crossing: Crossing, key_first: bool
) -> None:
    closes = WEDNESDAY_EVENING.replace(hour=20, minute=45)
    with Evening(database_url, tmp_path, at=closes - timedelta(seconds=40)) as evening:
        ann = offered(evening)
        evening.becomes(closes - timedelta(milliseconds=10))
        turn, sid = session(evening)["turn"], ann.receiver.call_sid

        def closing_time() -> None:
            evening.clock.move_to(closes)

        def key() -> None:
            evening.posts(f"/twilio/turn/{turn}", CallSid=sid, Digits="1")

        def another_request() -> None:
            evening.posts("/twilio/status", CallSid=sid, CallStatus="in-progress")

        if key_first:
            crossing.cross(evening, key, closing_time, holds=TURN)
        else:  # it came before, and is taken after
            crossing.cross(evening, another_request, key, holds=STATUS, meanwhile=closing_time)
        ann.receiver.press("1")
        ann.hears("It's quarter to nine. No new calls today.")
        assert legs_to(evening, MARY) == []
        assert [one["dialled_at"] for one in evening.attempts()] in ([], [None])


def opts_out(evening: Evening) -> None:
    """Mary's number is opted out, as staff do it; what rings there is to be ended."""
    with evening.service.parts.db.write() as tx:
        number = tx.execute(select(Number.id).where(Number.e164 == MARY)).scalar_one()
        optouts.add(tx, number, evening.now(), source="staff")
        legs.cancel_ringing(tx, number, evening.now())


@BOTH
def test_a_key_with_an_opt_out_elsewhere_dials_nobody(
    evening: Evening, crossing: Crossing, key_first: bool
) -> None:
    ann = offered(evening)
    elsewhere = "commit: "
    keyed(
        crossing,
        evening,
        lambda: ann.receiver.press("1"),
        lambda: opts_out(evening),
        first=key_first,
        name=elsewhere,
    )
    ann.hears("We can't call Mary Hughes just now.", "Next, Tom Reed")
    assert legs_to(evening, MARY) == []


@BOTH
def test_a_star_with_an_opt_out_elsewhere_ends_the_leg_once(
    evening: Evening, crossing: Crossing, key_first: bool
) -> None:
    ann = rung(evening)
    elsewhere = "commit: "
    keyed(
        crossing,
        evening,
        lambda: ann.receiver.press("*"),
        lambda: opts_out(evening),
        first=key_first,
        name=elsewhere,
    )
    ann.hears("Stopped.")
    assert [leg.status for leg in legs_to(evening, MARY)] == ["canceled"]
    assert len(evening.ledger("leg:end_asked")) == 1
    nobody_is_left(evening)


@BOTH
def test_an_opt_out_keyed_with_one_made_elsewhere_keeps_both(
    evening: Evening, crossing: Crossing, key_first: bool
) -> None:
    ann, mary = talking(evening)
    evening.passes(30)
    mary.hangs_up()
    ann.presses("1").presses("4").hears("To confirm, press 1")
    elsewhere = "commit: "
    keyed(
        crossing,
        evening,
        lambda: ann.receiver.press("1"),
        lambda: opts_out(evening),
        first=key_first,
        name=elsewhere,
    )
    assert sorted(row["source"] for row in evening.rows(OptOut)) == ["keypad", "staff"]
    assert evening.outcomes() == ["opted_out"]


def stops(evening: Evening) -> None:
    with evening.service.parts.db.write() as tx:
        campaigns.stop(tx, "saltmouth", evening.now())


@BOTH
def test_a_key_with_the_stop_switch_dials_nobody(
    evening: Evening, crossing: Crossing, key_first: bool
) -> None:
    ann = offered(evening)
    keyed(
        crossing,
        evening,
        lambda: ann.receiver.press("1"),
        lambda: stops(evening),
        first=key_first,
        name="commit: ",
    )
    ann.hears("Calling is paused just now.")
    assert legs_to(evening, MARY) == []


@pytest.mark.parametrize("dial_first", [True, False], ids=["the dial first", "the stop first"])
def test_a_dial_with_the_stop_switch_is_before_it_or_not_at_all(
    evening: Evening, crossing: Crossing, dial_first: bool
) -> None:
    ann = offered(evening)
    ann.receiver.press("1")
    dials: Act = lambda: evening.service.sweep.worker.drain("dials")  # noqa: E731 (an act)
    if dial_first:
        crossing.cross(evening, dials, lambda: stops(evening), holds=DECIDES)
    else:
        crossing.cross(evening, lambda: stops(evening), dials)
    evening.settles()
    assert len(legs_to(evening, MARY)) == (1 if dial_first else 0)
    kinds = [one["kind"] for one in evening.ledger() if one["kind"] in ("dial:started", "campaign:stopped")]
    assert kinds == (["dial:started", "campaign:stopped"] if dial_first else ["campaign:stopped"])
