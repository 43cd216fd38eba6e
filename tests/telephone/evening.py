"""An evening's calling in simulated time: the real service, the rehearsal carrier, and the people on the telephones.

The service is served over HTTP and reaches the carrier over HTTP; the worker is run by hand, between two looks at
the clock, so that a transcript reads in the order in which things happen.
"""

import json
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

import requests
from sqlalchemy import Connection, insert, inspect, select, update
from werkzeug import Response
from werkzeug.serving import WSGIRequestHandler, make_server

from app import Service, compose
from app_start import keep_shipped_flow
from rehearsal.carrier import Carrier
from rehearsal.clock import VirtualClock
from rehearsal.config import Config
from rehearsal.signing import signature
from settings import load as load_settings
from store import campaigns, numbers, volunteers
from store.keys import Keys
from store.models import Attempt, Contact, Entry, Household, Volunteer, VolunteerCampaign
from store.models.base import Base
from tests.telephone.handset import Telephone
from tests.telephone.town import CALLER_ID, LONDON, Town

SERVICE = "+442079460100"

WEDNESDAY_EVENING = datetime(2026, 11, 18, 18, 0, tzinfo=LONDON)


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Log nothing."""


@dataclass
class Evening:
    """One service, one carrier, one campaign, at a given London time."""

    database_url: str
    folder: Path
    at: datetime = WEDNESDAY_EVENING
    flow: str | None = None
    environment: dict[str, str] = field(default_factory=dict)
    listed: Iterable[str] = ()
    """Numbers on the TPS."""
    register_age: timedelta = timedelta(days=3)

    def __post_init__(self) -> None:
        self.clock = VirtualClock(self.at)
        self._app: Callable[..., Any] | None = None
        self._server = make_server("127.0.0.1", 0, self._serve, threaded=True, request_handler=_Quiet)
        self.base = self.posts_to = f"http://127.0.0.1:{self._server.server_port}"
        self.carrier = Carrier(self._points_here(), clock=self.clock)

    def __enter__(self) -> Self:
        self.carrier.start()
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        self._begins()
        self._app = self.service.web
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self.carrier.stop()
        self.service.parts.db.dispose()

    # --- people ------------------------------------------------------------------------------------------

    def volunteer(
        self,
        name: str = "Ann Price",
        number: str = "+441184960001",
        pin: str = "4826",
        **columns: Any,  # noqa: ANN401 (columns)
    ) -> str:
        """Take a volunteer on, whose keys are known to work, who chose English; give the volunteer number."""
        with self.service.parts.db.write() as tx:
            code = volunteers.add(
                tx, name=name, e164=number, pin=pin, campaign="saltmouth", now=self.now(), keys=self._keys
            )
            known = {"keys_tested_at": self.now(), "language_chosen_at": self.now(), **columns}
            tx.execute(update(Volunteer).where(Volunteer.code == code).values(known))
        return code

    def second_campaign(self, title: str, volunteer: str, contact: str, number: str) -> None:
        """A running campaign with the same flow and one contact, for which this volunteer calls too."""
        with self.service.parts.db.write() as tx:
            version = campaigns.show(tx, "saltmouth")["flow_version"]
            campaigns.create(
                tx, "second", self.now(), title=title, flow_version=version, caller_id=CALLER_ID,
                area="Saltmouth", purpose="voter_id",
            )  # fmt: skip
            id_ = tx.scalar(select(Volunteer.id).where(Volunteer.code == volunteer))
            tx.execute(insert(VolunteerCampaign), {"volunteer_id": id_, "campaign_id": "second"})
        self.contact(contact, number, campaign="second")
        with self.service.parts.db.write() as tx:
            campaigns.start(tx, "second", self.now())

    def contact(
        self,
        name: str,
        number: str,
        household: str = "",
        campaign: str = "saltmouth",
        **columns: Any,  # noqa: ANN401 (columns)
    ) -> int:
        """Put somebody on the list."""
        first, _, last = name.partition(" ")
        with self.service.parts.db.write() as tx:
            home = self._household(tx, household or number, campaign)
            contact: int = tx.execute(
                insert(Contact).returning(Contact.id),
                {
                    "campaign_id": campaign,
                    "key": f"{name}-{number}",
                    "first_name": first,
                    "last_name": last,
                    "number_id": numbers.number_id(tx, number, self._keys.numbers),
                    "household_id": home,
                    "ward": "Harbour",
                    "source": "canvass",
                    **columns,
                },
            ).scalar_one()
            if contact == 1:
                campaigns.start(tx, "saltmouth", self.now())
            return contact

    def rings_in(
        self, number: str = "+441184960001", to: str = SERVICE, *, withheld: bool = False
    ) -> Telephone:
        """Somebody rings the service."""
        telephone = Telephone(self, self.carrier.ring_in(number, to, withheld=withheld))
        self.settles()
        return telephone

    def telephone(self, number: str) -> Telephone:
        """The telephone of that number, which rings or has rung."""
        self.settles()
        return Telephone(self, self.carrier.handset(number))

    def posts(self, path: str, *, token: str = "", **form: str) -> requests.Response:
        """Send the service a webhook that is signed as the carrier's are."""
        headers = {"X-Twilio-Signature": signature("rehearsal-token", self.posts_to + path, form)}
        if token:
            headers["I-Twilio-Idempotency-Token"] = token
        return requests.post(self.base + path, data=form, headers=headers, timeout=10)

    def goes_down(self) -> None:
        """The web service is gone; `comes_up` brings it back. The worker goes on."""
        self._app = Response("Bad Gateway", status=502)

    def comes_up(self) -> None:
        """The web service is back."""
        self._app = self.service.web

    # --- time ----------------------------------------------------------------------------------------------

    def now(self) -> datetime:
        """The present moment, UTC."""
        return self.clock.now().astimezone(UTC)

    def settles(self) -> None:
        """Let the worker do what is to be done, and the carrier what that leads to."""
        for _ in range(50):
            done = sum(self.service.sweep.worker.drain(queue) for queue in ("urgent", "dials"))
            self.carrier.advance(0)
            if not done:
                return

    def passes(self, seconds: float) -> None:
        """Let time pass, the worker looking round every second."""
        whole = int(seconds)
        for step in [1.0] * whole + [seconds - whole] * (seconds > whole):
            self.carrier.advance(step)
            self.service.sweep.housekeeping()
            self.settles()

    def becomes(self, at: datetime) -> None:
        """Let time pass until then, at one go, and with a look round."""
        self.carrier.advance((at - self.now()).total_seconds())
        self.service.sweep.housekeeping()
        self.settles()

    # --- what is on record --------------------------------------------------------------------------------

    def attempts(self) -> list[dict[str, Any]]:
        """All attempts, oldest first."""
        with self.service.parts.db.read() as tx:
            rows = tx.execute(select(Attempt).order_by(Attempt.intended_at, Attempt.id)).mappings()
            return [dict(row) for row in rows]

    def outcomes(self) -> list[str | None]:
        """The outcomes of all attempts, oldest first."""
        return [attempt["outcome"] for attempt in self.attempts()]

    def rows(self, table: type[Base]) -> list[dict[str, Any]]:
        """All rows of a table, in the order of their ids."""
        with self.service.parts.db.read() as tx:
            return [
                dict(row)
                for row in tx.execute(select(table).order_by(*inspect(table).primary_key)).mappings()
            ]

    def ledger(self, kind: str | None = None) -> list[dict[str, Any]]:
        """The ledger's entries, of one kind or all."""
        with self.service.parts.db.read() as tx:
            rows = tx.execute(select(Entry).order_by(Entry.id)).mappings()
            return [dict(row) for row in rows if kind in (None, row["kind"])]

    # --- set-up ------------------------------------------------------------------------------------------------

    def _points_here(self) -> Config:
        return Config(
            auth_token="rehearsal-token",
            numbers=(SERVICE, CALLER_ID),
            voice_url=f"{self.base}/twilio/voice",
            fallback_url=f"{self.base}/twilio/fallback",
            status_url=f"{self.base}/twilio/status",
            calls_per_second=1000,
        )

    def _begins(self) -> None:
        self.service = self._compose()
        keep_shipped_flow(self.service)
        town = Town(self.service.parts.db, self.now())
        town.register(self.folder, self.listed, self.register_age)
        town.campaign(self.flow)
        self.service.sweep.measure_clock()

    @property
    def _keys(self) -> Keys:
        return self.service.parts.terms.keys

    def _serve(self, environ: dict[str, Any], start_response: Any) -> Any:  # noqa: ANN401 (WSGI)
        assert self._app is not None
        return self._app(environ, start_response)

    def _compose(self) -> Service:
        return compose(load_settings(self.given()), real_clock=self.now, sleep=self.carrier.advance)

    def given(self) -> dict[str, str]:
        """The service's environment."""
        return {
            "DATABASE_URL": self.database_url,
            "TWILIO_ACCOUNT_SID": self.carrier.config.account_sid,
            "TWILIO_AUTH_TOKEN": "rehearsal-token",
            "RINGROUND_SECRET_KEY": "a secret of the tests alone",
            "PUBLIC_BASE_URL": self.base,
            "RINGROUND__DATA_DIR": json.dumps(str(self.folder)),
            "RINGROUND__NUMBERS__DIALABLE": "drama",
            "RINGROUND__CARRIER__API_BASE_URL": self.carrier.url,
            "RINGROUND__CARRIER__CALLS_PER_SECOND": "1000",
            "RINGROUND__ORGANISATION__NAME": "Harbour Party",
            "RINGROUND__ORGANISATION__ADDRESS": "1 Quay Street, Saltmouth",
            "RINGROUND__ORGANISATION__PHONE": '"020 7946 0199"',
            "RINGROUND__ORGANISATION__PURPOSE_WORDS": "the council election",
            **self.environment,
        }

    def _household(self, tx: Connection, key: str, campaign: str) -> int:
        where = (Household.key == key, Household.campaign_id == campaign)
        found = tx.scalar(select(Household.id).where(*where))
        return (
            found
            or tx.execute(
                insert(Household).returning(Household.id), {"campaign_id": campaign, "key": key}
            ).scalar_one()
        )
