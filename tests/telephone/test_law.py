"""The law's moments, at the moment of dialling: hours to the second, registers, opt-outs, campaigns, caller numbers."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, insert, select, update

from bridge import dial
from bridge.carrier import Carrier, Result
from bridge.parts import Parts
from bridge.permits import SpentPermit
from store import campaigns, optouts
from store.models import Attempt, CarrierClock, Consent, Contact, Entry, Permit, Register
from tests.telephone.calls import ANN, MARY, TOM, legs_to, offered, rung, set_up, talking
from tests.telephone.conftest import MakeEvening
from tests.telephone.evening import Evening
from tests.telephone.town import CALLER_ID, LONDON

JUST_BEFORE = timedelta(seconds=1)


def at(text: str) -> datetime:
    """A London time of 2026."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=LONDON)


CLOSING = {
    "winter": at("11-18T20:45:00"),
    "summer": at("07-15T20:45:00"),
    "the day the clocks go forward": at("03-29T20:45:00"),
    "the day the clocks go back": at("10-25T20:45:00"),
}
UTC_OF = {"winter": 20, "summer": 19, "the day the clocks go forward": 19, "the day the clocks go back": 20}


@pytest.mark.parametrize("day", CLOSING)
def test_a_call_is_dialled_in_the_last_second_and_not_at_closing_time(
    evenings: MakeEvening, day: str
) -> None:
    closes = CLOSING[day]
    assert closes.astimezone(UTC).hour == UTC_OF[day]
    evening = evenings(at=closes - timedelta(seconds=40))
    ann = offered(evening)
    evening.volunteer("Ben Lowe", "+441184960002", "7391")
    ben = evening.rings_in("+441184960002")
    ben.presses("7391").presses("1").hears("Next, Tom Reed")
    evening.becomes(closes - JUST_BEFORE)
    ann.presses("1")
    assert [leg.dialled_at for leg in legs_to(evening, MARY)] == [closes - JUST_BEFORE]
    evening.becomes(closes)
    ben.presses("1").hears("It's quarter to nine. No new calls today.")
    assert legs_to(evening, TOM) == []


def test_a_call_that_waits_its_turn_past_closing_time_is_not_dialled(evenings: MakeEvening) -> None:
    closes = CLOSING["winter"]
    evening = evenings(at=closes - timedelta(seconds=40))
    ann = offered(evening)
    evening.becomes(closes - JUST_BEFORE)
    ann.receiver.press("1")
    evening.carrier.advance(1)
    ann.hears("It's quarter to nine. No new calls today.")
    assert legs_to(evening, MARY) == []
    (attempt,) = evening.attempts()
    assert (attempt["dialled_at"], attempt["live"]) == (None, False)


def test_a_permit_does_not_outlive_the_hours(evenings: MakeEvening, monkeypatch: pytest.MonkeyPatch) -> None:
    """Decided at 20:44:59, and the carrier can only be asked at 20:45:00: not any more."""
    closes = CLOSING["winter"]
    evening = evenings(at=closes - timedelta(seconds=40))
    ann = offered(evening)
    evening.becomes(closes - JUST_BEFORE)
    dialled = dial.dial_contact

    def late(carrier: Carrier, parts: Parts, permit: SpentPermit) -> Result:
        evening.carrier.advance(1)
        return dialled(carrier, parts, permit)

    monkeypatch.setattr(dial, "dial_contact", late)
    ann.presses("1").hears("It's quarter to nine. No new calls today.")
    assert legs_to(evening, MARY) == []
    assert not [one for one in evening.carrier.requests if one.path.endswith("/Calls.json")]


@pytest.mark.parametrize("day", ["the day the clocks go forward", "the day the clocks go back"])
def test_lines_open_at_nine_by_the_clock_on_the_wall(evenings: MakeEvening, day: str) -> None:
    nine = CLOSING[day].replace(hour=9, minute=0)
    evening = evenings(at=nine - timedelta(seconds=30))
    set_up(evening)
    ann = evening.rings_in(ANN).hears("Lines open from nine")
    ann.hangs_up()
    evening.becomes(nine)
    evening.rings_in(ANN).presses("4826").presses("1").hears("Next, Mary Hughes")


