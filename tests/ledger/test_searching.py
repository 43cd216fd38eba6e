"""What an auditor finds by number, time, campaign, volunteer and reason, a call's timeline, and nothing more."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, update

from bridge.decisions import About, ask
from bridge.facts import contact_facts
from policy import DialContact
from store.audit import explain, lists, search, timeline
from store.audit.number import tally
from store.audit.reports import REPORTS, Period
from store.audit.search import Found, Sought
from store.audit.sight import EVERYTHING, Sight
from store.ledger import Kind, append
from store.models import Attempt, Consent, Contact, OptOut, Register, User
from tests.ledger.asking import MARY, number_of
from tests.telephone.evening import Evening

HERE, ELSEWHERE = Sight(("Saltmouth",)), Sight(("Inland", "Upland"))


@pytest.fixture
def refused(called: Evening) -> Evening:
    """Mary was called, then opted out, and was refused an hour later."""
    parts, contact = called.service.parts, called.attempts()[0]["contact_id"]
    with parts.db.write() as tx:
        number = number_of(called, MARY)
        at = called.now()
        tx.execute(insert(OptOut), {"number_id": number, "at": at, "source": "staff", "note": "by letter"})
        later = at + timedelta(hours=1)
        facts = contact_facts(tx, parts, contact, later)
        ask(tx, parts, DialContact(), facts, later, About("saltmouth", contact=contact, volunteer=1))
    return called


def found(evening: Evening, sight: Sight = EVERYTHING, **sought: Any) -> list[Found]:  # noqa: ANN401 (its fields)
    with evening.service.parts.db.read() as tx:
        return search.page(tx, Sought(**sought), sight)


def shapes(rows: list[Found]) -> list[str]:
    return [one.reason or "rung" for one in rows]


def test_a_number_s_calls_and_refusals_are_found_the_newest_first(refused: Evening) -> None:
    rows = found(refused, number=number_of(refused, MARY))
    assert shapes(rows) == ["opted_out", "rung"]
    assert rows[1].attempt == refused.attempts()[0]["id"]
    assert rows[1].outcome == "wrong_number"


def test_each_thing_that_may_be_sought_narrows_what_is_found(refused: Evening) -> None:
    expected: list[tuple[dict[str, Any], list[str]]] = [
        ({"what": "calls"}, ["rung"]),
        ({"what": "refusals"}, ["opted_out"]),
        ({"campaign": "saltmouth"}, ["opted_out", "rung"]),
        ({"campaign": "another"}, []),
        ({"volunteer": 1}, ["opted_out", "rung"]),
        ({"volunteer": 2}, []),
        ({"reason": "opted_out"}, ["opted_out"]),
        ({"reason": "on_tps"}, []),
        ({"number": 1_000_000}, []),
        ({"unknown": True}, []),
    ]
    for sought, shape in expected:
        assert shapes(found(refused, **sought)) == shape, sought


def test_the_time_sought_begins_with_its_first_moment_and_ends_before_its_last(refused: Evening) -> None:
    at = found(refused, what="calls")[0].at
    assert shapes(found(refused, since=at, until=at + timedelta(microseconds=1))) == ["rung"]
    assert found(refused, what="calls", until=at) == []
    assert found(refused, what="calls", since=at + timedelta(microseconds=1)) == []


def test_pages_follow_one_another_without_a_gap_though_times_are_the_same(evening: Evening) -> None:
    with evening.service.parts.db.write() as tx:
        for number in range(7):
            kind = Kind.DIAL_STARTED if number % 2 else Kind.DECISION_REFUSED
            append(tx, kind, evening.now(), campaign="saltmouth", data={"decision": {"reason": "on_tps"}})
    seen: list[int] = []
    before: int | None = None
    with evening.service.parts.db.read() as tx:
        while rows := search.page(tx, Sought(), EVERYTHING, before, most=2)[:2]:
            seen += [one.entry for one in rows]
            before = rows[-1].entry
        assert [one.entry for one in search.every(tx, Sought(), EVERYTHING)] == seen
    assert len(seen) == 7
    assert seen == sorted(seen, reverse=True)


def test_what_is_sought_is_kept_for_whoever_sought_it_alone(evening: Evening) -> None:
    sought = Sought(number=3, since=evening.now(), why="A complaint")
    with evening.service.parts.db.write() as tx:
        for number in (1, 2):
            row = {
                "id": number,
                "email": f"a{number}@harbour.example",
                "role": "auditor",
                "password_hash": "",
            }
            tx.execute(insert(User), row | {"created_at": evening.now()})
        kept = search.keep(tx, 1, evening.now(), sought)
        assert search.kept(tx, kept, 1) == sought
        assert search.kept(tx, kept, 2) is None
        later = search.keep(tx, 1, evening.now() + timedelta(hours=13), sought)
        assert search.kept(tx, kept, 1) is None
        assert search.kept(tx, later, 1) == sought


def test_a_call_s_timeline_begins_with_its_offer_and_holds_every_decision(called: Evening) -> None:
    with called.service.parts.db.read() as tx:
        call = timeline.of_attempt(tx, called.attempts()[0]["id"], EVERYTHING)
    assert call is not None
    kinds = [line.kind for line in call.lines]
    assert kinds.count("decision:permitted") == 3  # at the offer, at the key, at the dial
    assert all((line.decision is None) == (line.kind != "decision:permitted") for line in call.lines)
    order = [
        "contact:offered",
        "dial:intended",
        "dial:started",
        "call:answered",
        "outcome:set",
        "call:finished",
    ]
    assert [kind for kind in kinds if kind in order] == order
    assert "960011" not in repr(call)
    assert "Mary" not in repr(call)


def test_who_sees_one_area_sees_no_call_of_another(refused: Evening) -> None:
    attempt, number = refused.attempts()[0]["id"], number_of(refused, MARY)
    refusal = found(refused, what="refusals")[0].entry
    with refused.service.parts.db.read() as tx:
        for sight, there in ((EVERYTHING, True), (HERE, True), (ELSEWHERE, False)):
            assert bool(search.page(tx, Sought(), sight)) == there
            assert (timeline.of_attempt(tx, attempt, sight) is not None) == there
            assert (timeline.decision(tx, refusal, sight) is not None) == there
            assert bool(lists.opt_outs(tx, sight)) == there
            assert bool(lists.opt_outs(tx, sight, number=number)) == there
            assert lists.may_see(tx, number, sight) == there
            assert [one.by for one in lists.offers(tx, sight, number)] == ["Volunteer 1"] * there
            assert bool(tally(tx, number, sight).rung) == there
            assert bool(search.campaigns(tx, sight)) == there


def test_who_sees_one_area_counts_nothing_of_another(refused: Evening) -> None:
    with refused.service.parts.db.write() as tx:
        explain.looked_up(tx, number_of(refused, MARY), refused.now(), by="user 7", where="a test")
    empty, full = [], []
    with refused.service.parts.db.read() as tx:
        for name, report in REPORTS.items():
            here, there = (report(tx, Period(sight=sight)).rows for sight in (HERE, ELSEWHERE))
            whole = report(tx, Period()).rows
            empty += [name] if there and name not in ("gaps", "stale-register") else []
            full += [name] if len(here) == len(whole) > 0 else []
        stale = REPORTS["stale-register"](tx, Period(sight=ELSEWHERE)).rows
    assert empty == []
    assert [row[4] for row in stale] == [0, 0]
    assert {"refusals", "caller-ids", "sample", "access", "stale-register"} <= set(full)


def test_a_call_at_nine_at_night_is_seen_to_be_outside_the_hours(called: Evening) -> None:
    contact, outside, within = called.attempts()[0]["contact_id"], set(), set()
    for day in ("2026-07-01T{}+01:00", "2026-11-18T{}+00:00"):
        outside |= {datetime.fromisoformat(day.format(at)) for at in ("08:59:59", "20:45:00", "21:00:00")}
        within |= {datetime.fromisoformat(day.format(at)) for at in ("09:00:00", "20:44:59")}
    with called.service.parts.db.write() as tx:
        for at in outside | within:
            append(tx, Kind.DIAL_STARTED, at, campaign="saltmouth", contact=contact)
        sum_ = tally(tx, number_of(called, MARY), EVERYTHING)
    assert len(sum_.rung) == len(outside) + len(within) + 1
    assert set(sum_.outside) == outside


def test_to_look_at_a_number_is_told_with_its_reason_and_who_it_was(evening: Evening) -> None:
    with evening.service.parts.db.write() as tx:
        row = {"id": 7, "email": "ann@harbour.example", "role": "auditor", "password_hash": ""}
        tx.execute(insert(User), row | {"created_at": evening.now()})
        explain.looked_up(
            tx, 3, evening.now(), by="user 7", where="a search", reason="A complaint", reference="HP-12"
        )
        explain.looked_up(tx, 4, evening.now(), by="the account root, at the command line", where="elsewhere")
        search.exported(tx, evening.now(), Sought(campaign="saltmouth"), by="user 7", form="csv")
        taken, other, look = lists.looks(tx, EVERYTHING)
        assert [one.id for one in lists.looks(tx, EVERYTHING, number=3)] == [look.id]
        assert explain.looked_lately(tx, 3, "user 7", evening.now())
        assert not explain.looked_lately(tx, 3, "user 7", evening.now() + timedelta(seconds=1))
        assert not explain.looked_lately(tx, 3, "user 8", evening.now())
    assert (look.by, look.number, look.reason) == ("ann@harbour.example", 3, "A complaint, HP-12")
    assert other.by == "the account root, at the command line"
    assert (taken.kind, taken.campaign) == ("search:exported", "saltmouth")


Lister = Callable[..., list[Any]]


def test_lists_are_read_a_page_at_a_time(evening: Evening) -> None:
    contact = evening.contact("Mary Hughes", MARY)
    with evening.service.parts.db.write() as tx:
        number = number_of(evening, MARY)
        for count in range(lists.PAGE + 3):
            at = evening.now() + timedelta(seconds=count)
            tx.execute(insert(OptOut), {"number_id": number, "at": at, "source": "staff"})
            given = {"number_id": number, "wording": "w", "source": "s", "obtained_at": at, "recorded_at": at}
            tx.execute(insert(Consent), given)
            explain.looked_up(tx, number, at, by="user 1", where="a test")
        assert contact
        for lister in (lists.opt_outs, lists.consents, lists.looks):
            _pages(tx, lister)


def _pages(tx: Any, lister: Lister) -> None:  # noqa: ANN401 (a transaction)
    first = lister(tx, HERE)
    assert len(first) == lists.PAGE + 1
    rest = lister(tx, HERE, first[lists.PAGE - 1].id)
    assert [one.id for one in rest] == [first[-1].id, first[-1].id - 1, first[-1].id - 2]


def test_the_registers_history_and_age_are_told(evening: Evening) -> None:
    with evening.service.parts.db.write() as tx:
        tx.execute(update(Register).where(Register.register == "ctps").values(replaced_at=evening.now()))
        history = lists.registers(tx)
        ages = {one.register: one.days for one in lists.in_force(tx, evening.now())}
    assert ages == {"tps": 3, "ctps": None}
    assert {one.register: one.replaced_at is None for one in history} == {"tps": True, "ctps": False}
    assert all(len(one.sha256) == 64 for one in history)


def test_a_contact_that_was_taken_off_the_list_is_still_found_by_number(refused: Evening) -> None:
    with refused.service.parts.db.write() as tx:
        tx.execute(update(Contact).values(removed_at=refused.now()))
        tx.execute(update(Attempt).values(finished_at=refused.now()))
    assert len(found(refused, HERE, number=number_of(refused, MARY))) == 2
