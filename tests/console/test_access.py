"""Every route of the web service as every role: what is not in the table fails here before it reaches anybody."""

import io
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert, select, update
from werkzeug.datastructures import FileStorage
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from console import CarrierAccess
from console.security.access import ACCESS
from console.security.guard import FIELD
from console.staff import uploads
from ivr.flows import text_of
from scheduler.imports import IMPORT, REFUSED
from store import drafts, tasks, web_sessions
from store.audit import search
from store.audit.search import Sought
from store.models import Flow, FlowDraft, FollowUp, Search, Task, User, Volunteer, WebSession
from tests.console.conftest import MakeApp
from tests.console.inline import Inline
from tests.telephone.calls import ANN, talking
from tests.telephone.conftest import evening, evenings
from tests.telephone.evening import Evening

__all__ = ["evening", "evenings"]  # fixtures
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

USERS = {
    "halfway": ("staff", []),
    "staff": ("staff", []),
    "staff of Saltmouth": ("staff", ["Saltmouth"]),
    "staff of elsewhere": ("staff", ["Elsewhere", "Further"]),
    "auditor": ("auditor", []),
    "auditor of elsewhere": ("auditor", ["Elsewhere"]),
}
"""Who signs in with a second factor: role and areas. The campaign is Saltmouth's."""
ROLES = {
    "anonymous": "anybody",
    "volunteer": "volunteer",
    "another volunteer": "volunteer",
    **{name: role for name, (role, _) in USERS.items()},
    "halfway": "signing_in",
}
"""The role in the table of everybody who asks."""
STRANGERS = {
    "another volunteer": {"attempt"},
    "staff of elsewhere": {"campaign", "asked"},
    "auditor of elsewhere": {"campaign", "attempt", "entry", "number", "search", "export"},
}
"""What is not there for whom: an address with one of these arguments names something of somebody else's."""


@pytest.fixture
def tokens(evening: Evening) -> dict[str, str]:
    """A session of every role; Ann, the first volunteer, has made a call."""
    _, mary = talking(evening)
    mary.hangs_up()
    evening.settles()
    evening.volunteer("Bob Lane", "+441184960002", "1357")
    now = evening.now()
    with evening.service.parts.db.write() as tx:
        ann, bob = tx.scalars(select(Volunteer.id).order_by(Volunteer.id)).all()
        made = {
            "volunteer": web_sessions.start(tx, now, volunteer=ann),
            "another volunteer": web_sessions.start(tx, now, volunteer=bob),
        }
        for name, (role, areas) in USERS.items():
            values = {
                "email": f"{len(made)}@harbour.example",
                "role": role,
                "areas": areas,
                "created_at": now,
            }
            user = tx.execute(insert(User).returning(User.id), values | {"enrolled_at": now}).scalar_one()
            made[name] = web_sessions.start(tx, now, user=user, halfway=name == "halfway")
            for _ in range(2):  # one is deleted
                drafts.begin(tx, user, now, name=f"{name}.toml", text=text_of("voter-id.toml"), rehearsals="")
            if name == "auditor":
                search.keep(tx, user, now, Sought())
                tasks.ask(tx, tasks.EXPORT, now, user=user, given={})
    evening.service.tasks.drain()
    return made


@pytest.fixture
def clients(evening: Evening, tokens: dict[str, str]) -> dict[str, FlaskClient]:
    """A browser of every role."""
    made = {role: evening.service.web.test_client() for role in ROLES}
    for role, token in tokens.items():
        made[role].set_cookie("ringround", token)
    return made


def _rules(evening: Evening) -> Iterator[tuple[Rule, str]]:
    """Every route with each of its methods."""
    for rule in evening.service.web.url_map.iter_rules():
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            yield rule, method


def _path(evening: Evening, rule: Rule, role: str = "staff") -> str:
    """Its address, with what is there. A new argument needs its value here, and STRANGERS whose it is not."""
    values = {
        "attempt": evening.attempts()[0]["id"], "filename": "css/ringround.css", "n": 0, "turn": "x", "sid": "x",
        "campaign": "saltmouth", "name": "refusals", "version": "x", "file": "tune.wav",
        "number": evening.attempts()[0]["number_id"],
        "entry": evening.ledger("decision:permitted")[0]["id"],
        "upload": _upload(evening), "batch": _import(evening), "volunteer": evening.rows(Volunteer)[-1]["id"],
        "what": "card", "language": "en", "table": "wards", "asked": _request(evening),
    }  # fmt: skip
    with evening.service.parts.db.read() as tx:
        values["task"] = values["export"] = tx.scalar(select(Task.id).where(Task.kind == tasks.EXPORT))
        values["version"] = tx.scalar(select(Flow.version).limit(1))
        mine = select(FlowDraft.id).order_by(FlowDraft.name != f"{role}.toml").limit(1)
        values["draft"] = tx.scalar(mine)
        values["search"] = tx.scalar(select(Search.id).order_by(Search.user_id).limit(1))
    wanted = {name: values[name] for name in rule.arguments}
    with evening.service.web.test_request_context():
        from flask import url_for  # noqa: PLC0415 (it needs the context)

        return url_for(rule.endpoint, **wanted)


