"""Any evening: random people, keys, hang-ups and weather; what always holds, holds after every step and at the end."""

import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select

from rehearsal.legs import Leg
from rehearsal.people import PERSONAS
from rehearsal.receiver import Receiver
from rehearsal.weather import Weather
from store import optouts
from store.models import Answer, Contact, Number, OptOut, Outcome, Session
from tests.telephone.evening import Evening
from tests.telephone.town import CALLER_ID

VOLUNTEERS: Final = {"+441184960001": "4826", "+441184960002": "7391"}
CONTACTS: Final = tuple(f"+4416329600{n}" for n in range(11, 19))
MESSAGE: Final = "This is Harbour Party. We rang you, and nobody is free to speak to you now."
MOST_LATE: Final = 15
"""Seconds past its deadline by which a session has been looked at, the weather's worst included."""

who = st.sampled_from(sorted(VOLUNTEERS))
contact = st.sampled_from(CONTACTS)


class AnyEvening(RuleBasedStateMachine):
    """Two volunteers, eight contacts, four households, one carrier."""

    make: Callable[[], Evening]

    def __init__(self) -> None:
        super().__init__()
        self.evening = self.make().__enter__()  # it ends in `teardown`
        for number, pin in VOLUNTEERS.items():
            self.evening.volunteer(f"Volunteer {pin}", number, pin)
        for place, number in enumerate(CONTACTS):
            self.evening.contact(f"Contact {place}", number, f"home {place // 2}")
        self.lines: dict[str, Receiver] = {}
        self.kept = (0, 0)

    # --- what happens ------------------------------------------------------------------------------------

    @rule(seed=st.integers(0, 10_000))
    def it_storms(self, seed: int) -> None:
        self.evening.carrier.set_weather(Weather.bad(seed))

    @rule(number=contact, persona=st.sampled_from(sorted(set(PERSONAS) - {"manual"})))
    def somebody_else_holds_the_telephone(self, number: str, persona: str) -> None:
        self.evening.carrier.become(number, persona)
        self.evening.settles()

    @rule(number=who)
    def rings_in(self, number: str) -> None:
        line = self.lines.get(number)
        if line is None or line.state == "ended":
            line = self.lines[number] = self.evening.carrier.ring_in(number)
            self.evening.settles()
            self.press(line, VOLUNTEERS[number])
            self.press(line, "1")
            self.press(line, "1")

    @rule(number=who, keys=st.text("0123459*#", min_size=1, max_size=3))
    def presses(self, number: str, keys: str) -> None:
        if number in self.lines:
            self.press(self.lines[number], keys)

    @rule(number=who)
    def calls_the_next(self, number: str) -> None:
        if number in self.lines:
            self.press(self.lines[number], "1")
            self.press(self.lines[number], "1")

    def press(self, line: Receiver, keys: str) -> None:
        line.listen()
        line.press(keys)
        self.evening.settles()

    @rule(number=who)
    def hangs_up(self, number: str) -> None:
        if number in self.lines:
            self.lines[number].hang_up()
            self.evening.settles()

    @precondition(lambda self: self.evening.carrier.ringing())
    @rule(answers=st.booleans(), first=st.booleans())
    def the_telephone_is_seen_to(self, *, answers: bool, first: bool) -> None:
        ringing = self.evening.carrier.ringing()[0 if first else -1]
        if answers:
            ringing.answer()
        else:
            ringing.reject()
        self.evening.settles()

    @rule(number=contact)
    def the_contact_hangs_up(self, number: str) -> None:
        for line in self.evening.carrier.live():
            if line.number == number:
                line.hang_up()
        self.evening.settles()

    @rule(number=contact)
    def opts_out(self, number: str) -> None:
        with self.evening.service.parts.db.write() as tx:
            row = tx.scalar(select(Number.id).where(Number.e164 == number)) or 0
            optouts.add(tx, row, self.evening.now(), source="staff")

    @rule(seconds=st.sampled_from([0.3, 1.0, 2.0, 5.0, 12.0, 26.0]))
    def time_passes(self, seconds: float) -> None:
        self.evening.passes(seconds)

    # --- what always holds ---------------------------------------------------------------------------------

    @invariant()
    def nobody_is_dialled_twice_for_one_attempt(self) -> None:
        dialled = Counter(leg.reporting.url.partition("#")[0] for leg in self.legs())
        assert all(times == 1 for times in dialled.values())

    @invariant()
    def no_number_has_two_calls_at_once(self) -> None:
        assert max(Counter(leg.to for leg in self.legs() if not leg.over).values(), default=0) <= 1

    @invariant()
    def nobody_is_dialled_after_opting_out(self) -> None:
        with self.evening.service.parts.db.read() as tx:
            asked = select(Number.e164, func.min(OptOut.at)).join(OptOut, OptOut.number_id == Number.id)
            since = {row[0]: row[1] for row in tx.execute(asked.group_by(Number.e164))}
        assert not [leg for leg in self.legs() if leg.to in since and leg.created > since[leg.to]]

    @invariant()
    def no_session_is_long_past_its_deadline(self) -> None:
        with self.evening.service.parts.db.read() as tx:
            rows = tx.scalars(select(Session.deadline_at).where(Session.ended_at.is_(None))).all()
        late = [(self.evening.now() - at).total_seconds() for at in rows if at]
        assert max(late, default=0) <= MOST_LATE

    @invariant()
    def what_was_keyed_is_kept(self) -> None:
        with self.evening.service.parts.db.read() as tx:
            kept = tuple(
                tx.scalar(select(func.count()).select_from(table)) or 0 for table in (Answer, Outcome)
            )
        assert kept[0] >= self.kept[0]
        assert kept[1] >= self.kept[1]
        self.kept = (kept[0], kept[1])

    @invariant()
    def nothing_is_played_to_a_contact_but_the_message(self) -> None:
        said = {
            line.text
            for leg in self.legs()
            for line in leg.transcript.since()
            if line.who == "line" and line.text
        }
        assert all(text.startswith(MESSAGE) for text in said)

    def legs(self) -> list[Leg]:
        return [leg for leg in self.evening.carrier.calls() if leg.from_ == CALLER_ID and leg.to in CONTACTS]

    # --- the end of the evening ----------------------------------------------------------------------------

    def teardown(self) -> None:
        try:
            self.all_comes_to_rest()
        finally:
            self.evening.__exit__()

    def all_comes_to_rest(self) -> None:
        """Fine weather, and everybody hangs up: nothing is left over, and each call is on record."""
        evening = self.evening
        evening.carrier.set_weather(Weather())
        evening.passes(45)
        alone = [
            line.room for line in self.lines.values() if line.state == "live" and line.room == ["volunteer"]
        ]
        assert not alone or evening.carrier.ringing(), "a volunteer is left on music"
        for line in evening.carrier.live():
            line.hang_up()
        for _ in range(80):
            evening.carrier.advance(5)
            evening.service.sweep.housekeeping()
            evening.settles()
        attempts = evening.attempts()
        assert {leg.sid for leg in self.legs()} == {one["leg_sid"] for one in attempts} - {None}
        assert not [one for one in attempts if one["live"]]
        assert not [leg for leg in evening.carrier.calls() if not leg.over]
        assert [error for error in evening.carrier.errors if "HTTP 5" in error.message] == []
        with evening.service.parts.db.read() as tx:
            assert tx.scalar(select(func.count()).where(Session.ended_at.is_(None))) == 0
            assert tx.scalar(select(func.count()).select_from(Contact)) == len(CONTACTS)


ANY: Final = settings(deadline=None, print_blob=True, suppress_health_check=list(HealthCheck))


def evenings_of(template: Path, folder: Path) -> type[AnyEvening]:
    """Any evening, each on a copy of the empty database."""
    serial = iter(range(1_000_000))

    def make() -> Evening:
        home = folder / str(next(serial))
        home.mkdir()
        return Evening(f"sqlite:///{shutil.copyfile(template, home / 'ringround.db')}", home)

    return type("AnyEveningHere", (AnyEvening,), {"make": staticmethod(make)})


def test_any_evening_keeps_what_always_holds(sqlite_template: Path, tmp_path: Path) -> None:
    few = settings(ANY, max_examples=6, stateful_step_count=20, derandomize=True)
    run_state_machine_as_test(evenings_of(sqlite_template, tmp_path), settings=few)


@pytest.mark.long
def test_many_evenings_keep_what_always_holds(sqlite_template: Path, tmp_path: Path) -> None:
    many = settings(ANY, max_examples=150, stateful_step_count=50)
    run_state_machine_as_test(evenings_of(sqlite_template, tmp_path), settings=many)
