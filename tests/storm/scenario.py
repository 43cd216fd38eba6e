"""The course of a call in all its kinds, as one evening: what is enumerated, and in which processes are killed."""

from dataclasses import dataclass, field
from random import Random
from typing import Final, Literal

from rehearsal.people import Answers, Busy, Manual, NeverAnswers, Persona, RefusedAtOnce
from rehearsal.weather import Weather
from tests.storm.caller import CALL_BACK, DECLINED, OPT_OUT, SURVEY, Caller, Keyed
from tests.storm.processes import MortalEvening
from tests.storm.storm import PINS, Storm

ANN: Final = "+441184960001"


@dataclass(frozen=True, slots=True)
class Call:
    """Whom Ann rings; how they answer; the weather while they are rung; what Ann does, and keys afterwards."""

    name: str
    persona: Persona
    weather: Weather = field(default_factory=Weather)
    deed: Literal["", "gives up", "crosses", "hangs up", "ends"] = ""
    """`crosses`: gives up just as the contact turns the call away."""
    keyed: str = SURVEY


SILENT: Final = Weather(callbacks_lost=1.0)
UNHEARD: Final = Weather(rest_dropped_after=1.0, callbacks_lost=1.0)
CALLS: Final = (
    Call("Mary Hughes", Answers(after=2, hangs_up_after=6)),
    Call("Tom Reed", Busy()),
    Call("Sam Bell", Answers(after=2, verdict="machine_start")),
    Call("Jo March", Answers(after=2), deed="ends", keyed=OPT_OUT),
    Call("Lee Cole", RefusedAtOnce(21214)),
    Call("Pat Dale", Answers(after=6, hangs_up_after=6), UNHEARD, keyed=DECLINED),
    Call("Eve Frost", NeverAnswers(), SILENT),
    Call("Max Gale", Answers(after=2, hangs_up_after=4), Weather(rest_429=1.0), keyed=CALL_BACK),
    Call("Ida Hart", Manual(), deed="gives up"),
    Call("Rex Cole", Manual(), UNHEARD, deed="gives up"),
    Call("Ida Frost", Manual(), deed="crosses"),
    Call("Ben Ivory", Answers(after=2), deed="hangs up", keyed=DECLINED),
    Call("Una Hughes", Busy()),
)
STORMS_FOR: Final = 3
ALL_THE_WHILE: Final = 34
"""Seconds of a call's weather: where callbacks alone are lost, until its deadline has passed."""
TALKS_FOR: Final = 5
WAITS_TO_BE_RUNG: Final = 60


@dataclass(kw_only=True)
class Ann(Caller):
    """Ann asks to be rung, and makes all these calls; what she keys is laid down for each."""

    mortal: MortalEvening
    _after: int = 0
    _asked: bool = False
    _waited: int = 0
    _alone: int = 0
    _storming: int = 0
    _sky: Weather = field(default_factory=Weather)
    _hung_up: bool = False

    @property
    def call(self) -> Call:
        """The call at hand."""
        return next((call for call in CALLS if call.name == self.contact), CALLS[0])

    def acts(self) -> None:
        """As any caller does; the weather goes with the calls."""
        super().acts()
        self._alone = self._alone + 1 if self.waits_alone else 0
        if self._alone > 1 and self.call.deed in {"gives up", "crosses"}:
            self._gives_up()
        self._storming = self._storming + 1 if self._sky != Weather() else 0
        if self._storming > (ALL_THE_WHILE if self.call.weather == SILENT else STORMS_FOR):
            self._has(Weather())

    def _gives_up(self) -> None:
        if self.call.deed == "crosses":
            for line in self.evening.carrier.ringing():
                line.reject()
        self._presses("*")

    def _presses(self, key: str) -> None:
        assert self.line is not None
        if "To call, press 1" in " ".join(self.line.heard[self._heard :]):
            self._has(self.call.weather)
        super()._presses(key)

    def _has(self, sky: Weather) -> None:
        if sky != self._sky:
            self._sky = sky
            self.evening.carrier.set_weather(sky)

    def _goes_on(self) -> str:
        """One more call after a process was killed, and that will do."""
        self._after += self.mortal.kills
        return "9" if self._after > 1 else super()._goes_on()

    def _starts(self) -> str:
        if not self._asked:
            self._asked = True
            return "4"
        return super()._starts()

    def _rings_in(self) -> None:
        """Not while the service is to ring."""
        if self._asked and self._waited < WAITS_TO_BE_RUNG and not self.made:
            self._waited += 1
            self._is_rung()
        else:
            super()._rings_in()

    def _is_rung(self) -> None:
        for line in self.evening.carrier.ringing():
            if line.number == self.number:
                line.answer()
                self.line, self._heard = line, 0
                self.evening.settles()

    def _talks(self) -> None:
        self._talked += 1
        if self._talked < TALKS_FOR:
            return
        if self.call.deed == "ends":
            self._presses("*")
        elif self.call.deed == "hangs up" and not self._hung_up:
            assert self.line is not None
            self._hung_up = True
            self.line.hang_up()
            self.evening.settles()

    def _came_of_it(self) -> str:
        if self.call.keyed == DECLINED:
            self._pending = Keyed(self.contact, "outcome", "declined")
        return self.call.keyed


def gather(evening: MortalEvening) -> Storm:
    """Ann, and whom she calls, in their order."""
    evening.volunteer("Ann Price", ANN, PINS[ANN])
    for place, call in enumerate(CALLS):
        number = f"+4416329600{place + 11}"
        evening.contact(call.name, number, priority=50 - place)
        evening.carrier.become(number, call.persona)
    ann = Ann(evening, ANN, PINS[ANN], len(CALLS), Random(1), mortal=evening)
    return Storm(evening, [ann])
