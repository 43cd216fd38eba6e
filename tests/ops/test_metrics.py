"""The figures of `/metrics` in the course of an evening: right whoever is asked, and without anybody in them."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from sqlalchemy import insert

from console import metrics
from store.database import Database
from store.models import Order
from tests.telephone.calls import rung, talking
from tests.telephone.evening import Evening

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def evening(database_url: str, tmp_path: Path) -> Iterator[Evening]:
    with Evening(database_url, tmp_path) as begun:
        yield begun


def figures(evening: Evening) -> dict[str, float]:
    text = requests.get(f"{evening.base}/metrics", timeout=10).text
    assert "1632960" not in text
    return {name: float(value) for name, value in re.findall(r"^(ringround_\S+) (\S+)$", text, re.MULTILINE)}


def test_a_call_is_seen_while_it_rings_and_by_its_outcome_when_it_is_over(evening: Evening) -> None:
    rung(evening)
    evening.passes(7)
    ringing = figures(evening)
    assert ringing['ringround_lines_in_use{role="volunteer"}'] == 1
    assert ringing['ringround_lines_in_use{role="contact"}'] == 1
    assert ringing["ringround_longest_wait_seconds"] >= 7
    assert ringing["ringround_live_attempts"] == 1
    assert ringing['ringround_calls_total{outcome="none_yet"}'] == 1


def test_a_conversation_is_no_wait(evening: Evening) -> None:
    talking(evening)
    evening.passes(7)
    assert figures(evening)["ringround_longest_wait_seconds"] == 0


def test_webhooks_are_timed_by_what_was_asked_for_and_bad_signatures_counted(evening: Evening) -> None:
    before = figures(evening)
    talking(evening)
    requests.post(f"{evening.base}/twilio/voice", data={"CallSid": "CA1"}, timeout=10)
    after = figures(evening)
    voice = 'ringround_webhook_seconds_count{what="voice"}'
    assert after[voice] >= before.get(voice, 0) + 2
    failures = "ringround_signature_failures_total"
    assert after[failures] == before[failures] + 1
    assert {name for name in after if "/" in name} == set()


def test_an_order_that_nobody_carries_out_grows_old(evening: Evening) -> None:
    rung(evening)
    assert figures(evening)["ringround_outbox_age_seconds"] == 0
    now = evening.now()
    order = {"kind": "move", "queue": "urgent", "created_at": now, "due_at": now - timedelta(seconds=90)}
    with evening.service.parts.db.write() as tx:
        tx.execute(insert(Order).values(key="forgotten", **order))
    assert figures(evening)["ringround_outbox_age_seconds"] == 90


@pytest.mark.usefixtures("database_url")
def test_a_database_that_is_gone_is_a_figure_too() -> None:
    gone = Database("postgresql+psycopg://nobody@/none?host=/nowhere")
    text = metrics.exposition(gone, lambda: pytest.fail("there is nothing to date")).decode()
    assert "ringround_database_up 0.0" in text
