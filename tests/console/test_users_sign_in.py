"""Staff and auditors sign in: invitation, password, second factor, recovery, and what is refused alike."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from console.security.guard import FIELD
from store.models import Throttle, User, WebSession
from store.users import accounts, codes, passwords
from store.users.door import Door
from tests.telephone.conftest import evening, evenings
from tests.telephone.evening import Evening

__all__ = ["evening", "evenings"]  # fixtures

JO = "jo@harbour.example"
WORDS = "gull lamp rope tide"


@pytest.fixture
def client(evening: Evening) -> FlaskClient:
    """A browser."""
    return evening.service.web.test_client()


def _invited(evening: Evening, role: str = "staff", *areas: str) -> str:
    parts = evening.service.parts
    with parts.db.write() as tx:
        return accounts.add(tx, email=JO, role=role, areas=areas, now=parts.now(), keys=parts.terms.keys)


def _sends(client: FlaskClient, path: str, **fields: str) -> TestResponse:
    found = re.search(rf'name="{FIELD}" value="(\w+)"', client.get(path).text)
    assert found is not None
    return client.post(path, data={FIELD: found[1], **fields})


def _code(evening: Evening, later: int = 0) -> str:
    door: Door = evening.service.users_door
    with evening.service.parts.db.read() as tx:
        user = tx.scalars(select(User.id)).one()
    return codes.current(door.secret(user), evening.now() + timedelta(seconds=later))


def _begun(evening: Evening, client: FlaskClient, role: str = "staff") -> list[str]:
    """Jo has set herself up; her recovery codes."""
    code = _invited(evening, role)
    begun = _sends(client, "/sign-in/begin", email=JO, code=code, password=WORDS)
    assert begun.headers["Location"] == "/sign-in/telephone"
    done = _sends(client, "/sign-in/telephone", code=_code(evening))
    return re.findall(r'<li class="number">([A-Z0-9-]+)</li>', done.text)


def _signs_in(client: FlaskClient, code: str) -> TestResponse:
    assert _sends(client, "/sign-in", email=JO, password=WORDS).headers["Location"] == "/sign-in/code"
    return _sends(client, "/sign-in/code", code=code)


def _kinds(evening: Evening) -> list[str]:
    return [row["kind"] for row in evening.ledger() if row["kind"].startswith("user:")]


def test_an_invitation_is_taken_up_once_and_leads_to_their_own_pages(
    evening: Evening, client: FlaskClient
) -> None:
    recovery = _begun(evening, client)
    assert len(set(recovery)) == codes.RECOVERY_CODES
    assert client.get("/sign-in/arrive").headers["Location"] == "/staff"
    assert client.get("/staff").status_code == 200
    assert client.get("/audit").status_code == 403
    assert _kinds(evening) == ["user:added", "user:enrolled", "user:signed_in"]


def test_an_auditor_arrives_at_the_records(evening: Evening, client: FlaskClient) -> None:
    _begun(evening, client, "auditor")
    assert client.get("/sign-in/arrive", follow_redirects=True).request.path == "/audit"
    assert client.get("/staff").status_code == 403


def test_password_and_code_let_in_and_each_code_once(evening: Evening, client: FlaskClient) -> None:
    _begun(evening, client)
    evening.becomes(evening.now() + timedelta(seconds=60))
    assert _signs_in(client, _code(evening)).headers["Location"] == "/sign-in/arrive"
    again = evening.service.web.test_client()
    assert _signs_in(again, _code(evening)).status_code == 400
    assert _signs_in(again, _code(evening, later=30)).status_code == 303
    assert again.get("/staff").status_code == 200


def test_the_password_alone_lets_nobody_in(evening: Evening, client: FlaskClient) -> None:
    _begun(evening, client)
    other = evening.service.web.test_client()
    assert _sends(other, "/sign-in", email=JO, password=WORDS).status_code == 303
    assert other.get("/staff").status_code == 403
    assert other.get("/sign-in/arrive").status_code == 403
    evening.becomes(evening.now() + timedelta(seconds=16 * 60))
    assert other.get("/sign-in/code").headers["Location"] == "/sign-in"


def test_a_recovery_code_lets_in_once_however_it_is_typed(evening: Evening, client: FlaskClient) -> None:
    recovery = _begun(evening, client)
    other = evening.service.web.test_client()
    assert _signs_in(other, recovery[3].lower().replace("-", " ")).status_code == 303
    assert _signs_in(evening.service.web.test_client(), recovery[3]).status_code == 400


def test_whatever_is_wrong_the_answer_is_the_same(evening: Evening, client: FlaskClient) -> None:
    _begun(evening, client)
    said = {
        re.sub(r'value="[^"]*"', "", _sends(evening.service.web.test_client(), "/sign-in", **fields).text)
        for fields in (
            {"email": JO, "password": "not the password"},
            {"email": "nobody@harbour.example", "password": WORDS},
            {"email": "", "password": ""},
        )
    }
    assert len(said) == 1


def test_guesses_are_throttled_by_account_and_the_right_password_too(
    evening: Evening, client: FlaskClient
) -> None:
    _begun(evening, client)
    evening.becomes(evening.now() + timedelta(seconds=60))
    for _ in range(6):
        assert _sends(client, "/sign-in", email=JO.upper(), password="a wrong one").status_code == 400
    assert _sends(client, "/sign-in", email=JO, password=WORDS).status_code == 400
    evening.becomes(evening.now() + timedelta(seconds=16 * 60))
    assert _signs_in(client, _code(evening)).status_code == 303


def test_guesses_are_throttled_by_address(evening: Evening, client: FlaskClient) -> None:
    _begun(evening, client)
    for n in range(20):
        _sends(client, "/sign-in", email=f"{n}@harbour.example", password=WORDS)
    assert _sends(client, "/sign-in", email=JO, password=WORDS).status_code == 400
    elsewhere = {"REMOTE_ADDR": "198.51.100.7"}
    page = client.get("/sign-in").text
    token = re.search(rf'name="{FIELD}" value="(\w+)"', page)
    assert token is not None
    sent = {FIELD: token[1], "email": JO, "password": WORDS}
    assert client.post("/sign-in", data=sent, environ_base=elsewhere).status_code == 303


def test_codes_are_throttled_as_passwords_are(evening: Evening, client: FlaskClient) -> None:
    _begun(evening, client)
    evening.becomes(evening.now() + timedelta(seconds=60))
    assert _sends(client, "/sign-in", email=JO, password=WORDS).status_code == 303
    for _ in range(6):
        assert _sends(client, "/sign-in/code", code="000000").status_code == 400
    assert _sends(client, "/sign-in/code", code=_code(evening)).status_code == 400
    assert _kinds(evening)[-7:] == ["user:sign_in_failed"] * 7


def test_an_invitation_runs_out_and_a_weak_password_is_refused(evening: Evening, client: FlaskClient) -> None:
    code = _invited(evening)
    weak = _sends(client, "/sign-in/begin", email=JO, code=code, password="short")
    assert "12 characters or more" in weak.text
    evening.becomes(evening.now() + timedelta(seconds=73 * 3600))
    assert _sends(client, "/sign-in/begin", email=JO, code=code, password=WORDS).status_code == 400


def test_to_be_invited_anew_voids_what_was_and_ends_every_session(
    evening: Evening, client: FlaskClient
) -> None:
    recovery = _begun(evening, client)
    parts = evening.service.parts
    with parts.db.write() as tx:
        code = accounts.reset(tx, JO, parts.now(), parts.terms.keys)
    assert client.get("/staff").headers["Location"] == "/sign-in"
    assert _sends(client, "/sign-in", email=JO, password=WORDS).status_code == 400
    begun = _sends(client, "/sign-in/begin", email=JO, code=code, password=WORDS)
    assert begun.status_code == 303
    assert client.get("/sign-in/code").status_code == 200
    assert _sends(client, "/sign-in/code", code=recovery[0]).status_code == 400


def test_who_is_removed_is_out_at_once_and_may_be_invited_again(
    evening: Evening, client: FlaskClient
) -> None:
    _begun(evening, client)
    with evening.service.parts.db.write() as tx:
        accounts.remove(tx, JO, evening.now())
    assert client.get("/staff").headers["Location"] == "/sign-in"
    assert _sends(client, "/sign-in", email=JO, password=WORDS).status_code == 400
    assert _invited(evening)


def test_signing_out_ends_the_session_and_stands_in_the_ledger(evening: Evening, client: FlaskClient) -> None:
    _begun(evening, client)
    token = re.search(rf'name="{FIELD}" value="(\w+)"', client.get("/staff").text)
    assert token is not None
    client.post("/sign-out", data={FIELD: token[1]})
    assert client.get("/staff").headers["Location"] == "/sign-in"
    assert _kinds(evening)[-1] == "user:signed_out"


def test_signing_in_takes_a_new_cookie_at_each_stage(evening: Evening, client: FlaskClient) -> None:
    _begun(evening, client)
    with evening.service.parts.db.read() as tx:
        assert [row.halfway for row in tx.execute(select(WebSession))] == [False]


def test_no_secret_of_theirs_stands_in_the_database_or_the_ledger(
    evening: Evening, client: FlaskClient
) -> None:
    recovery = _begun(evening, client)
    _sends(client, "/sign-in", email=JO, password="a wrong one")
    door = evening.service.users_door
    with evening.service.parts.db.read() as tx:
        user = tx.scalars(select(User.id)).one()
        kept = repr([tx.execute(select(table)).all() for table in (User, Throttle, WebSession)])
    ledger = repr(evening.ledger())
    for secret in (WORDS, door.secret(user), *recovery):
        assert secret not in kept
        assert secret not in ledger
    assert JO not in ledger


def test_a_flood_of_guesses_costs_no_hashes(
    evening: Evening, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    def counted(_kept: str, password: str, _pepper: bytes) -> bool:
        tried.append(password)
        return False

    monkeypatch.setattr(passwords, "verify", counted)
    for _ in range(9):
        assert _sends(client, "/sign-in", email=JO, password=WORDS).status_code == 400
    assert len(tried) == 6
    assert len(_kinds(evening)) == 9
