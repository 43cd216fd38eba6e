"""The page and the keypad on one line: what one does the other goes on from, and the first word counts."""

import threading
from typing import Any

import pytest
from sqlalchemy import select

from bridge.page import NotYoursError, Page
from bridge.page_saving import Form
from console.call import sheet
from store import wards
from store.models import Answer, FollowUp, OptOut, Outcome, Volunteer
from tests.telephone.calls import ANN, MARY, TOM, offered, set_up, talking
from tests.telephone.conftest import evening, evenings
from tests.telephone.evening import Evening
from tests.telephone.handset import Telephone
from tests.telephone.town import CALLER_ID

__all__ = ["evening", "evenings"]  # fixtures
COUNCIL = {"council": "7"}


def _page(evening: Evening) -> Page:
    return Page(evening.service.parts)


def _ann(evening: Evening) -> int:
    with evening.service.parts.db.read() as tx:
        return tx.execute(select(Volunteer.id).order_by(Volunteer.id).limit(1)).scalar_one()


def _turn(evening: Evening) -> str:
    from store.models import Session  # noqa: PLC0415

    with evening.service.parts.db.read() as tx:
        return tx.execute(select(Session.turn).order_by(Session.started_at.desc()).limit(1)).scalar_one()


def _rows(evening: Evening, model: Any) -> list[Any]:  # noqa: ANN401 (a model)
    with evening.service.parts.db.read() as tx:
        return list(tx.execute(select(model).order_by(model.id)).all())


def _form(evening: Evening, **said: Any) -> Form:  # noqa: ANN401 (fields)
    attempt = evening.attempts()[-1]
    return Form(attempt["id"], attempt["contact_id"], **said)


def _saves(evening: Evening, **said: Any) -> list[str]:  # noqa: ANN401 (fields)
    told = _page(evening).save(_ann(evening), _form(evening, **said))
    evening.settles()
    return told


def _asked(evening: Evening) -> Telephone:
    """Mary has hung up, and Ann is asked whether they spoke."""
    ann, mary = talking(evening)
    evening.passes(60)
    mary.hangs_up()
    return ann.hears("Did you speak to Mary Hughes?")


def test_a_volunteer_calls_from_the_page_and_saves_there(evening: Evening) -> None:
    set_up(evening)
    ann = evening.rings_in(ANN)
    ann.presses("4826").hears("Saltmouth voters.")
    page, volunteer = _page(evening), _ann(evening)
    assert page.want(volunteer, "saltmouth", None)
    ann.hears("Next, Mary Hughes")
    assert page.call(volunteer, _turn(evening))
    evening.settles()
    mary = evening.telephone(MARY).answers()
    assert mary.talks_with == ["volunteer", "contact"]
    evening.passes(60)
    mary.hangs_up()
    ann.hears("Did you speak to Mary Hughes?")
    assert _saves(evening, answers=COUNCIL, closing=True) == []
    ann.hears("Saved. One call.")
    (attempt,) = evening.attempts()
    assert (attempt["outcome"], attempt["closing_read"]) == ("survey_partial", True)
    assert attempt["finished_at"] is not None
    assert [(row.value, row.channel) for row in _rows(evening, Answer)] == [("7", "page")]


def test_a_call_asked_for_on_the_page_is_dialled_once_the_volunteer_is_in_the_room(evening: Evening) -> None:
    ann = offered(evening)
    assert _page(evening).call(_ann(evening), _turn(evening))
    evening.service.sweep.worker.drain("dials")
    assert not evening.telephone(MARY).rings or ann.talks_with == ["volunteer"]
    evening.settles()
    evening.passes(2)
    assert evening.telephone(MARY).rings


def test_a_ward_chosen_on_the_page_is_the_one_that_is_called(evening: Evening) -> None:
    evening.volunteer("Ann Price", ANN)
    evening.contact("Mary Hughes", MARY, priority=1)
    evening.contact("Tom Reed", TOM, ward="Quay", area="Saltmouth")
    with evening.service.parts.db.write() as tx:
        wards.note(tx, "saltmouth", [("Saltmouth", "Quay", True)])
        (quay,), _more = wards.search(tx, "saltmouth", "quay", 0)
    ann = evening.rings_in(ANN)
    ann.presses("4826")
    assert _page(evening).want(_ann(evening), "saltmouth", quay.id)
    ann.hears("Next, Tom Reed, Quay.")
    assert _page(evening).skip(_ann(evening), _turn(evening))
    ann.hears("There is nobody to call just now.")


