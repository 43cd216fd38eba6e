"""A line without a telephone: drives `advance` alone, answers its queries, and says what is heard."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import count

from ivr import clock
from ivr.advance import ARRIVE, advance
from ivr.effects import (
    CheckPin,
    Effect,
    EnterRoom,
    FindTimes,
    Gather,
    HangUp,
    NextContact,
    PlaceCall,
    Query,
    Record,
    SaveAnswer,
    SaveOutcome,
    Voice,
)
from ivr.events import (
    Arrived,
    ContactAnswered,
    ContactEnded,
    Dialling,
    Digits,
    Event,
    Fate,
    LeftRoom,
    NobodyToCall,
    Offered,
    Person,
    Refused,
    SignedIn,
    SignInFailed,
    Silence,
    TimesFree,
)
from ivr.flow import Flow
from ivr.happenings import TIMES
from ivr.load import shipped
from ivr.speak import speak
from ivr.state import State

PIN = "2580"
ANN, TOM, MARY = Person("ann"), Person("tom"), Person("mary")
NAMES = {"ann": "Ann Reed", "tom": "Tom Reed", "mary": "Mary Reed"}
WORDS = {
    "name": "Jo",
    "organisation": "Harbour Party",
    "ward": "Quay ward",
    "campaign": "Saltmouth voters",
    "purpose": "the coming election",
    "address": "1 Quay Street, Saltmouth",
    "coordinator": "01632 960 100",
    "intention": "undecided",
    "household": "Tom Reed",
}
READY = "Next, Ann Reed, Quay ward. To call, press 1. To skip, press hash."
NEXT = "For the next call, press 1. To correct that one, press 2. For a break, press 3. To finish, press 9."
SPOKE = "Call ended. Did you speak to Ann Reed? Yes, press 1. No, press 2."
TOLD = "We have told a co-ordinator, who will ring you."
BREAK = "You're on a break. When you are ready, press 1. For another language, press 2. (music)"
CAMPAIGN = (
    "Saltmouth voters. To start, press 1. To hear the script, press 2. For us to ring you back, press 4."
)


@cache
def voter_id() -> Flow:
    """The shipped flow, read once."""
    return shipped("voter-id")


@dataclass
class Line:
    """One line. `contacts`: what comes of asking for the next one, in order; then the first one again."""

    flow: Flow = field(default_factory=voter_id)
    state: State = field(default_factory=lambda: State(ARRIVE))
    account: SignedIn = field(default_factory=lambda: SignedIn(("voters",), True, True, "en"))
    contacts: list[Offered | NobodyToCall] = field(default_factory=list)
    times: TimesFree = TIMES
    refusals: list[Refused] = field(default_factory=list)
    attempts: Iterator[str] = field(default_factory=lambda: (f"a{n}" for n in count(1)))
    effects: list[Effect] = field(default_factory=list)
    asked: list[Query] = field(default_factory=list)

    def event(self, event: Event) -> str:
        """What is heard after the event: words, `(music)`, `(room)`, `(gone)`, or nothing at all."""
        self.effects = []
        waiting: Event | None = event
        while waiting is not None:
            self.state, effects = advance(self.flow, self.state, waiting)
            queries = [one for one in effects if isinstance(one, Query)]
            assert not queries or (len(queries) == 1 and effects[-1] is queries[0]), "a query stands last"
            self.effects += effects
            self.asked += queries
            waiting = self._answer(queries[0]) if queries else None
        voices = [one for one in self.effects if isinstance(one, Voice)]
        assert len(voices) <= 1, "at most one voice"
        return self._heard(voices[0]) if voices else ""

    def _answer(self, query: Query) -> Event:
        match query:
            case CheckPin():
                return self.account if query.pin == PIN else SignInFailed()
            case NextContact():
                return self.contacts.pop(0) if self.contacts else Offered(ANN)
            case FindTimes():
                return self.times
            case PlaceCall():
                return self.refusals.pop(0) if self.refusals else Dialling(next(self.attempts))

    def _heard(self, voice: Voice) -> str:
        match voice:
            case EnterRoom():
                return "(room)"
            case Gather():
                return self.says(voice) + (" (music)" if voice.music else "")
            case HangUp():
                return self.says(voice) + " (gone)"

    def says(self, voice: Gather | HangUp) -> str:
        """The words of this turn."""
        language = self.state.language
        words = WORDS | clock.words(self.flow, language)
        return " ".join(speak(self.flow, one, language, words, NAMES).text for one in voice.say)

    def press(self, keys: str) -> str:
        """What is heard after the last of these keys, each its own turn."""
        return [self.event(Digits(key)) for key in keys][-1]

    def key(self, keys: str) -> str:
        """What is heard after these keys in one turn."""
        return self.event(Digits(keys))

    def wait(self) -> str:
        """What is heard after a silence."""
        return self.event(Silence())

    def signed_in(self) -> str:
        """Ring in and sign in."""
        self.event(Arrived("in", known=True, open=self.account.open, language="en"))
        return self.key(PIN)

    def called(self, contact: Offered | None = None) -> "Line":
        """As far as a ringing telephone."""
        self.contacts[:0] = [contact or Offered(ANN)]
        if not self.state.signed_in:
            self.signed_in()
        assert self.press("11") == "(room)"
        return self

    @property
    def attempt(self) -> str:
        """The attempt at hand."""
        assert self.state.call
        assert self.state.call.attempt
        return self.state.call.attempt

    def ends(self, fate: Fate) -> str:
        """The contact's leg ends."""
        return self.event(ContactEnded(self.attempt, fate))

    def talked(self, contact: Offered | None = None) -> str:
        """A call that was answered, and that the volunteer ended."""
        self.called(contact).event(ContactAnswered(self.attempt))
        return self.event(LeftRoom())

    @property
    def records(self) -> list[Record]:
        """What was written down since the last event."""
        return [one for one in self.effects if isinstance(one, Record)]

    @property
    def outcomes(self) -> list[str]:
        """The outcomes saved since the last event."""
        return [one.outcome for one in self.effects if isinstance(one, SaveOutcome)]

    @property
    def answers(self) -> list[tuple[str, str, str | None]]:
        """The answers saved since the last event: about whom, question, value."""
        return [
            (one.about.id, one.question, one.value) for one in self.effects if isinstance(one, SaveAnswer)
        ]
