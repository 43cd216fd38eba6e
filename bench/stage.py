"""A service ready for its volunteers: a campaign, contacts, registers, and volunteers at a wanted place on the line.

Everything is made as in life: the importers, the handlers of the line, the worker; the carrier alone is a stand-in
that takes every call. All numbers are Ofcom's drama numbers.
"""

import csv
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select, update

from app import Service, compose
from app_start import keep_shipped_flow
from bridge.carrier import Carrier, Done, Result
from bridge.wire import Delivery, LegStatus, Ring, Turn
from bridge.worker import Worker
from cli.kept import open_offset
from cli.registers import put_in_force
from ivr.load import shipped
from scheduler.contacts_import import Importer
from settings import load
from store import campaigns, volunteers
from store.migrate import upgrade
from store.models import CarrierClock, Session, Volunteer

SERVICE: Final = "+442079460100"
CALLER_ID: Final = "+442079460200"
CAMPAIGN: Final = "saltmouth"
PIN: Final = "4826"
LONDON: Final = ZoneInfo("Europe/London")
BASE: Final = "https://calls.example"
TOKEN: Final = "token of the bench"  # noqa: S105 (signs nothing but what the bench sends to itself)
ACCOUNT: Final = f"AC{'0' * 32}"


class Obliging(Carrier):
    """A carrier that takes every call, and does nothing."""

    def create_call(self, **parameters: object) -> Result:  # noqa: ARG002 (the client's signature)
        """Take the call."""
        return Done(sid("CA"))


@dataclass(frozen=True, slots=True)
class Caller:
    """A volunteer on the line: the leg's id, the telephone, the turn that the next key answers."""

    sid: str
    number: str
    turn: str


def sid(kind: str) -> str:
    """A new id as the carrier makes them."""
    return kind + secrets.token_hex(16)


def environment(folder: Path, database_url: str, redis_url: str = "", carrier: str = "") -> dict[str, str]:
    """The settings of all the service's processes: drama numbers, and a clock at which lines are open."""
    return {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "RINGROUND_SECRET_KEY": "a secret of the bench alone",
        "PUBLIC_BASE_URL": BASE,
        "RINGROUND__DATA_DIR": f'"{folder}"',
        "RINGROUND__NUMBERS__DIALABLE": "drama",
        "RINGROUND__NUMBERS__VOLUNTEER_LINES": f'["{SERVICE}"]',
        "RINGROUND__CARRIER__API_BASE_URL": carrier or "http://127.0.0.1:9",
        "RINGROUND__CARRIER__CALLS_PER_SECOND": "1000",
        "RINGROUND__CLOCK__OFFSET": str(open_offset(datetime.now(UTC), 0)),
        "RINGROUND__ORGANISATION__NAME": "Harbour Party",
        "RINGROUND__ORGANISATION__PURPOSE_WORDS": "the council election",
    }


def prepared(env: dict[str, str], people: int, contacts: int | None = None) -> Service:
    """The service with its tables, registers, a running campaign, and so many volunteers; as many contacts, or more."""
    settings = load(env)
    upgrade(settings.database_url)
    service = compose(settings)
    keep_shipped_flow(service)
    _registers(service)
    with service.parts.db.write() as tx:
        tx.execute(
            insert(CarrierClock).values(host="a server", skew_seconds=0.0, measured_at=service.parts.now())
        )
        flow = shipped("voter-id").version
        campaigns.create(
            tx,
            CAMPAIGN,
            service.parts.now(),
            title="Saltmouth voters",
            flow_version=flow,
            caller_id=CALLER_ID,
            area="Saltmouth",
            purpose="voter_id",
        )
    _contacts(service, contacts or people)
    with service.parts.db.write() as tx:
        campaigns.start(tx, CAMPAIGN, service.parts.now())
    _volunteers(service, people)
    return service


