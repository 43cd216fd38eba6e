"""Auditors' pages without a browser: what is written down of a look, what is taken away, and what is refused."""

import json
import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert, select, update
from werkzeug.test import TestResponse

from console.security.guard import FIELD
from store import optouts, web_sessions
from store.models import Salt, Search, User
from tests.ledger.asking import number_of
from tests.telephone.calls import MARY, talking
from tests.telephone.conftest import evening, evenings
from tests.telephone.evening import Evening

__all__ = ["evening", "evenings"]  # fixtures


@pytest.fixture
def called(evening: Evening) -> Evening:
    """Mary was called, and opted out afterwards."""
    _, mary = talking(evening)
    mary.hangs_up()
    with evening.service.parts.db.write() as tx:
        optouts.add(tx, number_of(evening, MARY), evening.now(), source="staff", note="by letter")
    return evening


def auditor(evening: Evening, *areas: str) -> FlaskClient:
    """A browser of an auditor who is signed in."""
    client = evening.service.web.test_client()
    with evening.service.parts.db.write() as tx:
        known = len(tx.scalars(select(User.id)).all())
        values = {"email": f"a{known}@harbour.example", "role": "auditor", "areas": list(areas)}
        times = {"created_at": evening.now(), "enrolled_at": evening.now()}
        user = tx.execute(insert(User).returning(User.id), values | times).scalar_one()
        client.set_cookie("ringround", web_sessions.start(tx, evening.now(), user=user))
    return client


def sends(client: FlaskClient, path: str, **fields: str) -> TestResponse:
    token = re.search(rf'name="{FIELD}" value="(\w+)"', client.get("/audit").text)
    assert token is not None
    return client.post(path, data={FIELD: token[1], **fields})


def searched(client: FlaskClient, **fields: str) -> TestResponse:
    """What a search shows, and where it stands."""
    begun = sends(client, "/audit/search", **fields)
    assert begun.status_code == 303, begun.text
    return client.get(begun.headers["Location"])


def test_a_look_at_a_number_is_written_down_with_its_reason_and_without_the_number(called: Evening) -> None:
    client = auditor(called)
    found = searched(client, number="01632 960 011", why="complaint", reference="HP-12")
    assert "01632 960011" in found.text
    assert "No more calls" in found.text
    (look,) = called.ledger("number:looked_up")
    number = number_of(called, MARY)
    said = {"number": number, "by": "user 1", "where": "a search", "reason": "A complaint"}
    (typed,) = look["data"].pop("committed")
    assert (look["data"], typed) == (said, "reference")
    with called.service.parts.db.read() as tx:
        kept = tx.execute(select(Search.sought)).scalar_one()
    assert "960011" not in json.dumps(kept)
    looks = client.get("/audit/looks").text
    assert "a0@harbour.example" in looks
    assert "A complaint, HP-12" in looks
    assert "reference: HP-12" in client.get("/audit/reports/access").text
    assert "A complaint, HP-12" in found.text


def test_a_reference_that_the_ledger_does_not_vouch_for_is_not_shown(called: Evening) -> None:
    client = auditor(called)
    searched(client, number="01632 960 011", why="complaint", reference="HP-12")
    with called.service.parts.db.write() as tx:
        tx.execute(update(Salt).where(Salt.field == "reference").values(value="HP-13"))
    looks = client.get("/audit/looks").text
    assert "A complaint" in looks
    assert "HP-1" not in looks


def test_a_number_in_the_reference_is_refused(called: Evening) -> None:
    fields = {"number": "01632 960 011", "why": "complaint", "reference": "rang from 01632 960 012"}
    told = sends(auditor(called), "/audit/search", **fields)
    assert told.status_code == 422
    assert "Leave telephone numbers out" in told.text
    assert called.ledger("number:looked_up") == []


def test_to_open_a_call_is_written_down_once_an_hour(called: Evening) -> None:
    client, attempt = auditor(called), called.attempts()[0]["id"]
    for path in (f"/audit/calls/{attempt}", f"/audit/calls/{attempt}/record.json"):
        assert client.get(path).status_code == 200
    assert [entry["data"]["where"] for entry in called.ledger("number:looked_up")] == ["a call's timeline"]
    called.becomes(called.now() + timedelta(minutes=59))
    client.get("/audit")
    called.becomes(called.now() + timedelta(minutes=2))
    client.get(f"/audit/calls/{attempt}")
    assert len(called.ledger("number:looked_up")) == 2


def test_a_call_s_record_for_another_program_holds_no_number_and_no_name(called: Evening) -> None:
    record = auditor(called).get(f"/audit/calls/{called.attempts()[0]['id']}/record.json")
    assert record.headers["Content-Disposition"] == "attachment; filename=call.json"
    kinds = [line["kind"] for line in json.loads(record.text)["lines"]]
    assert kinds.count("decision:permitted") == 3
    assert "960011" not in record.text
    assert "Mary" not in record.text