def test_a_call_in_progress_goes_on_past_closing_time_and_is_finished(evenings: MakeEvening) -> None:
    closes = CLOSING["winter"]
    evening = evenings(at=closes - timedelta(seconds=40))
    ann, mary = talking(evening)
    evening.becomes(closes + timedelta(minutes=20))
    assert mary.talks_with == ["volunteer", "contact"]
    mary.hangs_up()
    ann.hears("Did you speak to Mary Hughes?").presses("1").presses("3").presses("1").hears(
        "Saved. One call. It's quarter to nine. No new calls today."
    )
    assert evening.outcomes() == ["declined"]


def test_a_call_that_was_cut_off_can_be_finished_after_closing_time(evenings: MakeEvening) -> None:
    evening = evenings(at=CLOSING["winter"] - timedelta(seconds=40))
    ann, _ = talking(evening)
    evening.passes(30)
    ann.hangs_up()
    evening.becomes(CLOSING["winter"] + timedelta(hours=1))
    ann = evening.rings_in(ANN).hears("Lines open from nine until quarter to nine in the evening.")
    ann.presses("4826").hears("Your call to Mary Hughes was not finished.")
    ann.presses("1").presses("1").presses("4").presses("1").hears("Saved.")
    assert evening.outcomes() == ["opted_out"]


# --- opt-outs ----------------------------------------------------------------------------------------------


def opt_out(evening: Evening, number: str) -> None:
    """Whoever has this number rings the caller number back and opts out."""
    telephone = evening.rings_in(number, CALLER_ID)
    telephone.hears("We rang you about the council election. For no more calls, press 1.")
    telephone.presses("1").hears("You will get no more calls from us.")


def test_an_opt_out_before_the_dial_stops_it(evening: Evening) -> None:
    ann = offered(evening)
    ann.receiver.press("1")  # intended, and not dialled yet
    mary = evening.carrier.ring_in(MARY, CALLER_ID)
    mary.press("1")
    ann.hears("We can't call Mary Hughes just now.", "Next, Tom Reed")
    assert legs_to(evening, MARY) == []


def test_an_opt_out_ends_what_rings_at_the_number(evening: Evening) -> None:
    ann = rung(evening)
    evening.passes(3)
    with evening.service.parts.db.write() as tx:
        number = evening.attempts()[0]["number_id"]
        optouts.add(tx, number, evening.now(), source="staff")
    # The number itself is engaged by our call, so another handset that shows it rings back.
    back = evening.carrier.ring_in("+441632960099", CALLER_ID, shown=MARY)
    evening.settles()
    back.press("1")
    evening.settles()
    assert [leg.status for leg in legs_to(evening, MARY)] == ["canceled"]
    ann.hears("Stopped.", "Saved. One call.")


def test_an_opted_out_number_is_never_offered_again(evening: Evening) -> None:
    set_up(evening)
    opt_out(evening, MARY)
    ann = evening.rings_in(ANN)
    ann.presses("4826").presses("1").hears("Next, Tom Reed").does_not_hear("Mary Hughes")


# --- registers, consent, campaign ----------------------------------------------------------------------------


def test_a_number_on_the_register_is_never_offered(evenings: MakeEvening) -> None:
    evening = evenings(listed=[MARY])
    set_up(evening)
    ann = evening.rings_in(ANN)
    ann.presses("4826").presses("1").hears("Next, Tom Reed").does_not_hear("Mary Hughes")


def test_a_consent_lifts_the_register_and_an_opt_out_ends_that(evenings: MakeEvening) -> None:
    evening = evenings(listed=[MARY])
    set_up(evening)
    with evening.service.parts.db.write() as tx:
        number = tx.scalar(select(Contact.number_id).where(Contact.first_name == "Mary")) or 0
        tx.execute(
            insert(Consent).values(
                number_id=number,
                wording="Ring me",
                obtained_at=evening.now() - timedelta(days=1),
                source="form",
                recorded_at=evening.now(),
            )
        )
    ann = evening.rings_in(ANN)
    ann.presses("4826").presses("1").hears("Next, Mary Hughes")
    with evening.service.parts.db.write() as tx:
        optouts.add(tx, number, evening.now(), source="staff")
    ann.presses("1").hears("Next, Tom Reed")
    assert legs_to(evening, MARY) == []


def test_a_register_that_grows_too_old_at_midnight_stops_the_dialling(evenings: MakeEvening) -> None:
    evening = evenings(at=at("11-18T20:30:00"), register_age=timedelta(days=28))
    ann = offered(evening).presses("1")
    assert len(legs_to(evening, MARY)) == 1
    ann.hangs_up()
    evening.becomes(at("11-19T09:30:00"))
    evening.rings_in(ANN, CALLER_ID).presses("3")
    ann = evening.rings_in(ANN)
    ann.presses("4826").presses("1").hears("Calling is paused until the register is renewed.")
    assert legs_to(evening, TOM) == []


