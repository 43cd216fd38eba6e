"""A call flow as it is used: frozen, whole and checked. `ivr.load` makes one from a flow's text.

A step is one of a small closed set of kinds. What `*`, `#` and `0` mean is fixed by the kind:

| kind | what it does | `*` | `#` | `0` |
|---|---|---|---|---|
| route | goes on at once, by what holds | | | |
| say | says something and goes on at once | | | |
| menu | offers keys | back | skip, or keep | help |
| entry | takes a number | clears | ends it, where its length is open | a digit |
| offer | offers the next contact | back | skips the contact | details |
| call | the contact rings; the two talk | ends the call | | |
| questions | asks the questions in turn | the one before | skips the question | repeats, or reads the list |
| members | offers the others of the household | back | nobody | help |
| languages | offers the flow's languages, each in its own words and voice | back | | help |
| review | goes through the answers to correct them | the one before | keeps the answer | help |
| times | asks when the contact could be rung again, and goes on at once | | | |
| days | takes in how many days that is to be, 2 to 9 | back | | help |
| break | plays music until a key | back to work | | help |
| end | says goodbye and hangs up | | | |
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Texts: TypeAlias = Mapping[str, str]
"""The same sentence, by language."""

Condition: TypeAlias = Literal[
    "first_time", "language_unchosen", "languages",
    "back", "out", "known", "named", "withheld", "closed", "volunteers_too", "keys_untested", "no_campaign",
    "other_campaigns", "unfinished", "last", "correcting", "others", "about_other", "spoken", "answered",
    "answers", "machine", "opted_out", "concluded", "household",
    "closing", "wants_call_back", "today", "tomorrow", "later", "morning", "afternoon", "evening",
]  # fmt: skip
"""What a choice may depend on: see `ivr.conditions`."""

Action: TypeAlias = Literal[
    "keys_work", "another_campaign", "ring_me", "close", "leave", "opt_out", "opt_out_household",
    "opt_out_caller", "call_again", "pass_on", "closing_read", "closing_not_read", "false_positive",
    "finished", "correct", "survey", "report_fault", "report_abuse", "report_worry", "on_today", "on_tomorrow",
    "in_morning", "in_afternoon", "in_evening", "call_back", "ask_coordinator", "tell_lost", "tell_unheard",
]  # fmt: skip
"""What a choice may do beyond going somewhere: see `ivr.actions`."""

Takes: TypeAlias = Literal["pin", "volunteer", "number"]
QuestionKind: TypeAlias = Literal["scale", "yes_no", "choice", "several", "number"]

RETURN = "return"
"""A target: the step from which help, a break or the script was asked for."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Where a key, a silence or a route leads. `words`: the prompt that tells of it, or empty."""

    go: str
    do: tuple[Action, ...] = ()
    outcome: str | None = None
    when: Condition | None = None
    back: str | None = None
    """The step that a break returns to, if it is not the one that was left."""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a step waits for keys. `wait`: seconds. `tries`: how many errors in a row lead to `lost`."""

    wait: int = 8
    tries: int = 3
    sorry: str = "sorry"
    lost: str | None = None
    """None: the flow's own, by whether the volunteer is signed in."""
    help: str | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """Goes to the first choice that holds; nothing is said."""

    id: str
    to: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Say:
    """Says its prompts and goes on."""

    id: str
    say: tuple[str, ...]
    then: Choice


@dataclass(frozen=True, slots=True)
class Menu:
    """Offers keys, in the order in which they are told of."""

    id: str
    say: tuple[str, ...]
    keys: Mapping[str, Choice]
    manner: Manner
    silence: Choice | None = None
    """None: a silence is an error like a wrong key."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Takes a PIN, a volunteer number or a telephone number. `digits`: how many, or None: until hash."""

    id: str
    say: tuple[str, ...]
    takes: Takes
    digits: int | None
    least: int
    then: Choice
    manner: Manner
    failed: str = ""
    """The step after the last wrong PIN."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Offers the next contact: 1 calls, `#` skips, `0` tells more; other keys lead away."""

    id: str
    say: tuple[str, ...]
    keys: Mapping[str, Choice]
    manner: Manner


@dataclass(frozen=True, slots=True)
class Ring:
    """The call itself. `ends`: where it goes when it was not answered, by fate, and for `machine`, `lost`."""

    id: str
    talked: str
    ends: Mapping[str, Choice]


@dataclass(frozen=True, slots=True)
class Questions:
    """Asks the flow's questions. `say`: the words before each."""

    id: str
    say: tuple[str, ...]
    then: Choice
    back: Choice | None
    manner: Manner


