"""What is asked of staff by key: to look at abuse and worries, at a fault, and to ring a volunteer."""

import pytest

from scheduler.calling_list import CallingList
from store.models import Contact, FollowUp
from store.requests import done
from tests.console import signed
from tests.telephone.evening import Evening
from tests.telephone.sheet import BREAK, HELP, SPOKE, TOLD, keys, talked

REPORT = (
    "In an emergency, hang up and dial 999. If you were abused, press 1. "
    "If you are worried about someone, press 2."
)


@pytest.mark.parametrize(("key", "kind"), [("1", "abuse"), ("2", "worry")])
def test_a_concern_pauses_the_contact_and_asks_staff_to_ring(evening: Evening, key: str, kind: str) -> None:
    ann = talked(evening).hears(SPOKE)
    ann.presses("0").hears_just(HELP)
    ann.presses("3").hears_just(REPORT)
    ann.presses(key).hears(f"Thank you. A co-ordinator will ring you. {BREAK}")
    (row,) = evening.rows(FollowUp)
    attempt = evening.attempts()[0]
    assert (row["kind"], row["attempt_id"], row["contact_id"]) == (kind, attempt["id"], attempt["contact_id"])
    assert row["volunteer_id"] == attempt["volunteer_id"]
    assert [entry["data"] for entry in evening.ledger("concern:reported")] == [{"kind": kind}]
    ann.presses("1").hears("Did you speak to Mary Hughes?")
    keys(ann, "2", "2").hears("Saved. One call.")
    ann.presses("1").hears("There is nobody to call just now.")
    (mary,) = evening.rows(Contact)
    assert mary["paused_at"] is not None


def test_a_contact_who_was_not_at_home_stays_paused_until_staff_say_otherwise(evening: Evening) -> None:
    ann = talked(evening).hears(SPOKE)
    keys(ann, "2", "1").hears("Saved. One call.")
    keys(ann, "0", "3", "2").hears(BREAK)
    evening.passes(25)
    (mary,) = evening.rows(Contact)
    assert (mary["ready"], mary["due_at"]) == (False, None)
    calling: CallingList = evening.service.calling_list
    with evening.service.parts.db.write() as tx:
        calling.resume(tx, mary["id"], evening.now())
    (mary,) = evening.rows(Contact)
    assert mary["due_at"] is not None


def test_star_leads_from_the_report_back_to_help(evening: Evening) -> None:
    ann = talked(evening).hears(SPOKE)
    keys(ann, "0", "3", "*").hears_just(HELP)
    ann.presses("1").hears_just("Call ended. Did you speak to Mary Hughes? Yes, press 1. No, press 2.")
    assert evening.rows(FollowUp) == []


def test_a_fault_is_recorded_with_whoever_reports_it(evening: Evening) -> None:
    ann = talked(evening).hears(SPOKE)
    keys(ann, "0", "4").hears("Thank you. We will look into it.")
    (row,) = evening.rows(FollowUp)
    assert (row["kind"], row["note"]) == ("fault", "spoke")
    assert row["volunteer_id"] is not None


def test_a_co_ordinator_who_is_asked_for_twice_has_one_volunteer_to_ring(evening: Evening) -> None:
    ann = talked(evening).hears(SPOKE)
    ann.says_nothing(8.5).says_nothing(8.5).says_nothing(8.5).hears(f"{TOLD} {BREAK}")
    (first,) = evening.rows(FollowUp)
    ann.presses("1").hears_just(SPOKE)
    for _ in range(2):
        ann.presses("0").hears_just(HELP)
        ann.presses("2").hears_just(f"{TOLD} You can also ring 020 7946 0199. {SPOKE}")
    (row,) = evening.rows(FollowUp)
    assert (row["kind"], row["why"], row["volunteer_id"], row["at"]) == (
        "coordinator",
        "asked",
        1,
        first["at"],
    )
    asked = evening.ledger("coordinator:asked")
    assert [entry["data"] for entry in asked] == [{"why": "lost"}, {"why": "asked"}]
    user, _ = signed.user(evening)
    with evening.service.parts.db.write() as tx:
        done(tx, row["id"], user, "", evening.now())
    keys(ann, "0", "2").hears(SPOKE)
    assert [one["done_at"] is None for one in evening.rows(FollowUp)] == [False, True]