def test_what_was_found_is_taken_away_as_json_and_that_is_an_entry(called: Evening) -> None:
    client = auditor(called)
    here = searched(client, what="calls").request.path
    taken = sends(client, f"{here}/take", form="json")
    assert taken.headers["Cache-Control"] == "no-store"
    (row,) = [json.loads(line) for line in taken.text.splitlines()]
    assert (row["what"], row["attempt"]) == ("call", called.attempts()[0]["id"])
    assert row["time_london"] == row["time_utc"]  # it is November
    (entry,) = called.ledger("search:exported")
    assert entry["data"] == {"by": "user 1", "form": "json", "what": "calls"}


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"number": "960011", "why": "own"}, "The number cannot be read"),
        ({"number": "01632 960 011"}, "Looking at a number needs a reason"),
        ({"since": "nine at night"}, "The time cannot be read"),
        ({"since": "2026-11-18T21:00", "until": "2026-11-18T20:00"}, "before the time to search from"),
        ({"campaign": "nobody's"}, "not in the list"),
        ({"reason": "because"}, "not in the list"),
        ({"what": "everything"}, "not in the list"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_cannot_be_searched_for_is_refused_in_a_sentence(
    called: Evening, fields: dict[str, str], sentence: str
) -> None:
    refused = sends(auditor(called), "/audit/search", **fields)
    assert refused.status_code == 422
    assert sentence in refused.text
    assert called.ledger("number:looked_up") == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_times_are_london_s_in_summer_too(evening: Evening) -> None:
    page = searched(auditor(evening), since="2026-07-01T21:00", until="2026-07-02")
    assert "2026-07-01T20:00:00+00:00" in page.text
    assert "Wednesday 1 July 2026 at 21:00:00" in page.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_search_by_volunteer_number_finds_that_volunteer_s_calls(called: Evening) -> None:
    client = auditor(called)
    code = called.volunteer("Bob Lane", "+441184960002", "1357")
    assert "Nothing is on record that fits." in searched(client, volunteer=code).text
    assert "is on no list that you may see" in searched(client, volunteer="000000").text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_another_auditor_s_search_is_not_there(called: Evening) -> None:
    here = searched(auditor(called)).request.path
    other = auditor(called)
    assert other.get(here).status_code == 404
    assert sends(other, f"{here}/take").status_code == 404


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_auditor_of_another_area_sees_nothing_of_a_call(called: Evening) -> None:
    client, number = auditor(called, "Inland"), number_of(called, MARY)
    assert client.get(f"/audit/calls/{called.attempts()[0]['id']}").status_code == 404
    assert sends(client, f"/audit/numbers/{number}", why="own").status_code == 404
    assert "Saltmouth voters" not in client.get("/audit").text
    assert f"Number {number}" not in client.get("/audit/opt-outs").text
    found = searched(client, number="01632 960011", why="complaint").text
    assert "is on no list that you may see" in found
    assert sends(client, "/audit/proof/ask", kind="ledger:export").status_code == 404
    assert sends(client, "/audit/proof/ask", kind="ledger:reconcile").status_code == 404
    assert "0 dials of 0" in client.get("/audit/reports/outside-hours").text


def test_a_report_is_for_the_last_four_weeks_unless_another_period_is_given(called: Evening) -> None:
    client = auditor(called)
    page = client.get("/audit/reports/outside-hours").text
    assert "0 dials of 1" in page
    assert 'value="2026-10-21T00:00"' in page
    before = client.get("/audit/reports/outside-hours?since=2026-01-01&until=2026-02-01").text
    assert "0 dials of 0" in before
    table = client.get("/audit/reports/caller-ids/table.csv?since=&until=")
    assert table.text.splitlines()[0] == "campaign,presented,dials"
    assert client.get("/audit/reports/caller-ids?since=x").status_code == 422
    assert client.get("/audit/reports/none").status_code == 404


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_of_two_who_ask_for_a_check_at_once_both_wait_for_the_same(called: Evening) -> None:
    one, other = auditor(called), auditor(called)
    for client in (one, other, one):
        sends(client, "/audit/proof/ask", kind="ledger:verify")
    assert called.service.tasks.drain() == 1
    for client in (one, other):
        assert "The ledger holds." in client.get("/audit/proof").text
    assert sends(one, "/audit/proof/ask", kind="retention:purge").status_code == 404
    refused = sends(one, "/audit/proof/ask", kind="ledger:verify", heads="no head")
    assert "The heads cannot be read" in refused.text