def test_star_can_be_pressed_on_the_page(evening: Evening) -> None:
    ann, mary = talking(evening)
    assert _page(evening).end_call(_ann(evening), _turn(evening))
    ann.hears("Did you speak to Mary Hughes?")
    assert not mary.is_live


def test_an_act_that_was_shown_for_a_turn_that_is_past_changes_nothing(evening: Evening) -> None:
    ann = offered(evening)
    shown = _turn(evening)
    ann.presses("#").hears("Next, Tom Reed")
    assert not _page(evening).call(_ann(evening), shown)
    assert evening.attempts() == []


def test_what_is_saved_while_they_talk_is_not_asked_again(evening: Evening) -> None:
    ann, mary = talking(evening)
    _saves(evening, outcome="declined")
    assert mary.talks_with == ["volunteer", "contact"]
    mary.hangs_up()
    ann.hears("Saved. One call.")
    assert evening.outcomes() == ["declined"]


def test_the_keypad_first_the_page_s_answer_is_kept_beside_and_the_page_told(evening: Evening) -> None:
    ann = _asked(evening)
    ann.presses("1").presses("1").hears("Question 1 of 5")
    ann.presses("4").hears("Four.")
    assert _saves(evening, answers=COUNCIL) == ["council"]
    rows = [(row.value, row.channel, row.superseded_at is None) for row in _rows(evening, Answer)]
    assert rows == [("4", "keypad", True), ("7", "page", False)]
    assert len(evening.ledger("answer:second")) == 1


def test_the_page_first_the_keypad_s_outcome_is_kept_beside_and_the_keypad_told(evening: Evening) -> None:
    ann = _asked(evening)
    ann.presses("2").hears("For an answering machine")
    shown = _turn(evening)
    _page(evening).save(_ann(evening), _form(evening, outcome="declined"))
    # The key is on its way before the line has been moved on.
    reply = evening.posts(f"/twilio/turn/{shown}", CallSid=ann.receiver.call_sid, Digits="3")
    assert "Your page saved that first." in reply.text
    evening.settles()
    assert evening.outcomes() == ["declined"]
    kept = [(row.outcome, row.channel, row.superseded_at is None) for row in _rows(evening, Outcome)]
    assert ("wrong_number", "keypad", False) in kept
    assert ("declined", "page", True) in kept


def test_of_a_key_and_a_save_at_the_very_same_moment_one_counts_and_both_are_kept(evening: Evening) -> None:
    ann = _asked(evening)
    ann.presses("2")
    shown, form, start = _turn(evening), _form(evening, outcome="declined"), threading.Barrier(2)

    def press() -> None:
        start.wait()
        evening.posts(f"/twilio/turn/{shown}", CallSid=ann.receiver.call_sid, Digits="3")

    key = threading.Thread(target=press)
    key.start()
    start.wait()
    late = _page(evening).save(_ann(evening), form)
    key.join()
    evening.settles()
    counts = [row.outcome for row in _rows(evening, Outcome) if row.superseded_at is None]
    kept = {row.outcome for row in _rows(evening, Outcome)}
    assert counts == evening.outcomes() == (["wrong_number"] if late else ["declined"])
    assert kept >= {"wrong_number", "declined"}


def test_a_key_that_says_the_same_as_the_page_is_no_second_word(evening: Evening) -> None:
    ann = _asked(evening)
    ann.presses("2")
    shown = _turn(evening)
    _page(evening).save(_ann(evening), _form(evening, outcome="wrong_number"))
    reply = evening.posts(f"/twilio/turn/{shown}", CallSid=ann.receiver.call_sid, Digits="3")
    assert "first" not in reply.text
    assert evening.ledger("outcome:second") == []


def test_an_opt_out_on_the_page_counts_at_once(evening: Evening) -> None:
    ann = _asked(evening)
    _saves(evening, opt_out="contact")
    ann.hears("Saved.")
    assert [row.source for row in _rows(evening, OptOut)] == ["page"]
    assert evening.outcomes() == ["opted_out"]


