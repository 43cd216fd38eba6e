"""What is past its time is counted first and purged then, and the ledger has every step of it."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from app import compose
from settings import load
from store import campaigns, tasks
from store.models import (
    Answer,
    Attempt,
    Base,
    Campaign,
    Contact,
    FollowUp,
    Leg,
    Number,
    OptOut,
    Permit,
    Salt,
    SealedEntry,
    Session,
    Task,
)
from tests.ops.a_life import AS_WRITTEN, NAMES, TYPED, lived
from tests.ops.conftest import Deployment
from tests.ops.test_people import holding
from tests.telephone.calls import MARY

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def over(deployment: Deployment) -> Deployment:
    """The evening is over, and the campaign has been stopped."""
    lived(deployment)
    deployment.commands.done("campaigns", "stop", "saltmouth")
    deployment.commands.done("ledger", "seal")
    return deployment


def later(deployment: Deployment, days: int) -> None:
    """So many days pass, for the commands."""
    deployment.ahead += days * DAY


def rows(deployment: Deployment, table: type[Base]) -> int:
    """How many rows a table has."""
    with deployment.evening.service.parts.db.read() as tx:
        return tx.scalar(select(func.count()).select_from(table)) or 0


def found(deployment: Deployment, *words: str) -> dict[tuple[str, str | None], int]:
    """What the command says is past its time, or was purged: how many of what, and of which campaign."""
    told = deployment.commands.read("retention", "run", *words)
    assert told["purged"] == bool(words)
    assert all(one["because"] for one in told["past"])
    return {(one["what"], one["campaign"]): one["count"] for one in told["past"]}


def test_nothing_goes_before_its_time(over: Deployment) -> None:
    assert found(over) == {}
    assert found(over, "--purge") == {}


def test_contacts_go_when_their_campaign_has_been_over_for_a_month(over: Deployment) -> None:
    later(over, 29)
    assert ("contacts", "saltmouth") not in found(over)
    later(over, 2)
    assert found(over)["contacts", "saltmouth"] == 2
    assert holding(over, "Mary")
    gone = found(over, "--purge")
    assert gone.pop(("stored replies", None)) > 1
    assert gone == {
        ("states of lines", None): 2, ("contacts", "saltmouth"): 2, ("telephone numbers", None): 1,
    }  # fmt: skip
    left = holding(over, *NAMES, *TYPED)
    assert not {name for name, _ in left if name.startswith(("answers", "sessions", "deliveries"))}
    assert ("contacts.first_name", "Mary") not in left
    assert ("contacts.first_name", "Maria") in left  # the other campaign goes on
    assert holding(over, MARY)
    assert holding(over, "+441632960012") == []
    assert rows(over, Answer) == 0
    assert rows(over, Attempt) == 1
    assert found(over) == {}


def test_a_campaign_may_keep_its_contacts_for_a_shorter_time(over: Deployment) -> None:
    parts = over.evening.service.parts
    with parts.db.write() as tx:
        campaigns.change(tx, "saltmouth", parts.now(), contacts_days=1)
    later(over, 2)
    assert found(over)["contacts", "saltmouth"] == 2


def test_a_campaign_that_was_started_again_keeps_its_contacts(over: Deployment) -> None:
    over.commands.done("campaigns", "start", "saltmouth")
    later(over, 60)
    assert ("contacts", "saltmouth") not in found(over, "--purge")


def test_a_number_whose_digits_went_gets_them_back_from_a_new_list(over: Deployment) -> None:
    later(over, 40)
    found(over, "--purge")
    text = "id,first_name,phone,source\nT1,Tom,01632 960 012,canvass\n"
    over.commands.done("contacts", "import", over.commands.file("new.csv", text), "--campaign", "second")
    assert holding(over, "+441632960012") == [("numbers.e164", "+441632960012")]


def test_records_go_after_two_years_and_wishes_and_the_ledger_stay(over: Deployment) -> None:
    sealed = rows(over, SealedEntry)
    parts = over.evening.service.parts
    with parts.db.write() as tx:
        tx.execute(update(FollowUp).values(done_at=parts.now()))
    later(over, 800)
    gone = found(over, "--purge")
    assert gone["calls", None] == 1
    assert gone["campaigns", None] == 1
    for table in (Attempt, Permit, Answer, Leg, Session, Salt):
        assert rows(over, table) == 0, table
    with over.evening.service.parts.db.read() as tx:
        assert list(tx.scalars(select(Campaign.id))) == ["second"]
        assert list(tx.scalars(select(Contact.campaign_id))) == ["second"]
    assert rows(over, OptOut) == 1
    asked = over.commands.run("policy", "decide", AS_WRITTEN, "--campaign", "second", "--json")
    assert json.loads(asked.stdout)["reason"] == "opted_out"
    over.commands.done("ledger", "seal")
    over.commands.done("ledger", "verify")
    assert over.commands.read("ledger", "replay")["differences"] == []
    assert rows(over, SealedEntry) > sealed
    assert rows(over, Number) == 3  # Mary's, and the volunteers' two


def test_counting_and_purging_are_entries_with_who_what_and_why(over: Deployment) -> None:
    later(over, 40)
    found(over)
    found(over, "--purge")
    (looked,) = over.evening.ledger("retention:looked")
    assert {one["what"]: one["count"] for one in looked["data"]["past"]}["contacts"] == 2
    purged: list[dict[str, Any]] = over.evening.ledger("retention:purged")
    (contacts,) = [one for one in purged if one["data"]["what"] == "contacts"]
    assert (contacts["campaign_id"], contacts["data"]["count"]) == ("saltmouth", 2)
    assert "stopped on Wednesday 18 November 2026" in contacts["data"]["because"]
    assert "at the command line" in contacts["data"]["by"]
    said = over.commands.done("ledger", "report", "changes")
    assert "retention:purged" in said


def test_a_person_reads_what_would_go(over: Deployment) -> None:
    later(over, 40)
    said = over.commands.run("retention", "run")
    assert "2 contacts of saltmouth: the campaign was stopped on Wednesday" in said.stdout
    assert "Nothing was purged" in said.stderr
    assert "This was purged." in over.commands.run("retention", "run", "--purge").stderr
    assert "Nothing is past its time." in over.commands.run("retention", "run").stderr


def test_the_worker_purges_once_a_day_where_the_settings_say_so(over: Deployment) -> None:
    env = over.commands.env | {"RINGROUND__RETENTION__CONTACTS_DAYS": "0"}
    for daily, asked in (("false", 0), ("true", 1)):
        made = compose(
            load(env | {"RINGROUND__RETENTION__DAILY": daily}),
            real_clock=lambda: over.evening.now() + over.ahead,
        )
        for hour in (0, 2, 23):
            over.ahead = timedelta(hours=hour)
            made.tasks.look()
            made.tasks.look()
        assert rows(over, Task) == asked
        over.ahead = 25 * HOUR
        made.tasks.look()
        assert rows(over, Task) == 2 * asked
        made.parts.db.dispose()
    with over.evening.service.parts.db.read() as tx:
        (first, _) = tasks.newest(tx, "retention:purge", 2)[::-1]
    assert {one["what"] for one in (first.result or {})["past"]} >= {"contacts"}
    assert "once a day" in over.evening.ledger("retention:purged")[0]["data"]["by"]
