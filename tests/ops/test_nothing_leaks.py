"""A whole evening with every log at its lowest level: no number, name, PIN or token stands where it must not."""

import io
import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import pytest
import requests
from sqlalchemy import select

from cli import logs
from rehearsal.people import Busy, NeverAnswers
from store.models import Entry, Order, Task, TreeHead
from tests.cli.commands import Commands
from tests.ops.conftest import Deployment
from tests.ops.leaks import Secrets, Seen, every_log_line, note_redis
from tests.ops.officials import EMAILS, PASSWORD, WRONG_PASSWORD, Official
from tests.telephone.calls import weather
from tests.telephone.evening import SERVICE, Evening
from tests.telephone.handset import Telephone
from tests.telephone.town import CALLER_ID

PEOPLE: Final = ("Zebedee Quillfeather", "Ottoline Brackwater", "Peregrine Mosscombe", "Isolde Thrupwick",
                 "Barnaby Snodhurst", "Cressida Vellacott", "Lysander Pockthorpe", "Araminta Dobbsworth")  # fmt: skip
NUMBERS: Final = tuple(f"+44163296077{place}" for place in range(len(PEOPLE)))
VOLUNTEER, ANN, PIN, WRONG_PIN = "Wilhelmina Crakehall", "+441184960555", "9274", "8153"
NEWCOMER, NEW_NUMBER, NEW_PIN = "Thaddeus Wrenfield", "+441184960556", "6038"
SOME: Final = 5
"""Pages that staff or an auditor can open without an address of their own: there are more."""
SECRET, TOKEN = "a secret of the tests alone", "rehearsal-token"
IMPORTED: Final = f"""id,title,first_name,last_name,phone,household,area,ward,last_voting_intention,language,source
S1,Mrs,Araminta,Dobbsworth,{NUMBERS[7].replace("+44", "0")},H9,Saltmouth,Harbour,undecided,en,canvass
S2,Mr,Thaddeus,Wrenfield,12,H9,Saltmouth,Harbour,,en,canvass
"""


@dataclass
class Watched:
    """A deployment whose every word is kept."""

    evening: Evening
    commands: Commands
    seen: Seen
    redis_url: str
    log: io.StringIO
    tokens: list[str] = field(default_factory=list)
    """Of the session at the page."""


@pytest.fixture
def environment(redis_url: str) -> dict[str, str]:
    """With a real queue."""
    return {"REDIS_URL": redis_url}


