"""Any evening at all: claims, calls, corrections, skips, lost lines and passing time, in any order (SQLite).

What holds after each step: no contact with two sessions, no household twice, nobody offered of a household
that was spoken to; and at the end: whoever should come back does.
"""

import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
)
from sqlalchemy import func, select

from scheduler.retries import AFTER
from store import migrate
from store.database import Database
from store.models import Attempt, Claim, Contact, Household
from tests.scheduler.world import World

MINUTES = st.sampled_from([1, 10, 16, 45, 300, 1500, 5000])
OUTCOMES = st.sampled_from(sorted(AFTER))


class Evening(RuleBasedStateMachine):
    """Four volunteers and some households."""

    live: Bundle[tuple[str, str]] = Bundle("live")
    ended: Bundle[str] = Bundle("ended")

    @initialize(homes=st.lists(st.integers(1, 3), min_size=1, max_size=6), shared=st.booleans())
    def begin(self, homes: list[int], shared: bool) -> None:
        self.folder = tempfile.TemporaryDirectory()
        url = f"sqlite:///{Path(self.folder.name) / 'evening.db'}"
        migrate.upgrade(url)
        self.world = World(Database(url))
        self.sessions = [self.world.session() for _ in range(4)]
        for size in homes:
            line = self.world.number()
            self.world.home(*(line if shared else self.world.number() for _ in range(size)))

    @rule(target=live, who=st.integers(0, 3))
    def claim_and_dial(self, who: int) -> tuple[str, str] | MultipleResults[tuple[str, str]]:
        contact = self.world.claim(self.sessions[who])
        if contact is None:
            return multiple()
        assert not self.done(contact), "a household that was spoken to was offered"
        return self.sessions[who], self.world.dial(self.sessions[who], contact)

    @rule(who=st.integers(0, 3))
    def claim_and_skip(self, who: int) -> None:
        session = self.sessions[who]
        contact = self.world.claim(session)
        if contact is not None:
            with self.world.db.write() as tx:
                self.world.calling_list.skip(tx, contact, session, self.world.now)

    @rule(target=ended, call=consumes(live), outcome=OUTCOMES)
    def key_an_outcome(self, call: tuple[str, str], outcome: str) -> str:
        self.world.end(*call, outcome)
        return call[1]

    @rule(target=ended, call=consumes(live))
    def lose_the_line(self, call: tuple[str, str]) -> str:
        self.world.end(*call, None)
        return call[1]

    @rule(attempt=ended, outcome=OUTCOMES)
    def correct(self, attempt: str, outcome: str) -> None:
        self.world.correct(attempt, outcome)

    @rule(minutes=MINUTES)
    def wait(self, minutes: int) -> None:
        self.world.later(minutes=minutes)

    @invariant()
    def nobody_is_promised_twice(self) -> None:
        with self.world.db.read() as tx:
            homes = tx.scalars(select(Claim.household_id)).all()
            live = tx.scalars(select(Attempt.household_id).where(Attempt.live)).all()
        assert len(homes) == len(set(homes))
        assert len(live) == len(set(live))

    def teardown(self) -> None:
        if hasattr(self, "world"):
            try:
                self.everybody_comes_back_who_should()
            finally:
                self.world.db.dispose()
                self.folder.cleanup()

    def everybody_comes_back_who_should(self) -> None:
        self.world.later(days=30)
        offered = set(self.world.offered())
        with self.world.db.read() as tx:
            people = tx.execute(select(Contact.id, Contact.number_id, Contact.household_id)).all()
            busy = set(tx.scalars(select(Attempt.household_id).where(Attempt.live)))
        for person in people:
            if person.household_id in busy or self.done(person.id) or self.wrong_number(person.id):
                continue
            assert person.id in offered or self.line_is_used_up(person.number_id), "somebody is lost"

    def done(self, contact: int) -> bool:
        """The household was spoken to, and this contact did not last ask for a call back."""
        home = select(Household.contacted_at).join(Contact).where(Contact.id == contact)
        spoken = [outcome for outcome, after in AFTER.items() if after.conversation]
        said = select(Attempt.outcome).where(Attempt.contact_id == contact, Attempt.outcome.in_(spoken))
        with self.world.db.read() as tx:
            last = tx.scalar(said.order_by(Attempt.dialled_at.desc(), Attempt.id.desc()).limit(1))
            return tx.scalar(home) is not None and last != "call_back"

    def wrong_number(self, contact: int) -> bool:
        last = select(Attempt.outcome).where(Attempt.contact_id == contact)
        with self.world.db.read() as tx:
            return (
                tx.scalar(last.order_by(Attempt.dialled_at.desc(), Attempt.id.desc()).limit(1))
                == "wrong_number"
            )

    def line_is_used_up(self, number: int) -> bool:
        calls = select(func.count()).where(Attempt.number_id == number)
        with self.world.db.read() as tx:
            return (tx.scalar(calls) or 0) >= 3


Evening.TestCase.settings = settings(
    max_examples=15,
    stateful_step_count=25,
    deadline=timedelta(seconds=20),
    suppress_health_check=list(HealthCheck),
)
test_nobody_is_offered_twice_and_nobody_is_lost = Evening.TestCase
