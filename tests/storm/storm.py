"""An evening in a storm: volunteers who key by ear, people of every kind, and what holds all through and at the end."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

from sqlalchemy import func, select

from rehearsal.legs import Leg
from rehearsal.people import Answers, Busy, Fails, NeverAnswers, Persona, RefusedAtOnce
from rehearsal.weather import Weather
from store.models import Answer, Contact, Outcome, Session
from store.models import Leg as LegRow
from tests.storm.caller import Caller
from tests.telephone.evening import Evening
from tests.telephone.town import CALLER_ID

PINS: Final = {f"+441184960{n:03}": ("5164", "4826", "7391")[n % 3] for n in range(1, 400)}
FIRST: Final = ("Mary", "Tom", "Sam", "Jo", "Lee", "Pat", "Eve", "Max", "Ida", "Ben", "Una", "Rex")
LAST: Final = (
    *("Hughes", "Reed", "Bell", "March", "Cole", "Dale", "Frost"),
    *("Gale", "Hart", "Ivory", "Jones", "Kerr", "Lane", "Mead"),
)
PEOPLE: Final[tuple[Persona, ...]] = (
    *[Answers(after=2, hangs_up_after=9)] * 6,
    *[Answers(after=4)] * 3,
    Busy(),
    NeverAnswers(),
    Answers(after=3, verdict="machine_start"),
    Fails(),
    RefusedAtOnce(21214),
)
MOST_LATE: Final = 15
"""Seconds past its deadline by which a session has been looked at, the weather's worst included."""
MOST_MUSIC: Final = 120
"""Seconds alone on music by which a volunteer has been told what became of the call."""
MOST_SILENCE: Final = 25
"""Seconds of silence: a prompt's wait, and the carrier's retries of one request."""
ENDED: Final = {"completed", "busy", "failed", "no-answer", "canceled"}


def wild(seed: int) -> Weather:
    """Half of all callbacks doubled, a third delayed out of order, one in ten lost; one REST call in five fails."""
    return Weather(
        seed=seed,
        callbacks_doubled=0.5,
        callbacks_delayed=0.34,
        callbacks_lost=0.1,
        delay_up_to=8.0,
        twiml_repeated=0.1,
        action_after_hang_up=0.5,
        rest_429=0.05,
        rest_500=0.05,
        rest_dropped_before=0.055,
        rest_dropped_after=0.06,
    )