@dataclass(frozen=True, slots=True)
class Members:
    """Offers the others of the household, a key each. `each`: the prompt for one; `keys`: `#` for nobody."""

    id: str
    say: tuple[str, ...]
    each: str
    chosen: Choice
    keys: Mapping[str, Choice]
    manner: Manner


@dataclass(frozen=True, slots=True)
class Languages:
    """Offers the flow's languages, a key each in their order. `each`: the prompt, said in every language's own voice.

    A flow of one language goes straight on.
    """

    id: str
    say: tuple[str, ...]
    each: str
    chosen: Choice
    keys: Mapping[str, Choice]
    manner: Manner


@dataclass(frozen=True, slots=True)
class Review:
    """Goes through the answers: `#` keeps one, a key of the question changes it.

    `who`: the words before each person's answers, where they are not the contact's alone; or empty.
    """

    id: str
    say: tuple[str, ...]
    then: Choice
    back: Choice | None
    manner: Manner
    who: str = ""


@dataclass(frozen=True, slots=True)
class Break:
    """Music until a key, for `turns` waits; then `then`."""

    id: str
    say: tuple[str, ...]
    keys: Mapping[str, Choice]
    turns: int
    then: Choice
    manner: Manner


@dataclass(frozen=True, slots=True)
class Times:
    """Asks the shell when the contact could be rung again, and goes on; to `none` where there is no such time."""

    id: str
    then: Choice
    none: Choice


@dataclass(frozen=True, slots=True)
class Days:
    """Takes in how many days the contact is to be rung again. `closed`: said of a day without a time for it."""

    id: str
    say: tuple[str, ...]
    closed: str
    then: Choice
    back: Choice | None
    manner: Manner


@dataclass(frozen=True, slots=True)
class End:
    """Says its prompts, if any, and hangs up."""

    id: str
    say: tuple[str, ...]


Step: TypeAlias = (
    Route | Say | Menu | Entry | Offer | Ring | Questions | Members | Languages | Review | Times | Days | Break
    | End
)  # fmt: skip
Asking: TypeAlias = Menu | Entry | Offer | Questions | Members | Languages | Review | Days | Break
"""The steps that wait for keys."""


@dataclass(frozen=True, slots=True)
class Given:
    """That an earlier question was given one of these answers."""

    question: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `options`: code and label, by language; for a scale the labels of its two ends.

    Words beyond the question itself, by prompt: `questions.<id>.help` is said on `0`.
    """

    id: str
    kind: QuestionKind
    options: Mapping[str, Texts]
    top: int = 9
    """The last point of a scale."""
    when: Given | None = None
    """None: it is always asked."""
    least: int = 0
    most: int = 0
    """The bounds of a number, both included."""
    opinion: bool = False
    """That its answers are political opinions: data of a special category, UK GDPR art 9."""


@dataclass(frozen=True, slots=True)
class Voice:
    """The voice of one language, as the carrier names it."""

    language: str
    voice: str


@dataclass(frozen=True, slots=True)
class Approval:
    """Who has read a language's words and found them good. `words`: which words, by their fingerprint.

    Both are empty where nobody has: the file says so.
    """

    by: str
    words: str


@dataclass(frozen=True, slots=True)
class Roles:
    """The steps that the machine itself has to know."""

    arrive: str
    signed_in: str
    sign_in: str
    lost: str
    """After the last error of somebody signed in; `lost_stranger` for anybody else. `help` likewise."""
    lost_stranger: str
    help: str
    help_stranger: str


@dataclass(frozen=True, slots=True)
class Flow:
    """A whole flow. `prompts`: every sentence, by key and language; `version`: by its content."""

    id: str
    title: Texts
    version: str
    languages: tuple[str, ...]
    roles: Roles
    steps: Mapping[str, Step]
    questions: tuple[Question, ...]
    prompts: Mapping[str, Texts]
    outcomes: Mapping[str, Texts]
    refusals: Mapping[str, Choice]
    numbers: Mapping[str, tuple[str, ...]]
    """Number words from nought on, by language."""
    counts: Mapping[str, Mapping[str, Texts]]
    """Counted things: their forms by number (`1`, `2` …) and `other`, each by language."""
    voices: Mapping[str, Voice]
    hold: tuple[str, ...]
    """What stands in the hold music: at the first fetch, the next … the last one from then on."""
    hours: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The twelve hours of the clock from one on, by language; `hours_past`: as they are said after "past"."""
    hours_past: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    music: str = ""
    """The sound file that is the hold music; empty: the service's own."""
    sounds: Mapping[str, Texts] = field(default_factory=dict)
    """Sound files that stand for a prompt, by prompt and language."""
    approved: Mapping[str, Approval] = field(default_factory=dict)
    """By language."""
