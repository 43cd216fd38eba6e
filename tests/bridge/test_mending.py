"""Many lines that were lost at once, and what a start leaves: its rules, and whom other rules bring back."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app import Service
from app_start import begin
from bridge.carrier import Carrier, Seen
from scheduler.standing import UNTIL_TOLD
from store.models import Contact, RuleBook, Session
from tests.telephone.evening import Evening

LOST = 8


def test_many_lines_that_are_overdue_are_asked_after_together(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in range(LOST):
        evening.rings_in(f"+4411849600{place:02}")
    together, look = threading.Barrier(LOST, timeout=20), Carrier.look

    def slow(carrier: Carrier, sid: str) -> Seen | None:
        together.wait()  # one after the other they would never all be here
        return look(carrier, sid)

    monkeypatch.setattr(Carrier, "look", slow)
    with evening.service.parts.db.write() as tx:
        tx.execute(update(Session).values(deadline_at=evening.now() - timedelta(seconds=1)))
    evening.service.sweep.housekeeping()
    assert len(evening.ledger("session:mended")) == LOST


def test_a_start_keeps_its_rules_so_that_no_call_waits_for_another_to_keep_them(evening: Evening) -> None:
    begin(evening.service)
    with evening.service.parts.db.read() as tx:
        assert tx.scalars(select(RuleBook.version)).all() == [evening.service.parts.rules().version]


def test_a_start_with_other_rules_lets_whom_they_refused_be_offered_again(evening: Evening) -> None:
    evening.contact("Mary Hughes", "+441632960011")
    begin(evening.service)
    assert not brought_back(evening, evening.service)
    rules = evening.service.parts.rules()
    other = replace(rules, machine_hours=rules.machine_hours + 1)
    parts = replace(evening.service.parts, rules=lambda: other)
    assert brought_back(evening, replace(evening.service, parts=parts))
    assert brought_back(evening, evening.service)


def brought_back(evening: Evening, service: Service) -> bool:
    """Whether a start of this service makes the contact ready who waited for news."""
    with evening.service.parts.db.write() as tx:
        tx.execute(update(Contact).values(ready=False, due_at=UNTIL_TOLD))
    begin(service)
    with evening.service.parts.db.read() as tx:
        return bool(tx.scalar(select(Contact.ready)))