@pytest.fixture
def watched(deployment: Deployment, redis_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    """The deployment, with all URLs of the service, in and out, kept as well as every log line."""
    seen, send = Seen(), requests.Session.send
    evening = deployment.evening
    serve = evening.service.web.wsgi_app

    def serving(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:  # noqa: ANN401 (WSGI)
        def started(status: str, headers: list[tuple[str, str]], *more: object) -> Any:  # noqa: ANN401 (WSGI)
            seen.note("redirect", dict(headers).get("Location", ""))
            return start_response(status, headers, *more)

        seen.note("url of the service", f"{environ['PATH_INFO']}?{environ['QUERY_STRING']}")
        return serve(environ, started)

    def sending(session: requests.Session, request: requests.PreparedRequest, **more: Any) -> Any:  # noqa: ANN401
        seen.note("url asked for", request.url or "")
        return send(session, request, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evening.service.web, "wsgi_app", serving)
        patch.setattr(requests.Session, "send", sending)
        with every_log_line(monkeypatch) as log:
            yield Watched(evening, deployment.commands, seen, redis_url, log)


def lays_out(watched: Watched) -> str:
    """The people, an import, an opt-out and a newcomer by command; returns Ann's volunteer number."""
    evening, commands = watched.evening, watched.commands
    code = evening.volunteer(VOLUNTEER, ANN, PIN)
    for place, name in enumerate(PEOPLE[:7]):
        evening.contact(name, NUMBERS[place], priority=9 - place)
    file = commands.file("people.csv", IMPORTED)
    commands.done("contacts", "import", file, "--campaign", "saltmouth")
    newcomer = ("--name", NEWCOMER, "--phone", NEW_NUMBER, "--pin", NEW_PIN)
    commands.done("volunteers", "add", *newcomer, "--campaign", "saltmouth")
    commands.done("optouts", "add", NUMBERS[7])
    return code


def calls(evening: Evening, ann: Telephone, place: int) -> Telephone:
    """The next contact is rung."""
    ann.presses("1").hears(f"Next, {PEOPLE[place]}").presses("1")
    return evening.telephone(NUMBERS[place])


def plays(evening: Evening) -> None:
    """A failed sign-in; a survey, busy, no answer, a machine, an opt-out, an abandoned call, and who rings back."""
    evening.carrier.become(NUMBERS[1], Busy())
    evening.carrier.become(NUMBERS[2], NeverAnswers())
    evening.carrier.become(NUMBERS[3], "machine")
    ann = evening.rings_in(ANN)
    ann.presses(WRONG_PIN).presses(PIN)
    mary = calls(evening, ann, 0).answers()
    evening.passes(30)
    mary.hangs_up()
    for key in ("1", "1", "7", "9", "3", "1", "#", "1", "2", "1"):
        ann.receiver.listen()
        ann.presses(key)
    calls(evening, ann, 1)
    calls(evening, ann, 2)
    evening.passes(27)
    calls(evening, ann, 3)
    evening.passes(8)
    ann.says_nothing(9)
    calls(evening, ann, 4).answers()
    evening.passes(15)
    for key in ("*", "1", "4", "1"):
        ann.receiver.listen()
        ann.presses(key)
    weather(evening, rest_dropped_after=1.0)
    late = calls(evening, ann, 5)
    weather(evening)
    evening.passes(8)
    ann.hangs_up()
    if late.rings:
        late.answers()
    evening.passes(5)
    back = evening.rings_in(NUMBERS[0], CALLER_ID)
    back.presses("1")
    back.hangs_up()
    evening.passes(20)


def looks_at_pages(watched: Watched, code: str) -> None:
    """The volunteer's page with a wrong PIN and the right one, what there is not, and what operators ask."""
    evening, seen = watched.evening, watched.seen
    with requests.Session() as session:
        session.trust_env = False
        for pin, told in ((WRONG_PIN, "PIN"), (PIN, VOLUNTEER.split(maxsplit=1)[0])):
            page = session.get(f"{evening.base}/call", timeout=10)
            hidden = re.search(r'name="(\w+)" value="([^"]+)"', page.text)
            assert hidden is not None
            form = {hidden[1]: hidden[2], "number": code, "pin": pin}
            assert told in session.post(page.url, data=form, timeout=10).text
        session.get(f"{evening.base}/call/calls", timeout=10)
        session.get(f"{evening.base}/call/areas", timeout=10)
        for cookie in session.cookies:
            seen.note("cookie", cookie.name)
            watched.tokens.append(str(cookie.value))
    for path in ("/healthz", "/readyz", "/metrics"):
        seen.note(path, requests.get(evening.base + path, timeout=10).text)


def officials_work(watched: Watched) -> list[Official]:
    """Staff and an auditor sign in, look at every page, and post a number."""
    officials = [Official(watched.evening, role) for role in EMAILS]
    for one in officials:
        one.signs_in()
        assert one.looks_at_every_page() > SOME
    staff, auditor = officials
    assert "01632 960771" in staff.sends("/staff/wishes", number=NUMBERS[1]).text
    staff.sends("/staff/wishes", "/staff/wishes/opt-out", number=NUMBERS[1], confirmed="on")
    sought = auditor.sends("/audit", "/audit/search", number=NUMBERS[1], why="complaint", reference="HP-12")
    assert "01632 960771" in auditor.client.get(sought.headers["Location"]).text
    return officials


def meets_errors(watched: Watched) -> None:
    """A page that is not there, a form without its token, a forged webhook, and a handler that fails with names."""
    evening, seen = watched.evening, watched.seen
    seen.note("error page", requests.get(f"{evening.base}/nowhere", timeout=10).text)
    seen.note("error page", requests.post(f"{evening.base}/call/start", data={"pin": PIN}, timeout=10).text)
    seen.note(
        "error page", requests.post(f"{evening.base}/twilio/voice", data={"From": ANN}, timeout=10).text
    )

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError(f"{VOLUNTEER} {ANN} {PIN} {TOKEN}")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(evening.service.line), "ring_in", fails)
        reply = evening.posts(
            "/twilio/voice", CallSid="CA" + "1" * 32, From=ANN, To=CALLER_ID, Direction="inbound"
        )
        seen.note("error page", reply.text)


def asks(watched: Watched) -> None:
    """The commands of operators and auditors."""
    commands = watched.commands
    for words in (
        ("policy", "decide", NUMBERS[6], "--campaign", "saltmouth"),
        ("ledger", "explain", NUMBERS[0]),
        ("ledger", "report", "access"),
        ("people", "export", NUMBERS[0]),
        ("optouts", "show", NUMBERS[7]),
        ("numbers", "point"),
        ("doctor",),
        ("ledger", "reconcile", "--since", "2026-11-18"),
        ("backup", str(commands.folder / "evening.backup")),
        ("ledger", "export", str(commands.folder / "ledger.jsonl")),
    ):
        result = commands.run(*words)
        watched.seen.note("message of a command", result.stderr)
        assert result.exit_code in {0, 1}


def note_what_is_written(watched: Watched) -> None:
    """The log, ledger, outbox, tasks, heads, the export, and the queue."""
    for line in watched.log.getvalue().splitlines():
        watched.seen.note("log", line)
    with watched.evening.service.parts.db.read() as tx:
        for model in (Entry, Order, Task, TreeHead):
            for row in tx.execute(select(model.__table__)).mappings():
                watched.seen.note(f"row of {model.__tablename__}", dict(row))
    for file in (watched.commands.folder / "ledger.jsonl", watched.evening.folder / "journal.jsonl"):
        for line in file.read_text(encoding="utf-8").splitlines():
            watched.seen.note(file.name, line)
    note_redis(watched.redis_url, watched.seen)


PLACES: Final = {
    "log", "url of the service", "url asked for", "redirect", "error page", "/metrics", "/readyz", "queue",
    "message of a command", "cookie",
    "journal.jsonl", "ledger.jsonl", "row of ledger_entries", f"row of {Order.__tablename__}",
}  # fmt: skip


def test_an_evening_leaves_nobodys_number_name_pin_or_token_anywhere(watched: Watched) -> None:
    code = lays_out(watched)
    plays(watched.evening)
    looks_at_pages(watched, code)
    officials = officials_work(watched)
    meets_errors(watched)
    asks(watched)
    watched.evening.service.sealing.finish()
    note_what_is_written(watched)
    names = tuple(word for person in (*PEOPLE, VOLUNTEER, NEWCOMER) for word in person.split())
    tokens = (SECRET, TOKEN, PASSWORD, WRONG_PASSWORD, *watched.tokens)
    pins = (PIN, WRONG_PIN, NEW_PIN, *(code for one in officials for code in one.codes))
    tokens += tuple(secret for one in officials for secret in one.secrets)
    secrets = Secrets((*NUMBERS, ANN, NEW_NUMBER, SERVICE), names, pins, tokens)
    fates = ["survey_complete", "busy", "no_answer", "machine", "opted_out"]
    assert watched.evening.outcomes()[:5] == fates
    assert watched.evening.ledger("dial:unsure")
    assert watched.seen.pieces.keys() >= PLACES
    assert watched.seen.leaks(secrets) == []


SPELLINGS: Final = (
    "+441632960770", "441632960770", "01632960770", "01632 960 770", "01632 960770", "(01632) 960-770",
    "+44 1632 960 770",
    "0044 1632 960770", "+44 (0)1632 960770", "%2B441632960770", "To=%2B44+1632+960770&x=1", "1632.960.770",
)  # fmt: skip


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_the_search_knows_a_number_however_it_is_spelt(spelling: str) -> None:
    secrets = Secrets((NUMBERS[0],), ("Zebedee",), ("9274",), ("token=",))
    assert secrets.found_in(f"To {spelling}, or so") == [NUMBERS[0]]
    assert secrets.found_in("zebedee keyed 9274, token%3D") == ["Zebedee", "9274", "token="]
    assert secrets.found_in("CA9274a 2026-09274 16329607") == []


@pytest.mark.parametrize("spelling", SPELLINGS[:10])
def test_no_log_line_shows_a_number_whoever_wrote_it(spelling: str) -> None:
    record = logging.LogRecord(
        "urllib3", logging.WARNING, "", 1, "lost: /Calls?%s", (f"To={spelling}",), None
    )
    shown = logs.Reticent("%(asctime)s %(message)s").format(record)
    assert Secrets((NUMBERS[0],), (), (), ()).found_in(shown) == []
    assert shown[:2] == "20"
