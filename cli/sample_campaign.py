"""The sample that `make run` starts with: Harbour Party's campaign in Saltmouth, made once, step by step.

Each step looks whether it is done, so that a first start which was broken off is completed by the next.
"""

import csv
from datetime import timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, func, select

from app import DEFAULT_FLOW, Service
from bridge.publishing import Whole, publish
from cli.context import LONDON
from cli.registers import put_in_force
from policy.numbers import normalise
from scheduler.contacts_import import COLUMNS
from scheduler.sample import USERS, VOLUNTEERS, SampleUser, SampleVolunteer, contacts
from store import campaigns, flows, numbers, volunteers
from store.models import Campaign, Volunteer
from store.users import accounts, codes

ID: Final = "saltmouth"
TITLE: Final = "Saltmouth voters"
CALLER_ID: Final = "+442079460200"
BY: Final = "ringround"
HERE: Final = "the sample"
"""In place of a network address."""
LISTED_EVERY: Final = {"tps": 23, "ctps": 61}
"""Every so many of the contacts' numbers is on the register: enough to meet a refusal in an afternoon."""


def prepare(service: Service, flow: Whole | None = None) -> None:
    """Make the sample where it is not made, and date its registers afresh. `flow`: one to try."""
    _keep_registers_fresh(service)
    with service.parts.db.write() as tx:
        if tx.scalar(select(Campaign.id).where(Campaign.id == ID)) is None:
            _create(tx, service, flow)
    for user in USERS:
        _invite(service, user)
    with service.parts.db.read() as tx:
        begun = campaigns.show(tx, ID)["status"] != "draft"
    if not begun:
        _complete(service)


def _complete(service: Service) -> None:
    folder = _folder(service)
    file = folder / "contacts.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        table = csv.DictWriter(out, [name for name in COLUMNS if name != "priority"])
        table.writeheader()
        table.writerows(contacts())
    service.importer.run(file, ID)
    for one in VOLUNTEERS:
        _take_on(service, one)
    with service.parts.db.write() as tx:
        campaigns.start(tx, ID, service.parts.now())


def _create(tx: Connection, service: Service, flow: Whole | None) -> None:
    now = service.parts.now()
    if flow is None:
        version = flows.publish_shipped(tx, DEFAULT_FLOW, by=BY, now=now)
    else:
        publish(tx, flow, by=BY, why="a rehearsal", now=now)
        version = flow.flow.version
    campaigns.create(
        tx,
        ID,
        now,
        title=TITLE,
        flow_version=version,
        caller_id=CALLER_ID,
        area="Saltmouth",
        purpose="voter_id",
        featured=True,
    )


def _take_on(service: Service, one: SampleVolunteer) -> None:
    keys, now = service.parts.terms.keys, service.parts.now()
    with service.parts.db.write() as tx:
        number = numbers.number_id(tx, one.phone, keys.numbers)
        if tx.scalar(select(func.count()).where(Volunteer.number_id == number)) == 0:
            volunteers.add(
                tx, name=one.name, e164=one.phone, pin=one.pin, campaign=ID, now=now, keys=keys,
                language=one.language, speaks=one.speaks,
            )  # fmt: skip


def _invite(service: Service, user: SampleUser) -> None:
    """Somebody who signs in: what they would do at the page is done for them."""
    parts, door = service.parts, service.users_door
    with parts.db.write() as tx:
        known = {one.email: one for one in accounts.listing(tx)}.get(user.email)
        if known is not None and known.enrolled_at is not None:
            return
        code = (
            accounts.add(
                tx, email=user.email, role=user.role, areas=(), now=parts.now(), keys=parts.terms.keys
            )
            if known is None
            else accounts.reset(tx, user.email, parts.now(), parts.terms.keys)
        )
    row = door.begin(user.email, code, user.password, HERE)
    if row is not None:
        door.enrol(row, codes.current(door.secret(row), door.real_clock()), HERE)


def _keep_registers_fresh(service: Service) -> None:
    today = service.parts.now().astimezone(LONDON).date()
    phones = sorted({normalise(row["phone"]) or "" for row in contacts()})
    for kind, every in LISTED_EVERY.items():
        listed = phones[every::every]
        file = _folder(service) / f"{kind}.txt"
        file.write_text("".join(f"0{one.removeprefix('+44')}\r\n" for one in listed), encoding="ascii")
        put_in_force(service, file, kind, today - timedelta(days=1), accept_smaller=True)


def _folder(service: Service) -> Path:
    folder = service.settings.data_dir / "sample"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
