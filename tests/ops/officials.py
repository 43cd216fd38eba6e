"""Staff and an auditor at the pages: how they sign in, and a look at each page that needs no address of its own."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from console.security.access import ACCESS
from console.security.guard import FIELD
from store.models import User
from store.users import accounts, codes
from store.users.door import Door
from tests.telephone.evening import Evening

PASSWORD, WRONG_PASSWORD = "cormorant lamp rope tide", "heron lamp rope tide"
EMAILS: Final = {"staff": "gwendolen@harbour.example", "auditor": "ignatius@harbour.example"}


@dataclass
class Official:
    """Somebody at a browser. `secrets`: what they were given or carry; `codes`: the one-time codes that they keyed."""

    evening: Evening
    role: str
    secrets: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.client: FlaskClient = self.evening.service.web.test_client()
        self.secrets.append(EMAILS[self.role])

    def signs_in(self) -> None:
        """Invited, a second factor set up, signed out; in again, with a wrong password first."""
        parts = self.evening.service.parts
        with parts.db.write() as tx:
            invitation = accounts.add(
                tx, email=EMAILS[self.role], role=self.role, areas=(), now=parts.now(), keys=parts.terms.keys
            )
        email = EMAILS[self.role]
        self.sends("/sign-in/begin", email=email, code=invitation, password=PASSWORD)
        done = self.sends("/sign-in/telephone", code=self._code())
        recovery = re.findall(r'<li class="number">([A-Z0-9-]+)</li>', done.text)
        assert recovery
        self.secrets += [invitation, *recovery]
        self.client = self.evening.service.web.test_client()
        assert self.sends("/sign-in", email=email, password=WRONG_PASSWORD).status_code == 400
        self.sends("/sign-in", email=email, password=PASSWORD)
        assert self.sends("/sign-in/code", code=self._code(30)).status_code == 303
        cookie = self.client.get_cookie("ringround")
        assert cookie is not None
        self.secrets.append(cookie.value)

    def sends(self, page: str, to: str = "", **fields: str) -> TestResponse:
        """A form of the page, with its token. `to`: where it goes, if not to the page itself."""
        found = re.search(rf'name="{FIELD}" value="(\w+)"', self.client.get(page).text)
        assert found is not None, page
        return self.client.post(to or page, data={FIELD: found[1], **fields})

    def looks_at_every_page(self) -> int:
        """Each page of theirs whose address needs nothing; returns how many."""
        rules = [
            rule
            for rule in self.evening.service.web.url_map.iter_rules()
            if self.role in ACCESS[rule.endpoint].roles
            and not rule.arguments
            and "GET" in (rule.methods or ())
        ]
        for rule in rules:
            assert self.client.get(rule.rule).status_code < 400, rule.rule
        return len(rules)

    def _code(self, later: int = 0) -> str:
        """The one-time code of that moment; it and its secret are kept."""
        door: Door = self.evening.service.users_door
        with self.evening.service.parts.db.read() as tx:
            user = tx.scalars(select(User.id).where(User.role == self.role)).one()
        secret = door.secret(user)
        code = codes.current(secret, self.evening.now() + timedelta(seconds=later))
        self.secrets.append(secret)
        self.codes.append(code)
        return code
