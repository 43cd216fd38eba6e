"""Why was a number called, or refused: told in sentences from what was recorded, and to ask is an entry."""

from datetime import timedelta

from sqlalchemy import insert

from bridge.decisions import About, ask
from bridge.facts import contact_facts
from policy import DialContact
from policy.numbers import display
from store.audit import explain
from store.ledger import Kind, append
from store.models import OptOut
from tests.ledger.asking import MARY, counted, number_of, told
from tests.telephone.evening import Evening


def test_why_a_number_was_called_is_told_in_sentences(called: Evening) -> None:
    attempt = called.attempts()[0]
    (one, *_) = told(called, MARY, at=attempt["dialled_at"])
    said = "\n".join(one.sentences())
    assert "Wednesday 18 November 2026 at 18:00" in said
    assert "(London): PERMITTED." in said
    assert "Asked was whether a contact may be rung, at the moment of dialling." in said
    assert "The TPS register in force was 3 days old (produced on 15 November 2026, SHA-256" in said
    presented = f"The number to be presented was {display(attempt['caller_id'])}; the call flow: version "
    assert presented + attempt["flow_version"] in said
    assert "The number presented was of the kind 'fixed'; a call back to it would be answered here." in said
    assert "No other call to the number was going on." in said
    assert "Nobody of the household had been contacted in the campaign." in said
    assert "The number had not opted out." in said
    assert "pass   hours: 18:00" in said
    assert "The contact's telephone was answered." in said
    assert "What became of a call. (channel: keypad, outcome: wrong_number)" in said
    assert f"Decided by version {called.service.parts.rules().version}" in said


def test_an_attempt_and_its_number_tell_the_same(called: Evening) -> None:
    attempt = called.attempts()[0]
    with called.service.parts.db.read() as tx:
        by_attempt = explain.of_attempt(tx, attempt["id"]).decisions
        assert explain.number_of(tx, attempt["id"]) == number_of(called, MARY)
    assert by_attempt
    assert {one.entry for one in by_attempt} <= {one.entry for one in told(called, MARY)}


def test_a_refusal_names_its_reason_its_source_and_what_was_not_done(called: Evening) -> None:
    parts, contact = called.service.parts, called.attempts()[0]["contact_id"]
    with parts.db.write() as tx:
        tx.execute(
            insert(OptOut), {"number_id": number_of(called, MARY), "at": called.now(), "source": "staff"}
        )
        facts = contact_facts(tx, parts, contact, called.now())
        ask(tx, parts, DialContact(), facts, called.now(), About("saltmouth", contact=contact))
    said = told(called, MARY)[-1].sentences()
    text = "\n".join(said)
    assert "REFUSED." in said[0]
    assert "This number has asked for no more calls." in text
    assert "Source of the rule: PECR 2003 reg 21(1)(a); UK GDPR art 21." in text
    assert "The number opted out on Wednesday 18 November 2026" in text
    assert text.endswith("  - nothing")


def test_the_time_asked_about_chooses_the_decision_in_force(called: Evening) -> None:
    every = told(called, MARY)
    assert [one.asked.partition(", ")[2] for one in every] == [
        "before an offer to a volunteer", "when a volunteer asked for the call", "at the moment of dialling",
    ]  # fmt: skip
    for one in every:
        (chosen,) = told(called, MARY, at=one.at)
        assert chosen.at == one.at


def test_before_anything_was_decided_it_is_said_that_what_is_told_came_after(called: Evening) -> None:
    every = told(called, MARY)
    with called.service.parts.db.read() as tx:
        early = explain.of_number(tx, number_of(called, MARY), every[0].at - timedelta(days=1))
        in_force = explain.of_number(tx, number_of(called, MARY), every[0].at)
    assert early == explain.Told(every[:1], "Nothing had been decided by then; the first after it:")
    assert in_force == explain.Told(every[-1:])


def test_of_many_decisions_and_of_what_followed_it_is_said_how_many_are_not_told(called: Evening) -> None:
    parts, attempt = called.service.parts, called.attempts()[0]
    with parts.db.write() as tx:
        facts = contact_facts(tx, parts, attempt["contact_id"], called.now())
        for _ in range(explain.MOST):
            about = About("saltmouth", contact=attempt["contact_id"])
            ask(tx, parts, DialContact(), facts, called.now(), about)
            append(tx, Kind.LEG_STATUS, called.now(), attempt=attempt["id"], data={"status": "ringing"})
            append(tx, Kind.LEG_STATUS, called.now(), attempt=attempt["id"], data={"status": "ringing"})
    with parts.db.read() as tx:
        every = explain.of_number(tx, number_of(called, MARY))
        (dial,) = explain.of_attempt(tx, attempt["id"]).decisions
    assert len(every.decisions) == explain.MOST
    assert every.note == f"The newest {explain.MOST} of {explain.MOST + 3}; --at names others."
    assert len(dial.followed) == explain.FOLLOWED
    assert dial.sentences()[-1] == f"  - and {dial.more} more entries"
    with parts.db.write() as tx:
        append(tx, Kind.LEG_STATUS, called.now(), attempt=attempt["id"], data={"status": "ringing"})
    with parts.db.read() as tx:
        (again,) = explain.of_attempt(tx, attempt["id"]).decisions
    assert again.more == dial.more + 1


def test_to_look_a_number_up_is_an_entry_that_a_report_shows(called: Evening) -> None:
    with called.service.parts.db.write() as tx:
        explain.looked_up(tx, 1, called.now(), by="Ann of the auditors", where="a test")
    row = counted(called, "access").rows[-1]
    assert row[2] == "number:looked_up"
    assert "Ann of the auditors" in row[3]


def test_all_that_is_told_of_an_evening_holds_no_number(called: Evening) -> None:
    said = "\n".join(line for one in told(called, MARY) for line in one.sentences())
    assert "960011" not in said.replace(" ", "")


def test_a_correction_is_told_after_what_it_puts_right(called: Evening) -> None:
    attempt = called.attempts()[0]["id"]
    with called.service.parts.db.write() as tx:
        for kind, outcome in ((Kind.OUTCOME_CORRECTED, "no_answer"), (Kind.OUTCOME_CORRECTED, "machine")):
            append(tx, kind, called.now(), attempt=attempt, data={"outcome": outcome, "channel": "page"})
    told_ = "\n".join(told(called, MARY)[-1].sentences())
    first, second, third = (
        told_.index(one)
        for one in (
            "What became of a call. (channel: keypad, outcome: wrong_number)",
            "put right; the old word stays. (channel: page, outcome: no_answer)",
            "put right; the old word stays. (channel: page, outcome: machine)",
        )
    )
    assert first < second < third
