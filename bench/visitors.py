"""Volunteers' browsers on the call page: they look how the line stands as the page's script does, and some save."""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import select

from app import Service
from bench.load import Exchange, Heard
from bench.wire import HOST, post
from console.security.guard import FIELD
from store import web_sessions
from store.models import Volunteer

LOOKS_EVERY: Final = 1.5
"""Seconds, as the page's script has it."""
SAVES_EVERY: Final = 7
"""Whoever saves does so at each seventh look: every ten seconds, many times as often as anybody talks."""
POINTS: Final = ("4", "7")
_TOKEN: Final = re.compile(rb'name="%b" value="(\w+)"' % FIELD.encode())
_SAVE: Final = re.compile(rb'action="(/call/calls/\w+/save)"')
_ETAG: Final = re.compile(rb'\r\netag: ("\w+")', re.IGNORECASE)


@dataclass(slots=True)
class Visitor:
    """A browser on the call page, which was loaded; it saves only where the page had a survey to save."""

    cookie: str
    good: tuple[int, ...] = (200, 302, 304)
    asked: Counter[str] = field(default_factory=Counter)
    _token: str = ""
    _save: str = ""
    _etag: str = ""
    _next: str = "page"

    def request(self) -> bytes:
        """The page; then one look after another, and a survey that is saved or changed."""
        self.asked[self._next] += 1
        match self._next:
            case "page":
                return self._get("/call/now")
            case "save":
                return post(self._save, self._survey(), f"Cookie: {self.cookie}")
            case _:
                return self._get("/call/status", self._etag)

    def heard(self, head: bytes, body: bytes) -> None:
        """Take what the page's forms and the status say. AssertionError where the page has no form of ours."""
        if self._next == "page":
            token, save = _TOKEN.search(body), _SAVE.search(body)
            assert token is not None, head
            self._token, self._save = token[1].decode(), save[1].decode() if save else self._save
        elif found := _ETAG.search(head):
            self._etag = found[1].decode()
        self._next = self._after()

    def _after(self) -> str:
        """A save leads to the page, as every form does; else the next look, or the next save."""
        if self._next == "save":
            return "page"
        due = self._save and self.asked["look"] >= SAVES_EVERY * (self.asked["save"] + 1)
        return "save" if due else "look"

    def _survey(self) -> dict[str, str]:
        """The first question answered, or its answer changed."""
        saved = self.asked["save"]  # this one counts already
        shown = POINTS[(saved - 1) % 2] if saved > 1 else ""
        given = {"answer.council": POINTS[saved % 2], "shown.council": shown}
        return {FIELD: self._token, "save": "survey", "back": "now", "member": "0", **given}

    def _get(self, path: str, etag: str = "") -> bytes:
        known = f"If-None-Match: {etag}\r\n" if etag else ""
        return f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nCookie: {self.cookie}\r\n{known}\r\n".encode()


def signed_in(service: Service, count: int) -> list[Visitor]:
    """The first volunteers at their pages: how they sign in is no part of what is measured."""
    now: datetime = service.parts.now()
    with service.parts.db.write() as tx:
        volunteers = tx.scalars(select(Volunteer.id).order_by(Volunteer.id).limit(count)).all()
        return [
            Visitor(f"__Host-ringround={web_sessions.start(tx, now, volunteer=one)}") for one in volunteers
        ]


def look_on(port: int, visitors: list[Visitor], seconds: float) -> tuple[Heard, list[Visitor]]:
    """Have all of them look on for so long, each as often as its script does; and how far they have come."""
    exchange = Exchange(port, visitors)
    try:
        return exchange.open_loop(len(visitors) / LOOKS_EVERY, seconds), visitors
    finally:
        exchange.close()