def _request(evening: Evening) -> int:
    """Something that was asked of the campaign's staff."""
    row = {"kind": "fault", "campaign_id": "saltmouth", "at": evening.now()}
    with evening.service.parts.db.write() as tx:
        return tx.execute(insert(FollowUp).returning(FollowUp.id), row).scalar_one()


def _upload(evening: Evening) -> str:
    """A file that somebody has sent for the campaign."""
    folder = evening.folder / "uploads"
    sent = FileStorage(io.BytesIO(b"phone,first_name\n01632 960013,Jo\n"), "list.csv")
    return uploads.keep(folder, "saltmouth", sent, evening.now())


def _import(evening: Evening) -> str:
    """An import into the campaign that is done, with a row that was refused."""
    with evening.service.parts.db.write() as tx:
        given = {"campaign": "saltmouth", "mapping": {}, "replace": False}
        task = tasks.ask(tx, IMPORT, evening.now(), user=None, given=given)
        result = {"accepted": 0, "added": 0, "updated": 0, "removed": 0, "refused": 0, "refusals": []}
        tasks.finish(tx, task, evening.now(), result=result)
    left = evening.folder / "uploads" / task
    left.mkdir()
    (left / REFUSED).write_text("")
    return task


def _form_token(client: FlaskClient) -> str:
    for home in ("/call", "/staff", "/audit", "/sign-in/code"):
        found = re.search(rf'name="{FIELD}" value="(\w+)"', client.get(home).text)
        if found:
            return found[1]
    return ""


def _asks(client: FlaskClient, method: str, path: str) -> TestResponse:
    data = {FIELD: _form_token(client)} if method == "POST" else None
    return client.open(path, method=method, data=data, buffered=True)


def _to_sign_in(reply: TestResponse) -> bool:
    return reply.status_code == 302 and reply.headers["Location"].endswith("/sign-in")


def test_the_table_names_every_route_and_no_other(evening: Evening, make_app: MakeApp) -> None:
    rehearsal = make_app(CarrierAccess("http://127.0.0.1:9", "AC", "secret"))
    maps = (evening.service.web.url_map, rehearsal.url_map)
    assert {rule.endpoint for rules in maps for rule in rules.iter_rules()} == set(ACCESS)


def test_a_route_that_is_not_in_the_table_is_open_to_nobody(evening: Evening) -> None:
    evening.service.web.add_url_rule("/new", "new", lambda: "secret")
    reply = evening.service.web.test_client().get("/new")
    assert reply.status_code == 403
    assert "secret" not in reply.text


@pytest.mark.parametrize("role", ROLES)
def test_each_route_lets_in_whom_the_table_names_and_nobody_else(
    evening: Evening, clients: dict[str, FlaskClient], role: str
) -> None:
    wrong = []
    for rule, method in _rules(evening):
        route = ACCESS[rule.endpoint]
        if route.own_door or rule.endpoint.endswith(".sign_out"):
            continue
        reply = _asks(clients[role], method, _path(evening, rule, role))
        if not _as_it_should(reply, role, rule):
            wrong.append((rule.endpoint, method, reply.status_code))
    assert wrong == []


def _as_it_should(reply: TestResponse, role: str, rule: Rule) -> bool:
    roles = ACCESS[rule.endpoint].roles
    if "anybody" in roles:
        return not _to_sign_in(reply)
    if role == "anonymous":
        return _to_sign_in(reply) or reply.status_code == 403
    if ROLES[role] not in roles:
        return reply.status_code == 403
    if STRANGERS.get(role, set()) & rule.arguments:
        return reply.status_code == 404
    there = reply.status_code != 404 or not rule.arguments
    return reply.status_code < 500 and reply.status_code != 403 and there and not _to_sign_in(reply)


@pytest.mark.parametrize("role", ["anonymous", "volunteer", "staff", "auditor"])
def test_no_page_runs_what_is_written_into_it_is_kept_by_a_cache_or_has_a_number_in_an_address(
    evening: Evening, clients: dict[str, FlaskClient], role: str
) -> None:
    looked_at = 0
    for rule, method in _rules(evening):
        if method != "GET" or ACCESS[rule.endpoint].own_door:
            continue
        reply = _asks(clients[role], method, _path(evening, rule, role))
        if reply.mimetype == "text/html" and reply.status_code == 200:
            looked_at += 1
            policy = reply.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy, rule.endpoint
            assert "unsafe" not in policy, rule.endpoint
            assert reply.headers["Cache-Control"] == "no-store", rule.endpoint
            # A card for printing has one style in it, which its policy names by hash.
            assert Inline(reply.text).found == ["style"] * policy.count("'sha256-"), rule.endpoint
            addresses = re.findall(r'(?:href|src|action)="([^"]*)"', reply.text)
            number = r"(\+44\d{9}|%2B44\d{9}|\b0\d{9,10}(?![\da-f]))"  # no id in hexadecimal, which is longer
            assert not [one for one in addresses if re.search(number, one)], rule.endpoint
    assert looked_at > 2  # home and the ways in at least


