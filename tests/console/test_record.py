"""The record beside the two telephones."""

from datetime import timedelta

from flask.testing import FlaskClient

from store.database import Database
from store.ledger import Kind, append
from tests.console import rows


def test_before_anybody_rings_in_the_record_is_empty(client: FlaskClient) -> None:
    body = client.get("/rehearsal/record").get_json()
    assert (body["session"], body["contact"], body["entries"]) == ("", None, [])


def test_entries_are_plain_sentences_with_london_times(client: FlaskClient, db: Database) -> None:
    with db.write() as tx:
        rows.open_session(tx, "s1")
    (entry,) = client.get("/rehearsal/record").get_json()["entries"]
    assert entry["time"] == "14:03:22"
    assert entry["iso"] == "2026-07-01T13:03:22+00:00"
    assert entry["sentence"] == "Somebody rang in."


def test_only_what_is_new_is_given(client: FlaskClient, db: Database) -> None:
    with db.write() as tx:
        rows.open_session(tx, "s1")
        second = append(tx, Kind.SESSION_SIGNED_IN, rows.NOW, session="s1")
    (entry,) = client.get(f"/rehearsal/record?session=s1&after={second - 1}").get_json()["entries"]
    assert entry["id"] == second


def test_a_newer_session_is_given_from_its_beginning(client: FlaskClient, db: Database) -> None:
    with db.write() as tx:
        rows.open_session(tx, "s1")
        rows.open_session(tx, "s2", rows.NOW + timedelta(minutes=1))
    body = client.get("/rehearsal/record?session=s1&after=1000").get_json()
    assert body["session"] == "s2"
    assert len(body["entries"]) == 1


def test_a_decision_is_given_with_the_verdict_of_every_rule(client: FlaskClient, db: Database) -> None:
    with db.write() as tx:
        rows.open_session(tx, "s1")
        rows.refuse(tx, "s1")
    entry = client.get("/rehearsal/record").get_json()["entries"][-1]
    assert entry["sentence"].startswith("May this contact be rung? Refused: ")
    rules = entry["decision"]["rules"]
    assert {"hours", "number"} & {rule["rule"] for rule in rules}
    assert all(rule["verdict"] in {"pass", "refuse"} and rule["why"] for rule in rules)


def test_whoever_was_rung_last_is_named_but_not_their_number(client: FlaskClient, db: Database) -> None:
    with db.write() as tx:
        rows.open_session(tx, "s1")
        rows.intend(tx, "s1", "a1", 1)
        rows.intend(tx, "s1", "a2", 2, rows.NOW + timedelta(minutes=1))
    reply = client.get("/rehearsal/record")
    assert reply.get_json()["contact"] == {
        "name": "Tom Evans", "ward": "Northgate", "caller_id": rows.CALLER_ID,
    }  # fmt: skip
    assert "1632960" not in reply.text


def test_the_record_says_what_time_the_service_thinks_it_is(client: FlaskClient) -> None:
    assert client.get("/rehearsal/record").get_json()["time"] == "14:03 on Wednesday 1 July 2026"
