"""A small world for the calling list: a campaign, its households, volunteers' sessions, calls as recorded."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from sqlalchemy import Connection, insert, select, update

from scheduler.calling_list import CallingList
from scheduler.retries import CallingRules
from store.database import Database
from store.ledger import Kind, append
from store.models import (
    Attempt,
    Campaign,
    Contact,
    Flow,
    Household,
    Number,
    Permit,
    Session,
    Volunteer,
    new_id,
)

MONDAY_TEN = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
"""A Monday in winter, ten in the morning in London."""
LEASE = timedelta(minutes=15)


def anybody(_tx: Connection, _contact: int) -> None:
    """A policy that permits everything."""


def drama_numbers() -> Iterator[str]:
    """Mobile drama numbers, each once."""
    return (f"+447700900{n:03}" for n in range(1000))


@dataclass
class World:
    db: Database
    calling_list: CallingList = field(default_factory=lambda: CallingList(CallingRules()))
    now: datetime = MONDAY_TEN
    numbers: Iterator[str] = field(default_factory=drama_numbers)
    serial: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        with self.db.write() as tx:
            flow = {
                "version": "f",
                "name": "f",
                "text": "",
                "line": "",
                "published_at": self.now,
                "published_by": "test",
            }
            tx.execute(insert(Flow).values(**flow))
            who = {"code": "100001", "name": "Robin", "pin_hash": "x", "created_at": self.now}
            tx.execute(insert(Volunteer).values(**who))
            self.campaign(tx, "spring")

    def campaign(self, tx: Connection, name: str) -> None:
        tx.execute(
            insert(Campaign).values(
                id=name,
                title=name,
                flow_version="f",
                caller_id="+442079460001",
                area="Saltmouth",
                purpose="voter_id",
                status="running",
                created_at=self.now,
            )
        )

    def home(self, *numbers: int, campaign: str = "spring", priority: int = 0) -> list[int]:
        """A household, one contact for each number given: the contacts' ids."""
        with self.db.write() as tx:
            key = f"h{next(self.serial)}"
            house = tx.scalar(insert(Household).values(campaign_id=campaign, key=key).returning(Household.id))
            return [self._contact(tx, campaign, house, number, priority) for number in numbers]

    def _contact(self, tx: Connection, campaign: str, house: int | None, number: int, priority: int) -> int:
        row = insert(Contact).values(
            campaign_id=campaign,
            key=f"c{next(self.serial)}",
            first_name="Ada",
            number_id=number,
            household_id=house,
            priority=priority,
        )
        return int(tx.execute(row.returning(Contact.id)).scalar_one())

    def number(self) -> int:
        """A new number's id."""
        with self.db.write() as tx:
            e164 = next(self.numbers)
            row = insert(Number).values(e164=e164, hmac=f"hmac of {e164}").returning(Number.id)
            return int(tx.execute(row).scalar_one())

    def alone(self, priority: int = 0) -> int:
        """A contact with a household and a number to itself."""
        return self.home(self.number(), priority=priority)[0]

    def session(self) -> str:
        """A volunteer on the line."""
        name = new_id()
        values = {
            "id": name,
            "direction": "in",
            "flow_version": "f",
            "state": "{}",
            "turn": name,
            "reply": "",
        }
        with self.db.write() as tx:
            tx.execute(insert(Session).values(**values, started_at=self.now))
        return name

    def claim(self, session: str, campaign: str = "spring", speaks: Sequence[str] = ()) -> int | None:
        """The next contact for the session, where policy permits everything."""
        with self.db.write() as tx:
            found = self.calling_list.claim(tx, campaign, session, self.now, LEASE, anybody, None, speaks)
        return None if found is None else found.contact_id

    def dial(self, session: str, contact: int) -> str:
        """A call to the contact that is ringing now: the attempt's id."""
        with self.db.write() as tx:
            return begin_call(tx, session, contact, self.now)

    def end(self, session: str, attempt: str, outcome: str | None) -> None:
        """The call is over, keyed and the contact let go."""
        with self.db.write() as tx:
            contact = tx.scalar(select(Attempt.contact_id).where(Attempt.id == attempt))
            ended = {"state": "ended", "live": False, "ended_at": self.now}
            tx.execute(update(Attempt).where(Attempt.id == attempt).values(**ended))
            if outcome is not None:
                self.calling_list.settle(tx, attempt, outcome, self.now)
                tx.execute(update(Attempt).where(Attempt.id == attempt).values(outcome=outcome))
                self.calling_list.release(tx, contact or 0, session)

    def correct(self, attempt: str, outcome: str) -> None:
        """The outcome is keyed again."""
        with self.db.write() as tx:
            tx.execute(update(Attempt).where(Attempt.id == attempt).values(outcome=outcome))
            self.calling_list.settle(tx, attempt, outcome, self.now)

    def call(self, contact: int, outcome: str, session: str | None = None) -> str:
        """A whole call, outside the list's own choice: the attempt's id."""
        session = session or self.session()
        attempt = self.dial(session, contact)
        self.end(session, attempt, outcome)
        return attempt

    def later(self, **ago: float) -> None:
        """Time passes, and the worker's loop runs."""
        self.now += timedelta(**ago)
        with self.db.write() as tx:
            self.calling_list.expire(tx, self.now)
            self.calling_list.wake(tx, self.now)

    def offered(self) -> list[int]:
        """Everybody whom the list would offer now, in its order; nobody stays claimed."""
        session, found = self.session(), []
        with self.db.write() as tx:
            point = tx.begin_nested()

            def look(_tx: Connection, contact: int) -> str:
                found.append(contact)
                return "too_soon"

            while len(found) < 500:
                before = len(found)
                self.calling_list.claim(tx, "spring", session, self.now, LEASE, look)
                if len(found) == before:
                    break
            point.rollback()
        return found

    def place(self, contact: int) -> tuple[bool, datetime | None]:
        """`ready` and `due_at`."""
        with self.db.read() as tx:
            row = tx.execute(select(Contact.ready, Contact.due_at).where(Contact.id == contact)).one()
        return row.ready, row.due_at


def begin_call(tx: Connection, session: str, contact: int, now: datetime) -> str:
    """An attempt with its permit, as the bridge makes them."""
    row = tx.execute(select(Contact).where(Contact.id == contact)).one()
    attempt, permit = new_id(), new_id()
    tx.execute(
        insert(Attempt).values(
            id=attempt,
            campaign_id=row.campaign_id,
            contact_id=contact,
            household_id=row.household_id,
            number_id=row.number_id,
            volunteer_id=1,
            session_id=session,
            flow_version="f",
            caller_id="+442079460001",
            source="canvass",
            intended_at=now,
        )
    )
    entry = append(tx, Kind.DECISION_PERMITTED, now, attempt=attempt)
    tx.execute(
        insert(Permit).values(
            id=permit,
            attempt_id=attempt,
            number_id=row.number_id,
            entry_id=entry,
            issued_at=now,
            expires_at=now + timedelta(seconds=5),
        )
    )
    dialling = {"permit_id": permit, "dialled_at": now, "state": "dialling"}
    tx.execute(update(Attempt).where(Attempt.id == attempt).values(**dialling))
    return attempt