def test_a_call_whose_line_dropped_is_finished_on_the_page(evening: Evening) -> None:
    ann = _asked(evening)
    ann.hangs_up()
    _saves(evening, answers=COUNCIL, pass_on=True, note="Asks about the sea wall")
    (attempt,) = evening.attempts()
    assert attempt["outcome"] == "survey_partial"
    assert attempt["finished_at"] is not None
    (follow_up,) = _rows(evening, FollowUp)
    assert (follow_up.kind, follow_up.note) == ("pass_on", "Asks about the sea wall")


def test_the_answers_of_another_member_of_the_household_are_theirs(evening: Evening) -> None:
    set_up(evening, household="1 Quay Street")
    ann = evening.rings_in(ANN)
    ann.presses("4826").presses("1").presses("1")
    mary = evening.telephone(MARY).answers()
    mary.hangs_up()
    attempt = evening.attempts()[0]
    tom = attempt["contact_id"] + 1
    _page(evening).save(_ann(evening), Form(attempt["id"], tom, answers=COUNCIL))
    evening.settles()
    assert evening.outcomes() == ["someone_else"]
    assert [row.contact_id for row in _rows(evening, Answer)] == [tom]


def test_another_volunteer_s_call_cannot_be_saved(evening: Evening) -> None:
    _asked(evening)
    with pytest.raises(NotYoursError):
        _page(evening).save(_ann(evening) + 1, _form(evening, outcome="declined"))
    assert evening.outcomes() == [None]


def test_the_service_rings_the_volunteer_once_however_often_the_button_is_pressed(evening: Evening) -> None:
    set_up(evening)
    page, volunteer = _page(evening), _ann(evening)
    assert page.connect(volunteer) is None
    assert page.connect(volunteer) is None
    evening.settles()
    assert page.connect(volunteer) is None
    evening.settles()
    calls = [leg for leg in evening.carrier.calls() if leg.to == ANN]
    assert len(calls) == 1
    ann = evening.telephone(ANN).answers()
    ann.hears("press 1").presses("1").hears("four-digit PIN").presses("4826").hears("Saltmouth voters.")


def test_outside_hours_the_service_does_not_ring_the_volunteer_and_says_why(evenings: Any) -> None:  # noqa: ANN401
    from tests.telephone.evening import WEDNESDAY_EVENING  # noqa: PLC0415

    evening = evenings(at=WEDNESDAY_EVENING.replace(hour=21))
    set_up(evening)
    decision = _page(evening).connect(_ann(evening))
    assert decision is not None
    assert decision.reason == "outside_hours"


def test_a_sign_in_at_a_page_is_throttled_with_the_telephone_s(evening: Evening) -> None:
    code = evening.volunteer("Ann Price", ANN)
    page = _page(evening)
    assert page.sign_in(code, "4826") is not None
    assert [page.sign_in(code, "0000") for _ in range(6)] == [None] * 6
    assert page.sign_in(code, "4826") is None
    evening.rings_in(ANN).presses("4826").hears("Please ring")
    assert {entry["data"]["throttled"] for entry in evening.ledger("page:sign_in_failed")} == {True, False}


def test_nobody_is_rung_from_a_page_but_by_the_policy_s_permit(evening: Evening) -> None:
    offered(evening)
    _page(evening).call(_ann(evening), _turn(evening))
    evening.passes(2)
    dialled = [leg for leg in evening.carrier.calls() if leg.from_ == CALLER_ID]
    assert len(dialled) == 1
    assert len(evening.ledger("decision:permitted")) >= 3
    assert TOM not in {leg.to for leg in dialled}


def test_a_time_for_a_call_back_is_chosen_on_the_page(evening: Evening) -> None:
    ann = _asked(evening)
    attempt = evening.attempts()[-1]
    with evening.service.parts.db.read() as tx:
        found = sheet.of_attempt(tx, evening.service.parts, _ann(evening), attempt["id"], None)
    assert found is not None
    # Wednesday, six in the evening.
    assert found.times[:3] == (
        ("2026-11-18 evening", "Later today, evening"),
        ("2026-11-19 morning", "Tomorrow, morning"),
        ("2026-11-19 afternoon", "Tomorrow, afternoon"),
    )
    assert found.times[4] == ("2026-11-20 morning", "Friday 20 November, morning")
    _saves(evening, outcome="call_back", call_back=("2026-11-19", "afternoon"))
    ann.hears("Saved. One call.")
    assert evening.attempts()[-1]["call_back_at"].hour == 12
    assert [one["data"]["part"] for one in evening.ledger("call_back:agreed")] == ["afternoon"]
