"""The REST API as the service uses it: forms in, JSON out."""

from dataclasses import dataclass

import requests

from rehearsal.config import SAMPLE_SID
from tests.rehearsal.fake_service import CONTACT, LINE, World


@dataclass
class Api:
    """The REST API, as the service uses it: forms in, JSON out."""

    world: World
    session: requests.Session

    @property
    def root(self) -> str:
        return f"{self.world.carrier.url}/2010-04-01/Accounts/{SAMPLE_SID}"

    def post(self, path: str, **form: object) -> requests.Response:
        return self.session.post(f"{self.root}/{path}", data=form, timeout=10)

    def get(self, path: str, **query: str) -> requests.Response:
        return self.session.get(f"{self.root}/{path}", params=query, timeout=10)

    def delete(self, path: str) -> requests.Response:
        return self.session.delete(f"{self.root}/{path}", timeout=10)

    def dial(self, **form: object) -> str:
        """Create a call to the contact and let it be dialled; give its id."""
        wanted = {"To": CONTACT, "From": LINE, "Twiml": "<Response><Pause length='60'/></Response>"} | form
        reply = self.post("Calls.json", **wanted)
        assert reply.status_code == 201, reply.text
        self.world.carrier.advance()
        return str(reply.json()["sid"])
