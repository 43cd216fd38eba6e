"""A volunteer who keys by what the line says, second by second, and remembers what the line took from them.

Whatever befalls the service, such a volunteer goes on as people do: presses again when asked again, rings in again
when cut off, and finishes the call that was not finished.
"""

import re
from dataclasses import dataclass, field
from random import Random
from typing import Final

from rehearsal.receiver import Receiver
from store import campaigns
from tests.telephone.evening import Evening

FAULTS: Final = ("Sorry", "didn't match", "there is a fault", "can't hear")
CONTACT: Final = re.compile(r"(?:Next, |call to |speak to )([A-Z]\w+ [A-Z]\w+)")
QUESTION: Final = re.compile(r"Question (\d) of 5")
TALKS_FOR: Final = 20
"""Seconds after which the volunteer ends a conversation that the contact does not end."""
QUESTIONS: Final = ("council", "likely_to_vote", "voting_intention", "issues", "postal_vote")

YES_NO: Final = {"1": "yes", "2": "no"}
SURVEY, CALL_BACK, DECLINED, OPT_OUT = "1234"

# What is pressed at each prompt; of several that were said since the last key the latest counts.
KEYS: Final = {
    "enter your four-digit PIN": "pin",
    "If you are expecting our call, press 1": "1",
    "For English, press 1": "1",
    "To finish it, press 1": "1",
    "To start, press 1": "start",
    "To call, press 1": "1",
    "Did you speak to": "1",
    "For survey answers, press 1": "came_of_it",
    "For a wrong number, press 3": "3",
    "To confirm, press 1": "1",
    "The whole household?": "2",
    "Question": "answer",
    "Another, or hash": "#",
    "press hash. To change it": "#",
    "someone to ring about anything?": "2",
    "Did you read the closing statement?": "1",
    "For the next call, press 1": "next",
    "When you are ready, press 1": "1",
    "Later today, press 1": "2",
    "Morning, press 1": "2",
    "For nobody listed, press hash": "#",
    "To stop it, press star": "*",
}


@dataclass(frozen=True, slots=True)
class Keyed:
    """Something that was keyed of a call, and which the line went on from."""

    contact: str
    what: str
    value: str


@dataclass
class Caller:
    """One volunteer, calling until `calls` calls have been made by them, or nobody is left."""

    evening: Evening
    number: str
    pin: str
    calls: int
    dice: Random
    line: Receiver | None = None
    taken: set[Keyed] = field(default_factory=set)
    contact: str = ""
    made: int = 0
    rang_in: int = 0
    done: bool = False
    _heard: int = 0
    _pending: Keyed | None = None
    _talked: int = 0

    def acts(self) -> None:
        """Do what a volunteer does in this second, if anything."""
        if self.done:
            return
        if self.line is None or self.line.state == "ended":
            self._rings_in()
            return
        said = " ".join(self.line.heard[self._heard :])
        self._hears(said)
        if set(self.line.room) == {"volunteer", "contact"}:
            self._talks()
        elif key := self._key(said):
            self._presses(key)

    @property
    def waits_alone(self) -> bool:
        """Whether this volunteer is in a room with nobody else."""
        return self.line is not None and self.line.state == "live" and self.line.room == ["volunteer"]

    @property
    def in_silence(self) -> bool:
        """Whether the line is up, and nothing is heard on it."""
        return (
            self.line is not None
            and self.line.state == "live"
            and self.line.playing is None
            and len(self.line.room) < 2
        )

    def _rings_in(self) -> None:
        self._pending = None
        self._heard = 0
        self.rang_in += 1
        self.line = self.evening.carrier.ring_in(self.number)
        self.evening.settles()

    def _talks(self) -> None:
        self._talked += 1
        if self._talked > TALKS_FOR:
            self._presses("*")

    def _hears(self, said: str) -> None:
        if named := CONTACT.findall(said):
            self.contact = named[-1]
        if self._pending is not None and said:
            if not any(fault in said for fault in FAULTS):
                self.taken.add(self._pending)
            self._pending = None
        if "Thank you." in said and "Goodbye." in said:
            self.done = True
        if "This campaign is paused." in said:
            self._has_it_looked_at()

    def _has_it_looked_at(self) -> None:
        """More calls were abandoned than the law allows: nobody calls on before a co-ordinator has looked."""
        with self.evening.service.parts.db.write() as tx:
            campaigns.looked_at(tx, "saltmouth", self.evening.now())

    def _key(self, said: str) -> str | None:  # noqa: PLR0911 (a table: one line a kind)
        at, action = max((said.rfind(prompt), action) for prompt, action in KEYS.items())
        if at < 0:
            return None
        match action:
            case "pin":
                return self.pin
            case "start":
                return self._starts()
            case "came_of_it":
                return self._came_of_it()
            case "answer":
                return self._answers(said[at:])
            case "next":
                return self._goes_on()
            case key:
                return key

    def _starts(self) -> str:
        self.made += 1
        return "1"

    def _goes_on(self) -> str:
        if self.made >= self.calls:
            return "9"
        return self._starts()

    def _came_of_it(self) -> str:
        key = self.dice.choice((SURVEY, SURVEY, SURVEY, CALL_BACK, DECLINED, OPT_OUT))
        if key == DECLINED:
            self._pending = Keyed(self.contact, "outcome", "declined")
        return key

    def _answers(self, asked: str) -> str | None:
        found = QUESTION.match(asked)
        if found is None:
            return None
        place = int(found[1]) - 1
        of_two = QUESTIONS[place] == "postal_vote"
        key = str(self.dice.randint(1, 2 if of_two else 5))
        self._pending = Keyed(self.contact, QUESTIONS[place], YES_NO[key] if of_two else key)
        return key

    def _presses(self, key: str) -> None:
        assert self.line is not None
        self._talked = 0
        self._heard = len(self.line.heard)
        self.line.press(key)
        self.evening.settles()