def offered(service: Service, place: int) -> Caller:
    """The volunteer of this place, from 0 on, has rung in, signed in, and hears of a contact."""
    line, number = service.line, volunteer_number(place)
    leg = sid("CA")
    line.ring_in(_delivery(service), Ring(leg, number, SERVICE))
    for key in (PIN, "1"):
        _press(service, leg, key)
    return Caller(leg, number, _turn(service, leg))


def surveying(service: Service, place: int) -> Caller:
    """The same volunteer has rung the contact, talked, and is asked the first question."""
    caller = offered(service, place)
    _press(service, caller.sid, "1")
    settings, parts = service.settings, service.parts
    carrier = Obliging(ACCOUNT, TOKEN, settings.carrier.api_base_url, 1, parts.now)
    Worker(parts, carrier, lambda _seconds: None).drain("dials")
    with parts.db.read() as tx:
        attempt = tx.scalar(select(Session.attempt_id).where(Session.leg_sid == caller.sid))
    assert attempt is not None
    for status in ("ringing", "in-progress"):
        service.line.contact_status(
            _delivery(service), attempt, LegStatus(sid("CA"), status, None, None, None)
        )
    service.line.turn(_delivery(service), Turn(caller.sid, _turn(service, caller.sid), None, left_room=True))
    for key in ("1", "1"):
        _press(service, caller.sid, key)
    return Caller(caller.sid, caller.number, _turn(service, caller.sid))


def callers(service: Service, place: Callable[[Service, int], Caller], count: int) -> list[Caller]:
    """So many volunteers at that place of the line."""
    return [place(service, one) for one in range(count)]


def volunteer_number(place: int) -> str:
    """The telephone of the volunteer of this place: of a thousand drama numbers."""
    return f"+441184960{place:03}"


def write_contacts(file: Path, count: int) -> None:
    """A CSV file of contacts with drama numbers, each a household; at most a thousand."""
    with file.open("w", newline="", encoding="utf-8") as out:
        table = csv.writer(out)
        table.writerow(["id", "title", "first_name", "last_name", "phone", "area", "ward", "source"])
        for n in range(count):
            table.writerow(
                [f"P{n}", "Ms", "Ada", f"Kerr {n}", f"07700 900{n:03}", "Saltmouth", "Harbour", "canvass"]
            )


def _contacts(service: Service, count: int) -> None:
    file = service.settings.data_dir / "people.csv"
    write_contacts(file, count)
    parts = service.parts
    importer = Importer(parts.db, service.calling_list, parts.terms.keys.numbers, parts.now, drama=True)
    result = importer.run(file, CAMPAIGN)
    assert (result.accepted, result.refused) == (count, 0), result


def _volunteers(service: Service, count: int) -> None:
    """Volunteers whose telephones' keys are known to work."""
    parts = service.parts
    for place in range(count):
        with parts.db.write() as tx:
            volunteers.add(
                tx,
                name=f"Ann {place}",
                e164=volunteer_number(place),
                pin=PIN,
                campaign=CAMPAIGN,
                now=parts.now(),
                keys=parts.terms.keys,
            )
    with parts.db.write() as tx:
        tx.execute(update(Volunteer).values(keys_tested_at=parts.now(), language_chosen_at=parts.now()))


def _registers(service: Service) -> None:
    folder = service.settings.data_dir
    folder.mkdir(parents=True, exist_ok=True)
    yesterday = (service.parts.now() - timedelta(days=1)).astimezone(LONDON).date()
    for kind in ("tps", "ctps"):
        file = folder / f"{kind}.txt"
        file.write_text("01134960999\r\n", encoding="ascii")
        put_in_force(service, file, kind, yesterday)


def _press(service: Service, leg: str, keys: str) -> None:
    service.line.turn(_delivery(service), Turn(leg, _turn(service, leg), keys, left_room=False))


def _turn(service: Service, leg: str) -> str:
    with service.parts.db.read() as tx:
        return tx.execute(select(Session.turn).where(Session.leg_sid == leg)).scalar_one()


def _delivery(service: Service) -> Delivery:
    return Delivery(secrets.token_hex(16), None, service.parts.now())
