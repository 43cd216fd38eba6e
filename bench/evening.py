"""Whole calls, as many as two cores carry: every webhook of a call, the dial by the worker, the answers keyed.

The embedded service's own processes, or as many on PostgreSQL; the carrier only notes, and the volunteers send what it
would. One call after another without a pause. A volunteer begins a call a minute at most, so sixty are held for each
call that is carried in a second.
"""

import os
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection
from time import monotonic, perf_counter
from typing import Final
from urllib.parse import urlencode

from bench import noting, servers, stage
from bench.load import Heard
from bench.sizes import Sizes
from bench.stage import BASE, Caller
from bench.table import Row
from bench.webhooks import least
from bench.wire import Telephone, signature
from cli import programs
from cli.supervise import Supervisor

ROOM: Final = re.compile(r">(\w+)</Conference>")
TURN: Final = re.compile(r"/twilio/turn/(\w+)")
ANOTHER: Final = "Another, or hash"
"""After each of several answers to one question."""
MINUTE: Final = 60
KEYS_AT_MOST: Final = 30
"""From the end of one call to the next contact's ringing, all questions answered on the way."""
AT_ONCE: Final = 24
"""Calls that go on at once: enough to keep two cores busy."""
WARM_UP: Final = 0.3
"""Share of the seconds that is not counted."""


@dataclass
class Volunteer:
    """One at a telephone, and the carrier's part in the calls."""

    caller: Caller
    connection: HTTPConnection
    calls: int = 0
    each: list[float] = field(default_factory=list)
    """Seconds of each webhook."""
    reply: str = ""
    """The TwiML that was heard last."""

    def __post_init__(self) -> None:
        """Begin at the turn that the next key answers."""
        self.reply = f"/twilio/turn/{self.caller.turn}"

    def work(self, until: float) -> None:
        """One call after another until that time (`monotonic`)."""
        while monotonic() < until:
            self._call(self._next())
            self.calls += 1

    def _next(self) -> str:
        """Answer whatever is asked, ask for the next contact and have them rung: the attempt."""
        for _ in range(KEYS_AT_MOST):
            self.reply = self._turn(Digits="#" if ANOTHER in self.reply else "1")
            if (room := ROOM.search(self.reply)) is not None:
                return room[1]
        raise RuntimeError(f"Nobody is rung: {self.reply}")

    def _call(self, attempt: str) -> None:
        """It rings, is answered and talked, and the contact hangs up."""
        leg, turn = noting.leg_of(attempt), self._asked()
        self._send(f"/twilio/hold/{turn}", CallSid=self.caller.sid)
        self._send(f"/twilio/leg/{attempt}", CallSid=leg, CallStatus="ringing")
        self._send(f"/twilio/hold/{turn}", CallSid=self.caller.sid)
        self._send(f"/twilio/leg/{attempt}", CallSid=leg, CallStatus="in-progress")
        self._send(f"/twilio/machine/{attempt}", CallSid=leg, AnsweredBy="human")
        for happened in ("participant-join", "conference-start", "participant-leave", "conference-end"):
            self._send(f"/twilio/room/{attempt}", CallSid=leg, StatusCallbackEvent=happened)
        self._send(f"/twilio/leg/{attempt}", CallSid=leg, CallStatus="completed", CallDuration="40")
        self.reply = self._turn(DialCallStatus="completed")

    def _asked(self) -> str:
        found = TURN.search(self.reply)
        assert found is not None, self.reply
        return found[1]

    def _turn(self, **said: str) -> str:
        return self._send(f"/twilio/turn/{self._asked()}", CallSid=self.caller.sid, **said)

    def _send(self, path: str, **form: str) -> str:
        headers = {
            "X-Twilio-Signature": signature(BASE + path, form),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        began = perf_counter()
        self.connection.request("POST", path, urlencode(form), headers)
        answer = self.connection.getresponse()
        body = answer.read().decode()
        self.each.append(perf_counter() - began)
        assert answer.status in (200, 204), (answer.status, path, body)
        return body


def rows(sizes: Sizes) -> Iterator[Row]:
    """Calls a second, and the volunteers that makes, on both databases."""
    for kind, name in servers.DATABASES.items():
        with servers.folder() as folder, servers.database(kind, folder) as url, noting.carrier() as carrier:
            env = {
                **os.environ,
                **stage.environment(folder, url, programs.queue_url(folder / "queue"), carrier),
            }
            at_once = min(AT_ONCE, sizes.telephones)
            service = stage.prepared(env | {"REDIS_URL": ""}, at_once, sizes.drama)
            callers = stage.callers(service, stage.offered, at_once)
            service.parts.db.dispose()
            constant = least([Telephone(one) for one in callers], sizes.seconds)
            port = servers.free_port()
            queue = programs.queue(folder / "queue", env)
            with servers.running([queue, *programs.workers(env), servers.web(port, folder, env)]) as running:
                done = _evening(running, port, callers, sizes.seconds)
                memory = servers.memory(running)
        yield from _table(name, done, constant.most, memory)


@dataclass(frozen=True, slots=True)
class Done:
    """What was done in an evening. `processor`: seconds of all its processes; `heard`: of each webhook."""

    calls: int
    processor: float
    heard: Heard


def _evening(running: Supervisor, port: int, callers: list[Caller], seconds: float) -> Done:
    people = [Volunteer(one, HTTPConnection("127.0.0.1", port)) for one in callers]
    _work(people, WARM_UP * seconds)
    for one in people:
        one.calls = 0
        one.each.clear()
    before, began = servers.processor_seconds(running), perf_counter()
    _work(people, seconds)
    took = perf_counter() - began
    used = servers.processor_seconds(running) - before
    each = [webhook for one in people for webhook in one.each]
    return Done(sum(one.calls for one in people), used, Heard(took, each))


def _work(people: list[Volunteer], seconds: float) -> None:
    until = monotonic() + seconds
    with ThreadPoolExecutor(len(people)) as threads:
        for done in [threads.submit(one.work, until) for one in people]:
            done.result()


def _table(name: str, done: Done, constant: float, memory: float) -> Iterator[Row]:
    """`constant`: answers of constant TwiML in a second."""
    webhooks = len(done.heard.each) / done.calls
    held = done.calls / done.heard.seconds * MINUTE
    beside = ("constant TwiML as often", constant / webhooks * MINUTE)
    yield Row(f"volunteers held on two cores, {name}", held, "", "", beside, memory)
    what = f"a call's {webhooks:.0f} webhooks and its dial, {name}: processor time"
    yield Row(what, done.processor / done.calls * 1000, "ms", "", None, memory)
    yield Row(
        f"a webhook's p99, both cores full, {name}", done.heard.percentile(0.99), "ms", "", None, memory
    )
