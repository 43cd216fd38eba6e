"""Scripted rehearsals: calls written down beside a flow, played without a telephone, and what was expected of them.

A rehearsal file is Markdown. `## ` begins a rehearsal and names it; a line with `- ` holds what happens, in order,
between commas; all other lines are remarks.

    ## Somebody answers and is asked
    - ring in, pin, 1, expect "Next, Ann Reed"
    - 1, contact answers, star, 1, 1, 7
    - expect outcome survey_partial

What can happen: keys, `ring in` (`as a stranger`, `for the first time`, `after closing time`, `in cy`), `we ring`,
`ring back`, `pin`, `wrong pin`, `nothing`, `contact rings`, `contact answers`, `contact hangs up`, `no answer`,
`engaged`, `does not connect`, `answering machine`, `fax`, `no news`, `star`, `hash`, `hang up`. What the service
answers next: `alone` (contacts live alone from now on), `nobody to call`, `no times` (for a call back), `closing
time`, `refused REASON`. What is expected: `expect "WORDS"`, `expect outcome ID`, `expect answer QUESTION = VALUE`
(several with spaces between; `none`), `expect RECORD`.
`none`), `expect RECORD`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from ivr.advance import ARRIVE, advance
from ivr.effects import (
    CallAgain,
    CallBack,
    CheckPin,
    ClosingRead,
    Effect,
    EndContact,
    EnterRoom,
    FalsePositive,
    FindTimes,
    Finished,
    HangUp,
    NextContact,
    OptOut,
    OptOutCaller,
    PassOn,
    PlaceCall,
    Query,
    ReportConcern,
    ReportFault,
    RingMe,
    SaveAnswer,
    SaveOutcome,
    WantCoordinator,
)
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
from ivr.flow import Flow, Ring
from ivr.happenings import CONTACT, MARY, NO_TIMES, TIMES, TOM
from ivr.state import State
from ivr.tables import nearest
from ivr.telling import heard

PIN, WRONG_PIN = "2580", "1111"
COMMA = re.compile(r""",(?=(?:[^"]*"[^"]*")*[^"]*$)""")
"""A comma that stands in no quotation."""
RECORDS: Mapping[str, type[Effect]] = {
    "no more calls": OptOut,
    "call back": CallBack,
    "pass on": PassOn,
    "closing read": ClosingRead,
    "false positive": FalsePositive,
    "call ended": EndContact,
    "finished": Finished,
    "fault reported": ReportFault,
    "concern reported": ReportConcern,
    "co-ordinator told": WantCoordinator,
    "caller opted out": OptOutCaller,
    "caller wants a call": CallAgain,
    "we ring again": RingMe,
    "ringing": EnterRoom,
    "goodbye": HangUp,
}


@dataclass(frozen=True, slots=True)
class Missed:
    """What a rehearsal found otherwise than expected. `line`: of the rehearsal file, from 1."""

    rehearsal: str
    line: int
    message: str


@dataclass(slots=True)
class _Line:
    """The line that is rehearsed, and what came of it since the last key."""

    flow: Flow
    state: State = field(default_factory=lambda: State(ARRIVE))
    language: str | None = None
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
        answer, self.next_answer = self.next_answer, None
        match query:
            case CheckPin():
                account = SignedIn(("one",), key_tested=True, open=self.open, language=self.language)
                return account if query.pin == PIN else SignInFailed()
            case NextContact():
                if isinstance(answer, NobodyToCall):
                    return answer
                self.next_answer = answer
                return Offered(CONTACT, (TOM, MARY) if self.household else (), ("intention", "household"))
            case FindTimes():
                return answer if isinstance(answer, TimesFree) else TIMES
            case PlaceCall():
                if isinstance(answer, Refused):
                    return answer
                self.attempts += 1
                return Dialling(self.attempt)


Act = Callable[[_Line], None]


def _event(make: Callable[[_Line], Event]) -> Act:
    return lambda line: line.hear(make(line))


def _next(answer: Answer) -> Act:
    def act(line: _Line) -> None:
        line.next_answer = answer

    return act


def _alone(line: _Line) -> None:
    line.household = False


def _star(line: _Line) -> None:
    """Star: the way out of the room while a call lasts, a key elsewhere."""
    in_room = isinstance(line.flow.steps.get(line.state.step), Ring)
    line.hear(LeftRoom() if in_room else Digits("*"))


ACTS: Mapping[str, Act] = {
    "we ring": _event(lambda line: Arrived("out", known=True, open=True, language=line.language)),
    "ring back": _event(lambda _line: Arrived("back", known=False, open=True)),
    "pin": _event(lambda _line: Digits(PIN)),
    "wrong pin": _event(lambda _line: Digits(WRONG_PIN)),
    "nothing": _event(lambda _line: Silence()),
    "contact rings": _event(lambda line: ContactRinging(line.attempt)),
    "contact answers": _event(lambda line: ContactAnswered(line.attempt)),
    "contact hangs up": _event(lambda line: ContactEnded(line.attempt, "completed")),
    "no answer": _event(lambda line: ContactEnded(line.attempt, "no_answer")),
    "engaged": _event(lambda line: ContactEnded(line.attempt, "busy")),
    "does not connect": _event(lambda line: ContactEnded(line.attempt, "failed")),
    "answering machine": _event(lambda line: MachineHeard(line.attempt, "machine")),
    "fax": _event(lambda line: MachineHeard(line.attempt, "fax")),
    "no news": _event(lambda _line: Silent()),
    "hang up": _event(lambda _line: VolunteerGone()),
    "hash": _event(lambda _line: Digits("#")),
    "star": _star,
    "*": _star,
    "alone": _alone,
    "nobody to call": _next(NobodyToCall()),
    "no times": _next(NO_TIMES),
    "closing time": _next(Refused("outside_hours")),
}
RING_IN = re.compile(
    r"ring in(?P<stranger> as a stranger)?(?P<new> for the first time)?(?P<closed> after closing time)?"
    r"(?: in (?P<language>\w+))?"
)
WAYS = (
    "ring in", "ring in as a stranger", "ring in for the first time", "ring in after closing time",
    "refused REASON", 'expect "…"',
)  # fmt: skip


def rehearse(flow: Flow, text: str) -> list[Missed]:
    """Play every rehearsal of a file; what went otherwise than expected, the first of each rehearsal."""
    return [missed for name, lines in _rehearsals(text) for missed in [_play(flow, name, lines)] if missed]


def names(text: str) -> tuple[str, ...]:
    """The rehearsals of a file."""
    return tuple(name for name, _lines in _rehearsals(text))


def _rehearsals(text: str) -> Iterator[tuple[str, list[tuple[int, str]]]]:
    name, lines = "", list[tuple[int, str]]()
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("## "):
            if name:
                yield name, lines
            name, lines = line.removeprefix("## ").strip(), []
        elif line.startswith("- "):
            lines += [(number, part.strip()) for part in COMMA.split(line.removeprefix("- ")) if part.strip()]
    if name:
        yield name, lines


def _play(flow: Flow, name: str, lines: list[tuple[int, str]]) -> Missed | None:
    line = _Line(flow, language=flow.languages[0])
    for number, part in lines:
        message = _do(line, part)
        if message:
            return Missed(name, number, message)
    return None if lines else Missed(name, 1, "nothing happens in it: add lines that begin with “- ”.")


def _do(line: _Line, part: str) -> str:
    """Do or expect it; what went wrong, or nothing."""
    if part.startswith("expect "):
        return _expected(line, part.removeprefix("expect ").strip())
    if part in ACTS:
        ACTS[part](line)
    elif set(part) <= set("0123456789*#"):
        line.hear(Digits(part))
    elif ringing := RING_IN.fullmatch(part):
        _ring_in(line, ringing)
    elif part.startswith("refused "):
        line.next_answer = Refused(part.removeprefix("refused ").strip())
    else:
        return f"“{part}” is nothing that can happen. {nearest(part, [*ACTS, *WAYS])}"
    return ""


def _ring_in(line: _Line, ringing: re.Match[str]) -> None:
    """A new time on the line; what was recorded before is behind it."""
    line.state, line.since_ringing_in = State(ARRIVE), ()
    line.open = not ringing["closed"]
    line.language = None if ringing["new"] else ringing["language"] or line.language or line.flow.languages[0]
    known = not ringing["stranger"]
    line.hear(Arrived("in", known=known, open=line.open, language=line.language if known else None))


def _expected(line: _Line, what: str) -> str:
    """What is there instead of what was expected, or nothing."""
    if what.startswith('"'):
        wanted = what.strip('"')
        return "" if wanted in line.words else f"“{wanted}” is not heard, but: “{line.words}”."
    kind, _, rest = what.partition(" ")
    if kind == "outcome":
        had = [one.outcome for one in line.since_ringing_in if isinstance(one, SaveOutcome)]
        return "" if had[-1:] == [rest] else f"the outcome is not {rest}, but {had[-1] if had else 'none'}."
    if kind == "answer":
        return _answered(line, *(one.strip() for one in rest.partition("=")[::2]))
    if what in RECORDS:
        there = any(isinstance(one, RECORDS[what]) for one in line.effects)
        return "" if there else f"“{what}” did not happen here."
    return f"“{what}” is nothing that can be expected. {nearest(what, [*RECORDS, 'outcome ID', 'answer ID = VALUE'])}"


def _answered(line: _Line, question: str, value: str) -> str:
    answers = {one.question: one.value for one in line.since_ringing_in if isinstance(one, SaveAnswer)}
    had = answers.get(question) or "none"
    wanted = ",".join(value.split())
    return "" if had == wanted else f"the answer to {question} is not {wanted}, but {had}."