@dataclass
class Storm:
    """One evening and its callers."""

    evening: Evening
    callers: list[Caller]
    patience: float = 1.0
    """Looks in a second of the evening."""
    most_late: float = MOST_LATE
    _alone: Counter[str] = field(default_factory=Counter)
    _silent: Counter[str] = field(default_factory=Counter)

    def blows(self, most: int) -> None:
        """Let the callers call, second by second, until all are done; what always holds is looked at each second."""
        for _ in range(most):
            if self.over:
                return
            self.second()
        told = [
            (caller.made, caller.line and (caller.line.state, caller.line.heard[-4:]))
            for caller in self.callers
        ]
        raise AssertionError(f"the evening does not end: {told}")

    @property
    def over(self) -> bool:
        """Whether all callers are done."""
        return all(caller.done for caller in self.callers)

    def second(self) -> None:
        """One second of it."""
        self.evening.passes(1)
        for caller in self.callers:
            caller.acts()
        self._holds()

    def _holds(self) -> None:
        live = Counter(leg.to for leg in self._to_contacts() if not leg.over)
        assert max(live.values(), default=0) <= 1, "two live calls to one number"
        for caller in self.callers:
            self._alone[caller.number] = self._alone[caller.number] + 1 if caller.waits_alone else 0
            self._silent[caller.number] = self._silent[caller.number] + 1 if caller.in_silence else 0
        assert max(self._alone.values()) <= MOST_MUSIC * self.patience, "a volunteer is left on music"
        assert max(self._silent.values()) <= MOST_SILENCE * self.patience, "a volunteer hears nothing"
        assert self._latest() <= self.most_late, "a session is long past its deadline"

    def _latest(self) -> float:
        with self.evening.service.parts.db.read() as tx:
            due = select(func.min(Session.deadline_at)).where(Session.ended_at.is_(None))
            first = tx.scalar(due)
        return (self.evening.now() - first).total_seconds() if first else 0.0

    def _to_contacts(self) -> list[Leg]:
        return [leg for leg in self.evening.carrier.calls() if _to_a_contact(leg)]

    def comes_to_rest(self) -> None:
        """Fine weather until nothing is left over; then every leg and every key is accounted for."""
        self.evening.carrier.set_weather(Weather())
        for line in self.evening.carrier.live():
            line.hang_up()
        self._calms_down()
        self.nothing_is_left_over()
        self.nobody_was_dialled_twice()
        self.every_leg_is_on_record()
        self.what_was_keyed_is_kept()

    def _calms_down(self) -> None:
        for _ in range(30):
            self.evening.carrier.advance(10)
            self.evening.service.sweep.housekeeping()
            self.evening.settles()

    def nothing_is_left_over(self) -> None:
        """No call goes on, here or at the carrier."""
        assert not [leg for leg in self.evening.carrier.calls() if not leg.over]
        assert not [attempt for attempt in self.evening.attempts() if attempt["live"]]
        with self.evening.service.parts.db.read() as tx:
            assert tx.scalar(select(func.count()).where(Session.ended_at.is_(None))) == 0

    def nobody_was_dialled_twice(self) -> None:
        """One call at most for each attempt."""
        dialled = Counter(leg.reporting.url.partition("#")[0] for leg in self._to_contacts())
        assert max(dialled.values(), default=0) <= 1

    def every_leg_is_on_record(self) -> None:
        """The carrier's calls, the table of legs and the ledger tell the same."""
        told: dict[str, set[str]] = {}
        for entry in self.evening.ledger():
            for of in (entry["attempt_id"], entry["session_id"]):
                told.setdefault(of, set()).add(entry["kind"])
        attempts = {one["leg_sid"]: one["id"] for one in self.evening.attempts() if one["leg_sid"]}
        with self.evening.service.parts.db.read() as tx:
            rows = {row.sid: row for row in tx.execute(select(LegRow))}
        never_reached_us = {one["data"].get("sid") for one in self.evening.ledger("leg:unknown")}
        for leg in self.evening.carrier.calls():
            if leg.direction == "inbound" and leg.sid not in rows:
                assert leg.sid in never_reached_us, "a call that rang in is not on record"
                continue
            assert leg.sid in rows, "a call at the carrier is not on record"
            assert rows[leg.sid].status in ENDED
            if _to_a_contact(leg):
                kinds = told[attempts[leg.sid]]
                assert {"dial:intended", "decision:permitted", "dial:started", "leg:ended"} <= kinds
                assert kinds & {"dial:placed", "dial:found"}
            else:
                assert {"session:started", "session:ended", "leg:ended"} <= told[rows[leg.sid].session_id]
        assert rows.keys() <= {leg.sid for leg in self.evening.carrier.calls()}

    def what_was_keyed_is_kept(self) -> None:
        """Each answer and outcome that the line went on from stands in the tables."""
        with self.evening.service.parts.db.read() as tx:
            people = {
                row.id: f"{row.first_name} {row.last_name}"
                for row in tx.execute(select(Contact.id, Contact.first_name, Contact.last_name))
            }
            answers = tx.execute(select(Answer.contact_id, Answer.question, Answer.value)).all()
            outcomes = tx.execute(select(Outcome.attempt_id, Outcome.outcome)).all()
        called = {one["id"]: people[one["contact_id"]] for one in self.evening.attempts()}
        kept = {(people[row.contact_id], row.question, row.value) for row in answers}
        kept |= {(called[row.attempt_id], "outcome", row.outcome) for row in outcomes}
        keyed = {(one.contact, one.what, one.value) for caller in self.callers for one in caller.taken}
        assert keyed <= kept, keyed - kept


def _to_a_contact(leg: Leg) -> bool:
    return leg.from_ == CALLER_ID and leg.to not in PINS


def gather(
    evening: Evening,
    seed: int,
    *,
    callers: int,
    calls: int,
    people: int,
    kinds: Sequence[Persona] = PEOPLE,
) -> Storm:
    """So many callers, who make so many calls each, to people of these kinds."""
    dice = Random(seed)
    names = [f"{first} {last}" for last in LAST for first in FIRST]
    for place, name in enumerate(names[:people]):
        number = f"+441632960{place:03}"
        evening.contact(name, number, f"home {place * 2 // 3}")
        evening.carrier.become(number, dice.choice(kinds))
    found = []
    for number, pin in list(PINS.items())[:callers]:
        evening.volunteer(f"Volunteer {pin}", number, pin)
        found.append(Caller(evening, number, pin, calls, Random(f"{seed}:{number}")))
    return Storm(evening, found)