def test_a_register_that_is_gone_stops_the_dial_that_waits(evening: Evening) -> None:
    ann = offered(evening)
    ann.receiver.press("1")
    with evening.service.parts.db.write() as tx:
        tx.execute(delete(Register).where(Register.register == "ctps"))
    ann.hears("Calling is paused until the register is there.")
    assert legs_to(evening, MARY) == []


def test_a_campaign_that_is_stopped_stops_the_dial_that_waits_and_leaves_calls_alone(
    evening: Evening,
) -> None:
    ann, mary = talking(evening)
    evening.volunteer("Ben Lowe", "+441184960002", "7391")
    ben = evening.rings_in("+441184960002")
    ben.presses("7391").presses("1").hears("Next, Tom Reed")
    ben.receiver.press("1")
    with evening.service.parts.db.write() as tx:
        campaigns.stop(tx, "saltmouth", evening.now())
    ben.hears("Calling is paused just now.")
    assert legs_to(evening, TOM) == []
    assert mary.talks_with == ["volunteer", "contact"]
    mary.hangs_up()
    ann.hears("Did you speak to Mary Hughes?")


def test_a_contact_who_is_paused_is_refused_at_the_key_and_again_at_the_dial(evening: Evening) -> None:
    ann = offered(evening)
    _pause(evening, "Mary")
    ann.presses("1").hears("We can't call Mary Hughes just now. Next, Tom Reed")
    ann.receiver.press("1")
    _pause(evening, "Tom")
    ann.hears("We can't call Tom Reed just now.")
    assert legs_to(evening, MARY) == legs_to(evening, TOM) == []
    at_key, at_dial = (entry["data"]["decision"] for entry in evening.ledger("decision:refused"))
    assert (at_key["reason"], at_dial["reason"]) == ("contact_paused", "contact_paused")


def _pause(evening: Evening, first_name: str) -> None:
    with evening.service.parts.db.write() as tx:
        contact = tx.scalar(select(Contact.id).where(Contact.first_name == first_name)) or 0
        evening.service.calling_list.pause(tx, contact, evening.now())


def test_the_campaigns_own_number_is_presented(evening: Evening) -> None:
    rung(evening)
    assert [leg.from_ for leg in evening.carrier.calls() if leg.to == MARY] == [CALLER_ID]


@pytest.mark.parametrize("seconds", [-1.5, 1.5, None])
def test_a_clock_that_may_be_wrong_dials_nobody(evening: Evening, seconds: float | None) -> None:
    ann = offered(evening)
    ann.receiver.press("1")
    with evening.service.parts.db.write() as tx:
        if seconds is None:
            tx.execute(delete(CarrierClock))
        else:
            tx.execute(update(CarrierClock).values(skew_seconds=seconds))
    ann.hears("Calling is paused: our clock has to be set.")
    assert legs_to(evening, MARY) == []


def test_a_clock_that_was_set_back_since_it_was_compared_dials_nobody(evening: Evening) -> None:
    ann = offered(evening)
    ann.receiver.press("1")
    with evening.service.parts.db.write() as tx:
        tx.execute(update(CarrierClock).values(measured_at=evening.now() + timedelta(minutes=10)))
    ann.hears("Calling is paused: our clock has to be set.")
    assert legs_to(evening, MARY) == []


def test_each_server_goes_by_its_own_comparison_of_clocks(evening: Evening) -> None:
    ann = offered(evening)
    with evening.service.parts.db.write() as tx:
        tx.execute(update(CarrierClock).values(skew_seconds=600.0))
        tx.execute(
            insert(CarrierClock).values(host="another server", skew_seconds=0.0, measured_at=evening.now())
        )
    ann.presses("1").hears("Calling is paused: our clock has to be set.")
    assert legs_to(evening, MARY) == []


def test_each_dial_stands_on_a_permit_that_its_decision_gave(evening: Evening) -> None:
    rung(evening)
    with evening.service.parts.db.read() as tx:
        row = tx.execute(
            select(Permit.spent_at, Entry.kind)
            .join(Entry, Entry.id == Permit.entry_id)
            .join(Attempt, Attempt.permit_id == Permit.id)
        ).one()
    assert row.spent_at is not None
    assert row.kind == "decision:permitted"
