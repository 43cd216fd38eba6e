"""Any flow file on the rehearsal's page: it is checked, and played from the next call on."""

import io

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from bridge import publishing
from bridge.publishing import Given, whole
from ivr.flows import text_of
from ivr.load import load
from ivr.sounds import sounded
from store import flows
from store.database import Database
from store.models import Campaign, Flow
from tests.console.conftest import MakeApp
from tests.console.rows import NOW
from tests.ivr.test_examining import sound

OURS = {"Ringround-Rehearsal": "1"}
MINE = text_of("voter-id.toml").replace("A postal vote form?", "A poster in the window?")


def sent(client: FlaskClient, text: str, **sounds: bytes) -> TestResponse:
    """The files as the page sends them: the flow, and sound files by name without their ending."""
    files = [(io.BytesIO(text.encode()), "mine.toml")]
    files += [(io.BytesIO(data), f"{name}.wav") for name, data in sounds.items()]
    return client.post("/rehearsal/api/flow", data={"files": files}, headers=OURS)


def in_force(db: Database) -> tuple[str, str]:
    with db.read() as tx:
        row = tx.execute(
            select(Flow.name, Flow.text).join(Campaign, Campaign.flow_version == Flow.version)
        ).one()
    return row.name, row.text


def test_a_file_of_ones_own_is_played_from_the_next_call_on(client: FlaskClient, db: Database) -> None:
    reply = sent(client, MINE)
    assert (reply.status_code, reply.json) == (
        200, {"flow": "Voter identification", "campaign": "Spring", "problems": []},
    )  # fmt: skip
    assert in_force(db) == ("voter-id", MINE)


def test_a_shipped_flow_is_played_by_its_name(client: FlaskClient, db: Database) -> None:
    assert client.post("/rehearsal/api/flow", json={"name": "polling-day"}, headers=OURS).status_code == 200
    assert in_force(db)[0] == "polling-day"


def test_a_broken_flow_is_told_line_by_line_and_not_played(client: FlaskClient, db: Database) -> None:
    before = in_force(db)
    broken = MINE.replace('kind = "scale"', 'kind = "scales"', 1)
    reply = sent(client, broken)
    assert reply.status_code == 422
    assert "flow.toml:" in (reply.json or {})["problems"][0]
    assert in_force(db) == before


def test_a_flow_is_played_with_the_sound_files_that_it_names(client: FlaskClient, db: Database) -> None:
    spoken = MINE + '\n[sounds]\n"closing" = { en = "closing.wav" }\n'
    refused = sent(client, spoken)
    assert refused.status_code == 422
    assert "closing.wav" in (refused.json or {})["problems"][0]
    recording = sound(1)
    assert sent(client, spoken, closing=recording, left_over=sound(2)).status_code == 200
    with db.read() as tx:
        version = tx.scalar(select(Campaign.flow_version)) or ""
        assert flows.sounds_of(tx, version) == {"closing.wav": recording}
    assert version == sounded(load(spoken), {"closing.wav": recording}).version
    assert client.get(f"/static/sounds/flow/{version}/closing.wav").data == recording


def test_what_was_tried_gives_no_question_its_meaning(client: FlaskClient, db: Database) -> None:
    first = MINE.replace('3 = { en = "undecided"', '3 = { en = "Lake Party"')
    assert sent(client, first).status_code == 200
    with db.write() as tx:
        assert flows.versions_of(tx, "voter-id") == []
        publishing.publish(tx, made := whole(Given("mine.toml", MINE)), by="Jo", why="spring", now=NOW)
        assert [flow.version for flow in flows.versions_of(tx, "voter-id")] == [made.flow.version]


def test_what_was_tried_can_be_published_and_counts_from_then_on(client: FlaskClient, db: Database) -> None:
    assert sent(client, MINE).status_code == 200
    with db.write() as tx:
        made = whole(Given("mine.toml", MINE))
        assert publishing.publish(tx, made, by="Jo", why="spring", now=NOW)
        assert not publishing.publish(tx, made, by="Jo", why="spring", now=NOW)
        assert [flow.version for flow in flows.versions_of(tx, "voter-id")] == [made.flow.version]


def test_a_flow_with_minutes_of_sound_is_not_too_much(client: FlaskClient) -> None:
    long = MINE + '\n[hold]\nmusic = "tune.wav"\n'
    assert sent(client, long, tune=sound(30)).status_code == 200


def test_another_sites_page_and_an_empty_choice_change_nothing(client: FlaskClient, db: Database) -> None:
    before = in_force(db)
    files = {"files": (io.BytesIO(MINE.encode()), "mine.toml")}
    assert client.post("/rehearsal/api/flow", data=files).status_code == 400
    assert client.post("/rehearsal/api/flow", json={"name": "line"}, headers=OURS).status_code == 400
    assert in_force(db) == before


def test_there_is_none_where_calls_are_real(make_app: MakeApp) -> None:
    assert make_app(None).test_client().post("/rehearsal/api/flow", json={}, headers=OURS).status_code == 404


def test_the_page_offers_the_shipped_flows_and_a_file(client: FlaskClient) -> None:
    page = client.get("/rehearsal").text
    assert "<option>member-check-in</option>" in page
    assert 'id="flow-file"' in page
