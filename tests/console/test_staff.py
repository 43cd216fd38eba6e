"""Staff's pages as they are asked for: areas, files that are sent, and what is refused in a sentence."""

import io
import os
import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from console.security.guard import FIELD
from scheduler.imports import IMPORT, REFUSED
from store import own_numbers, requests, tasks
from store.models import Campaign
from tests.console import signed
from tests.console.plain import Plain
from tests.telephone.conftest import MakeEvening, evening, evenings
from tests.telephone.evening import Evening
from tests.telephone.town import CALLER_ID

__all__ = ["evening", "evenings"]  # fixtures
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ELSEWHERE = "+442079460977"
NEW = {"title": "Quayside", "purpose": "voter_id", "flow": "shipped:voter-id", "caller_id": CALLER_ID}


def _client(evening: Evening, *areas: str) -> FlaskClient:
    client = evening.service.web.test_client()
    client.set_cookie("ringround", signed.user(evening, "staff", *areas)[1])
    return client


def _sends(client: FlaskClient, path: str, **fields: object) -> TestResponse:
    found = re.search(rf'name="{FIELD}" value="(\w+)"', client.get("/staff").text)
    assert found is not None
    return client.post(path, data={FIELD: found[1], **fields})


def _file(size: int) -> tuple[io.BytesIO, str]:
    row = b"01632 960011,Mary\n"
    return io.BytesIO(b"phone,first_name\n" + row * (size // len(row))), "list.csv"


def test_staff_of_an_area_see_and_make_campaigns_of_theirs_alone(evening: Evening) -> None:
    theirs = _client(evening, "Northport", "Easthaven")
    assert "Saltmouth voters" not in theirs.get("/staff").text
    refused = _sends(theirs, "/staff/new", area="Saltmouth", **NEW)
    assert (refused.status_code, "That area is not yours" in refused.text) == (400, True)
    assert _sends(theirs, "/staff/new", area="Easthaven", **NEW).status_code == 303
    assert "Quayside" in theirs.get("/staff").text
    assert "Quayside" not in _client(evening, "Saltmouth").get("/staff").text
    assert [row["id"] for row in evening.rows(Campaign)] == ["quayside", "saltmouth"]


def test_a_campaign_without_contacts_is_not_started_and_the_page_says_why(evening: Evening) -> None:
    staff = _client(evening)
    _sends(staff, "/staff/new", area="Saltmouth", **NEW)
    reply = _sends(staff, "/staff/campaigns/quayside/start")
    assert reply.status_code == 400
    assert "no contacts" in reply.text


def test_a_campaign_that_may_not_call_is_neither_started_nor_left_running_so(evening: Evening) -> None:
    evening.contact("Mary Hughes", "+441632960011")
    with evening.service.parts.db.write() as tx:
        own_numbers.note(tx, {ELSEWHERE: False, CALLER_ID: True}, evening.now())
    staff = _client(evening)
    given = {"title": "Saltmouth voters", "caller_id": ELSEWHERE, "weekdays": list("1234567")}
    kept = _sends(staff, "/staff/campaigns/saltmouth/settings", **given)
    assert kept.status_code == 400
    assert "The campaign saltmouth is not changed: the campaign&#39;s caller number is missing" in kept.text
    assert evening.rows(Campaign)[0]["caller_id"] == CALLER_ID
    _sends(staff, "/staff/campaigns/saltmouth/pause")
    assert _sends(staff, "/staff/campaigns/saltmouth/settings", **given).status_code == 303
    started = _sends(staff, "/staff/campaigns/saltmouth/start")
    assert (started.status_code, "is not started" in started.text) == (400, True)


def test_no_script_is_needed_from_a_new_campaign_to_its_running_and_its_stop(evening: Evening) -> None:
    page = Plain(_client(evening)).goes_to("/staff/new").presses("Make the campaign", area="Saltmouth", **NEW)
    page.goes_to("/staff/campaigns/quayside/contacts").presses(
        "Send it, and look at it first", file=_file(20)
    )
    page.presses("Import", **{"column.phone": "0", "column.first_name": "1"})
    assert 'http-equiv="refresh"' in page.text, "the page of an import looks again by itself"
    evening.service.tasks.drain()
    page.goes_to("/staff/campaigns/quayside/volunteers")
    page.presses("Take on", name="Ann Price", number="0118 496 0001")
    assert "Hand these on." in page.text
    states = []
    for button in ("Start calling", "Pause", "Start calling", "Stop at once"):
        page.goes_to("/staff/campaigns/quayside").presses(button)
        states.append(next(row["status"] for row in evening.rows(Campaign) if row["id"] == "quayside"))
    assert states == ["running", "paused", "running", "stopped"]
    done = [
        (entry["kind"], entry["data"].get("by"))
        for entry in evening.ledger()
        if entry["campaign_id"] == "quayside" or entry["kind"] == "volunteer:added"
    ]
    assert {by for _, by in done} == {"user 1"}
    assert {kind for kind, _ in done} >= {
        "campaign:created", "contacts:imported", "volunteer:added", "campaign:started", "campaign:paused",
        "campaign:stopped",
    }  # fmt: skip


def test_every_switch_stands_in_the_ledger_with_who_pressed_it(evening: Evening) -> None:
    staff = _client(evening)
    for act in ("pause", "stop"):
        assert _sends(staff, f"/staff/campaigns/saltmouth/{act}").status_code == 303
    (paused,), (stopped,) = evening.ledger("campaign:paused"), evening.ledger("campaign:stopped")
    assert paused["data"]["by"] == stopped["data"]["by"] == "user 1"


def test_a_volunteer_without_a_campaign_is_rung_by_staff_of_those_they_call_for(evening: Evening) -> None:
    evening.volunteer("Ann Price", "+441184960001")
    with evening.service.parts.db.write() as tx:
        requests.want_coordinator(tx, 1, None, "asked", evening.now())
    shown = [
        path.format(area=area)
        for area in ("Saltmouth", "Northport")
        for path in ("{area}/board/now", "{area}/requests")
        if "Ann Price" in _client(evening, area).get("/staff" + path.removeprefix("{area}")).text
    ]
    assert shown == ["Saltmouth/board/now", "Saltmouth/requests"]


def test_a_long_file_may_be_sent_where_files_are_sent_and_nowhere_else(evening: Evening) -> None:
    staff = _client(evening)
    sent = _sends(staff, "/staff/campaigns/saltmouth/contacts", file=_file(300_000))
    assert sent.status_code == 303
    assert _sends(staff, "/staff/wishes", file=_file(300_000)).status_code == 413


def test_a_file_that_was_sent_for_one_campaign_is_not_there_for_another(evening: Evening) -> None:
    staff = _client(evening)
    _sends(staff, "/staff/new", area="Saltmouth", **NEW)
    sent = _sends(staff, "/staff/campaigns/saltmouth/contacts", file=_file(100)).headers["Location"]
    assert staff.get(sent).status_code == 200
    assert staff.get(sent.replace("saltmouth", "quayside")).status_code == 404
    assert staff.get(sent[:-1] + "g").status_code == 404


def test_a_file_that_nobody_went_on_with_is_forgotten_after_a_day(evening: Evening) -> None:
    staff = _client(evening)
    sent = _sends(staff, "/staff/campaigns/saltmouth/contacts", file=_file(100)).headers["Location"]
    for kept in (evening.folder / "uploads").glob("*/campaign"):
        before = evening.now().timestamp() - 25 * 3600
        os.utime(kept, (before, before))
    _sends(staff, "/staff/campaigns/saltmouth/contacts", file=_file(100))
    assert staff.get(sent).status_code == 404


def test_what_is_no_list_is_refused_in_a_sentence(evening: Evening) -> None:
    staff = _client(evening)
    assert "No file was chosen" in _sends(staff, "/staff/campaigns/saltmouth/contacts").text
    empty = (io.BytesIO(b""), "list.csv")
    sent = _sends(staff, "/staff/campaigns/saltmouth/contacts", file=empty).headers["Location"]
    assert "The file is empty" in staff.get(sent).text


def test_a_charitys_page_asks_for_no_column_of_voting_intentions(evenings: MakeEvening) -> None:
    charity = evenings(environment={"RINGROUND__ORGANISATION__KIND": '"charity"'})
    staff = _client(charity)
    sent = _sends(staff, "/staff/campaigns/saltmouth/contacts", file=_file(100)).headers["Location"]
    page = staff.get(sent).text
    assert "a charity may not hold political opinions" in page
    assert 'name="column.first_name"' in page
    assert 'name="column.last_voting_intention"' not in page


def test_a_number_that_cannot_be_read_is_told_with_its_remedy(evening: Evening) -> None:
    reply = _sends(_client(evening), "/staff/wishes", number="12")
    assert (reply.status_code, "give it with its area code" in reply.text) == (400, True)


def test_staff_of_an_area_see_the_opt_outs_of_numbers_in_their_campaigns(evening: Evening) -> None:
    evening.contact("Mary Hughes", "+441632960011")
    staff = _client(evening)
    for number in ("01632 960011", "01632 960012"):
        _sends(staff, "/staff/wishes/opt-out", number=number, confirmed="on")
    shown = {
        area: re.findall(r"01632 96001\d", _client(evening, area).get("/staff/wishes/opt-outs").text)
        for area in ("Saltmouth", "Northport")
    }
    assert shown == {"Saltmouth": ["01632 960011"], "Northport": []}
    assert len(re.findall(r"01632 96001\d", staff.get("/staff/wishes/opt-outs").text)) == 2


def test_whoever_fetches_the_refused_rows_of_a_file_stands_in_the_ledger(evening: Evening) -> None:
    with evening.service.parts.db.write() as tx:
        given = {"campaign": "saltmouth", "mapping": {}, "replace": False}
        task = tasks.ask(tx, IMPORT, evening.now(), user=None, given=given)
    client, path = _client(evening), f"/staff/campaigns/saltmouth/imports/{task}/refused.csv"
    assert client.get(path).status_code == 404
    assert evening.ledger("number:looked_up") == []
    with evening.service.parts.db.write() as tx:
        tasks.finish(tx, task, evening.now(), result={})
    left = evening.folder / "uploads" / task
    left.mkdir(parents=True)
    (left / REFUSED).write_text("phone,first_name\n01632 960011,Mary\n")
    assert "Mary" in client.get(path, buffered=True).text
    (entry,) = evening.ledger("number:looked_up")
    assert entry["data"] == {
        "number": None, "by": "user 1", "where": "staff's pages, the refused rows of a file that was sent",
    }  # fmt: skip
