"""The rehearsal carrier's handsets, over HTTP: what is heard there, and what may be done with them."""

from collections.abc import Mapping
from typing import Any, Final, Self

import requests

from cli.errors import CommandError
from settings import Settings

PATIENCE: Final = 5.0


class Handsets:
    """A session with the carrier; used in a `with`."""

    def __init__(self, settings: Settings) -> None:
        """`settings`: those of a rehearsal that runs."""
        self._base = f"{settings.carrier.api_base_url}/handsets/"
        self._http = requests.Session()
        self._http.trust_env = False  # it is on this machine, whatever proxy the environment names
        self._http.auth = (settings.secrets.twilio_account_sid, settings.secrets.twilio_auth_token)

    def __enter__(self) -> Self:
        """Nothing is asked yet."""
        return self

    def __exit__(self, *_exc: object) -> None:
        """Close the session."""
        self._http.close()

    def live(self) -> list[dict[str, Any]]:
        """The handsets that ring or are in a call."""
        found: list[dict[str, Any]] = self._ask("GET", "ringing")
        return found

    def look(self, number: str, since: int = 0) -> dict[str, Any]:
        """How a handset stands, and its transcript from line `since` on."""
        found: dict[str, Any] = self._ask("GET", f"{number}?since={since}")
        return found

    def act(self, number: str, what: str, **given: str) -> None:
        """Call, answer, reject, hang-up or keys. CommandError where that cannot be done as things stand."""
        self._ask("POST", f"{number}/{what}", given)

    def _ask(self, method: str, path: str, body: Mapping[str, str] | None = None) -> Any:  # noqa: ANN401 (JSON)
        try:
            answer = self._http.request(method, self._base + path, json=body, timeout=PATIENCE)
        except requests.RequestException as error:
            raise CommandError(
                "The carrier in the box does not answer: start the rehearsal again."
            ) from error
        if not answer.ok:
            raise CommandError(str(answer.json().get("message", "That cannot be done.")))
        return answer.json()
