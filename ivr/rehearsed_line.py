"""The line that is rehearsed, and what can happen on it; what cannot, where it stands, is told in a sentence."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from ivr.advance import ARRIVE, advance
from ivr.effects import CheckPin, Effect, FindTimes, HangUp, NextContact, PlaceCall, Query
from ivr.events import (
    Answer,
    Arrived,
    ContactAnswered,
    ContactEnded,
    ContactRinging,
    Dialling,
    Digits,
    Event,
    LeftRoom,
    MachineHeard,
    NobodyToCall,
    Offered,
    Refused,
    SignedIn,
    SignInFailed,
    Silence,
    Silent,
    TimesFree,
    VolunteerGone,
)
from ivr.flow import Entry, Flow, Ring
from ivr.happenings import CONTACT, MARY, NO_TIMES, TIMES, TOM
from ivr.state import State
from ivr.tables import nearest
from ivr.telling import heard

PIN, WRONG_PIN = "2580", "1111"
_ASKED_BY: Mapping[type[Query], tuple[type[Answer], ...]] = {
    CheckPin: (),
    NextContact: (NobodyToCall,),
    FindTimes: (TimesFree,),
    PlaceCall: (Refused,),
}
"""What a rehearsal can say beforehand of what the service is asked."""


@dataclass(slots=True)
class Line:
    """The line, and what came of it since the last key. `reasons`: why the rules may refuse a call."""

    flow: Flow
    reasons: Collection[str]
    language: str | None
    """What the volunteer chose on another day; None: nothing yet."""
    state: State = field(default_factory=lambda: State(ARRIVE))
    open: bool = True
    household: bool = True
    attempts: int = 0
    next_answer: Answer | None = None
    effects: tuple[Effect, ...] = ()
    since_ringing_in: tuple[Effect, ...] = ()
    words: str = ""

    @property
    def attempt(self) -> str:
        """The attempt at hand."""
        return f"a{self.attempts}"

    @property
    def up(self) -> bool:
        """Whether somebody is on the line."""
        over = self.state.ended or any(isinstance(one, HangUp) for one in self.effects)
        return self.state.step != ARRIVE and not over

    @property
    def phase(self) -> str:
        """How far the call is: `ringing`, `talking`; empty where there is none."""
        in_room = isinstance(self.flow.steps.get(self.state.step), Ring)
        return self.state.call.phase if self.up and in_room and self.state.call else ""

    def arrive(self, event: Arrived) -> None:
        """A new time on the line; what was recorded before is behind it."""
        self.state, self.since_ringing_in, self.open = State(ARRIVE), (), event.open
        self.hear(event)

    def hear(self, event: Event) -> None:
        """The event, and whatever the service answers."""
        self.effects, waiting = (), event
        for _turn in range(10):
            self.state, effects = advance(self.flow, self.state, waiting)
            self.effects += effects
            if not effects or not isinstance(effects[-1], Query):
                break
            waiting = self._answer(effects[-1])
        self.since_ringing_in += self.effects
        self.words = heard(self.flow, self.state, self.effects)

    def _answer(self, query: Query) -> Event:
        """What was said to come next, where it answers this; what usually comes, where not."""
        answer = self.next_answer
        if answer is not None and isinstance(answer, _ASKED_BY[type(query)]):
            self.next_answer = None
            return answer
        return self._usual(query)

    def _usual(self, query: Query) -> Event:
        match query:
            case CheckPin():
                account = SignedIn(("one",), key_tested=True, open=self.open, language=self.language)
                return account if query.pin == PIN else SignInFailed()
            case NextContact():
                return Offered(CONTACT, (TOM, MARY) if self.household else (), ("intention", "household"))
            case FindTimes():
                return TIMES
            case PlaceCall():
                self.attempts += 1
                return Dialling(self.attempt)


@dataclass(frozen=True, slots=True)
class Act:
    """What can happen. `trouble`: what keeps it from happening where the line stands, or nothing."""

    do: Callable[[Line], None]
    trouble: Callable[[Line], str]


def do(line: Line, part: str) -> str:
    """Have it happen; what keeps it from happening, or nothing."""
    act = _act(part)
    if act is None:
        return f"“{part}” is nothing that can happen. {nearest(part, [*ACTS, *WAYS])}"
    trouble = act.trouble(line)
    if not trouble:
        act.do(line)
    return trouble


def _act(part: str) -> Act | None:
    if part in ACTS:
        return ACTS[part]
    if set(part) <= set("0123456789*#"):
        return Act(lambda line: line.hear(Digits(part)), _waits)
    if ringing := RING_IN.fullmatch(part):
        return Act(lambda line: _ring_in(line, ringing), lambda line: _free(line) or _spoken(line, ringing))
    if part.startswith("refused "):
        reason = part.removeprefix("refused ").strip()
        return Act(lambda line: _next(line, Refused(reason)), lambda line: _known(line, reason))
    return None


# --- where the line may stand ----------------------------------------------------------------------------


def _anywhere(_line: Line) -> str:
    return ""


def _up(line: Line) -> str:
    return "" if line.up else "nobody is on the line: begin with “ring in”, “we ring” or “ring back”."


def _free(line: Line) -> str:
    return "somebody is on the line already: “hang up” comes first." if line.up else ""


def _waits(line: Line) -> str:
    """The line waits for a key."""
    if line.phase:
        return "during a call no key reaches the service but star, which ends it: write “star” first."
    return _up(line)


def _asks_pin(line: Line) -> str:
    step = line.flow.steps.get(line.state.step)
    asked = isinstance(step, Entry) and step.takes == "pin"
    return _up(line) or ("" if asked else "no PIN is asked for here: take it out, or write the keys.")


def _rings(line: Line) -> str:
    rings = line.phase == "ringing"
    return _up(line) or ("" if rings else "nobody's telephone rings here: a call is begun with 1 before.")


def _talks(line: Line) -> str:
    return _up(line) or (
        "" if line.phase == "talking" else "nobody talks here: “contact answers” comes first."
    )


def _calls(line: Line) -> str:
    return _up(line) or ("" if line.phase else "there is no call here: it is begun with 1 before.")


def _known(line: Line, reason: str) -> str:
    if reason in line.reasons:
        return ""
    return f"the rules never refuse for “{reason}”. {nearest(reason, line.reasons)}"


def _spoken(line: Line, ringing: re.Match[str]) -> str:
    language = ringing["language"]
    if language is None or language in line.flow.languages:
        return ""
    return f"the flow does not speak “{language}”. {nearest(language, line.flow.languages)}"


# --- what happens ------------------------------------------------------------------------------------------


def _event(make: Callable[[Line], Event], trouble: Callable[[Line], str]) -> Act:
    return Act(lambda line: line.hear(make(line)), trouble)


def _arrives(make: Callable[[Line], Arrived]) -> Act:
    return Act(lambda line: line.arrive(make(line)), _free)


def _next(line: Line, answer: Answer) -> None:
    line.next_answer = answer


def _answers(answer: Answer) -> Act:
    return Act(lambda line: _next(line, answer), _anywhere)


def _alone(line: Line) -> None:
    line.household = False


def _ring_in(line: Line, ringing: re.Match[str]) -> None:
    chosen = ringing["language"] or line.language or line.flow.languages[0]
    line.language = None if ringing["new"] else chosen
    known = not ringing["stranger"]
    line.arrive(
        Arrived("in", known=known, open=not ringing["closed"], language=line.language if known else None)
    )


CALLS: Mapping[str, Act] = {
    "contact rings": _event(lambda line: ContactRinging(line.attempt), _rings),
    "contact answers": _event(lambda line: ContactAnswered(line.attempt), _rings),
    "contact hangs up": _event(lambda line: ContactEnded(line.attempt, "completed"), _talks),
    "no answer": _event(lambda line: ContactEnded(line.attempt, "no_answer"), _rings),
    "engaged": _event(lambda line: ContactEnded(line.attempt, "busy"), _rings),
    "does not connect": _event(lambda line: ContactEnded(line.attempt, "failed"), _rings),
    "answering machine": _event(lambda line: MachineHeard(line.attempt, "machine"), _calls),
    "fax": _event(lambda line: MachineHeard(line.attempt, "fax"), _calls),
    "no news": _event(lambda _line: Silent(), _calls),
}
STAR = _event(lambda line: LeftRoom() if line.phase else Digits("*"), _up)
"""The way out of the room while a call lasts, a key elsewhere."""
ACTS: Mapping[str, Act] = {
    **CALLS,
    "we ring": _arrives(lambda line: Arrived("out", known=True, open=True, language=line.language)),
    "ring back": _arrives(lambda _line: Arrived("back", known=False, open=True)),
    "pin": _event(lambda _line: Digits(PIN), _asks_pin),
    "wrong pin": _event(lambda _line: Digits(WRONG_PIN), _asks_pin),
    "nothing": _event(lambda _line: Silence(), _waits),
    "hang up": _event(lambda _line: VolunteerGone(), _up),
    "hash": _event(lambda _line: Digits("#"), _waits),
    "star": STAR,
    "*": STAR,
    "alone": Act(_alone, _anywhere),
    "nobody to call": _answers(NobodyToCall()),
    "no times": _answers(NO_TIMES),
    "closing time": _answers(Refused("outside_hours")),
}
RING_IN = re.compile(
    r"ring in(?P<stranger> as a stranger)?(?P<new> for the first time)?(?P<closed> after closing time)?"
    r"(?: in (?P<language>\w+))?"
)
WAYS = (
    "ring in", "ring in as a stranger", "ring in for the first time", "ring in after closing time",
    "ring in in cy", "refused REASON", 'expect "…"',
)  # fmt: skip