def test_a_form_that_our_own_page_did_not_send_changes_nothing(
    evening: Evening, clients: dict[str, FlaskClient]
) -> None:
    ann = clients["volunteer"]
    for rule, method in _rules(evening):
        if method == "POST" and not ACCESS[rule.endpoint].own_door:
            path = _path(evening, rule)
            assert ann.post(path, data={FIELD: "0" * 64}).status_code == 403, rule.endpoint
            assert ann.post(path).status_code == 403, rule.endpoint
    other = _form_token(clients["another volunteer"])
    assert ann.post("/call/connect", data={FIELD: other}).status_code == 403


def test_another_volunteer_sees_nothing_of_a_call(clients: dict[str, FlaskClient]) -> None:
    for path in ("/call", "/call/now", "/call/calls", "/call/status"):
        assert "Mary" not in clients["another volunteer"].get(path).text
    assert "Mary" in clients["volunteer"].get("/call/now").text


def _seen(evening: Evening, ago: timedelta) -> None:
    with evening.service.parts.db.write() as tx:
        tx.execute(update(WebSession).values(seen_at=evening.now() - ago))


def test_a_draft_is_its_writer_s_alone(evening: Evening, clients: dict[str, FlaskClient]) -> None:
    with evening.service.parts.db.read() as tx:
        draft = tx.scalar(select(FlowDraft.id).where(FlowDraft.name == "staff.toml"))
    assert clients["staff"].get(f"/staff/flows/drafts/{draft}").status_code == 200
    assert clients["staff of Saltmouth"].get(f"/staff/flows/drafts/{draft}").status_code == 404


def test_a_session_ends_when_nothing_is_done(evening: Evening, clients: dict[str, FlaskClient]) -> None:
    _seen(evening, timedelta(minutes=59))
    assert clients["volunteer"].get("/call").status_code == 200
    _seen(evening, timedelta(minutes=61))
    assert _to_sign_in(clients["volunteer"].get("/call"))


def test_a_page_that_only_looks_on_does_not_keep_its_session(
    evening: Evening, clients: dict[str, FlaskClient]
) -> None:
    _seen(evening, timedelta(minutes=50))
    assert clients["volunteer"].get("/call/status").status_code == 200
    with evening.service.parts.db.read() as tx:
        newest = max(tx.scalars(select(WebSession.seen_at)))
    assert newest == evening.now() - timedelta(minutes=50)


def test_signing_out_ends_the_session_for_good(
    evening: Evening, clients: dict[str, FlaskClient], tokens: dict[str, str]
) -> None:
    ann = clients["volunteer"]
    ann.post("/call/sign-out", data={FIELD: _form_token(ann)})
    again = evening.service.web.test_client()
    again.set_cookie("ringround", tokens["volunteer"])
    assert _to_sign_in(again.get("/call"))


def test_the_cookie_s_value_is_kept_nowhere(evening: Evening, tokens: dict[str, str]) -> None:
    with evening.service.parts.db.read() as tx:
        kept = repr(tx.execute(select(WebSession)).all())
    assert not [token for token in tokens.values() if token in kept]


@pytest.mark.parametrize(("base", "flags"), [
    ("https://calls.example", {"Secure", "HttpOnly", "SameSite=Lax"}), ("", {"HttpOnly", "SameSite=Lax"}),
])  # fmt: skip
def test_the_cookie_is_for_this_site_s_pages_alone(evenings: Any, base: str, flags: set[str]) -> None:  # noqa: ANN401
    evening = evenings(environment={"PUBLIC_BASE_URL": base} if base else {})
    code = evening.volunteer("Ann Price", ANN)
    client = evening.service.web.test_client()
    secure = {"base_url": base} if base else {}
    page = client.get("/call/sign-in", **secure).text
    token = re.search(rf'name="{FIELD}" value="(\w+)"', page)
    assert token is not None
    sent = {FIELD: token[1], "number": code, "pin": "4826"}
    cookies = client.post("/call/sign-in", data=sent, **secure).headers.getlist("Set-Cookie")
    (cookie,) = [one for one in cookies if "ringround" in one.partition("=")[0] and "visit" not in one]
    said = {part.strip() for part in cookie.split(";")[1:]}
    assert flags <= said
    assert ("Secure" in said) == bool(base)
    assert cookie.startswith("__Host-") == bool(base)


def test_the_status_is_not_sent_again_while_nothing_changes(
    evening: Evening, clients: dict[str, FlaskClient]
) -> None:
    first = clients["volunteer"].get("/call/status")
    etag = {"If-None-Match": first.headers["ETag"]}
    again = clients["volunteer"].get("/call/status", headers=etag)
    assert (again.status_code, again.data) == (304, b"")
    evening.telephone(ANN).presses("1")
    assert clients["volunteer"].get("/call/status", headers=etag).status_code == 200
