"""What can happen on a line where it stands: one event for each sort, and what the shell may answer."""

from collections.abc import Iterator
from typing import assert_never

from ivr.effects import CheckPin, FindTimes, NextContact, PlaceCall, Query
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
    PartOfDay,
    Person,
    Refused,
    SignedIn,
    SignInFailed,
    SignInUnsure,
    Silence,
    Silent,
    TimesFree,
    Unfinished,
    VolunteerGone,
)
from ivr.flow import Days, Entry, Flow, Languages, Members, Question, Questions, Review, Ring
from ivr.state import State
from ivr.steps.survey import code_length
from ivr.words import question_at

ATTEMPT = "a1"
CONTACT, TOM, MARY = Person("contact"), Person("tom"), Person("mary")
UNHEARD_OF = "a reason that the flow has no words for"
ARRIVALS: tuple[Arrived, ...] = (
    Arrived("in", known=True, open=True),
    Arrived("in", known=True, open=True, language="en"),
    Arrived("in", known=True, open=True, shared=True),
    Arrived("in", known=False, open=True),
    Arrived("in", known=True, open=False),
    Arrived("out", known=True, open=True),
    Arrived("back", known=False, open=True),
    Arrived("back", known=False, open=True, volunteers_too=True),
    Arrived("back", known=False, open=True, number=False),
)
IN_ROOM: tuple[Event, ...] = (
    ContactRinging(ATTEMPT),
    ContactAnswered(ATTEMPT),
    ContactEnded(ATTEMPT, "busy"),
    ContactEnded(ATTEMPT, "no_answer"),
    ContactEnded(ATTEMPT, "failed"),
    ContactEnded(ATTEMPT, "cancelled"),
    ContactEnded(ATTEMPT, "completed"),
    MachineHeard(ATTEMPT, "machine"),
    MachineHeard(ATTEMPT, "fax"),
    LeftRoom(),
    Silent(),
    Refused("outside_hours", ATTEMPT),
    Refused(UNHEARD_OF, ATTEMPT),
)
WHOLE_DAY: tuple[PartOfDay, ...] = ("morning", "afternoon", "evening")
TODAY = "2026-01-07"
"""A Wednesday; which day it is makes no difference to a flow."""
TIMES = TimesFree(TODAY, (("evening",), WHOLE_DAY, (), *[WHOLE_DAY] * 7))
"""It is afternoon, and lines are closed the day after tomorrow."""
NO_TIMES = TimesFree(TODAY, ())
DEFAULTS = ("nobody", "contact")
"""Words for any other reason: why there is nobody to call, and why this contact cannot be called."""
KEYS = tuple("1234567890*#")
CUT_OFF_AFTER = ("machine", "opted_out", "call_back", "declined", "someone_else")
"""What may be keyed already of a call that was not finished, besides answers: as conditions tell them apart."""


def happenings(flow: Flow, state: State) -> Iterator[Event]:
    """Every sort of event that can happen to the line now."""
    step = flow.steps.get(state.step)
    match step:
        case Ring():
            yield from IN_ROOM
        case Entry():
            lengths = {step.digits or step.least, 1}
            yield from (Digits("2" * length) for length in sorted(lengths, reverse=True))
            yield from (Digits(key) for key in "*#")
            yield Silence()
        case Questions() | Review():
            yield from (Digits(keys) for keys in _answers(flow, state))
            yield Silence()
        case Members() | Languages():
            yield from (Digits(key) for key in ("1", "2", "9", "0", "*", "#"))
            yield Silence()
        case Days():
            yield from (Digits(key) for key in ("2", "3", "1", "0", "*", "#"))
            yield Silence()
        case _:
            yield from (Digits(key) for key in _telling(flow, state))
            yield Silence()
    yield VolunteerGone()


def _telling(flow: Flow, state: State) -> list[str]:
    """The keys of the step, those that mean something everywhere, and one that means nothing here."""
    keys = getattr(flow.steps.get(state.step), "keys", {})
    wrong = [key for key in KEYS if key not in keys and key not in "0*#"]
    return [*keys, *(key for key in "0*#" if key not in keys), *wrong[:1]]


def _answers(flow: Flow, state: State) -> list[str]:
    question = question_at(flow, state)
    return ["1"] if question is None else [*question_keys(flow, question), "0", "*", "#"]


def question_keys(flow: Flow, question: Question) -> list[str]:
    """Answers of each sort: every one that a later question depends on, one more, and one that is wrong."""
    depended = [value for one in flow.questions if one.when and one.when.question == question.id
                for value in one.when.values]  # fmt: skip
    match question.kind:
        case "scale":
            others = [str(point) for point in range(1, question.top + 1) if str(point) not in depended]
            keys: list[str] = [*depended, *others[:1], str(question.top + 1)[:1]]
        case "yes_no":
            keys = ["1", "2", "9"]
        case "choice" | "several":
            others = [code for code in question.options if code not in depended]
            keys = [*depended, *others[:1], "9" * code_length(question)]
        case "number":
            keys = [str(question.least), f"{question.most}", "9" * (code_length(question) + 1)]
        case _:
            assert_never(question.kind)
    return list(dict.fromkeys(keys))


def answers(flow: Flow, query: Query) -> tuple[Answer, ...]:
    """What the shell may answer: a refusal of each sort that the flow tells apart, closing time among them."""
    match query:
        case CheckPin():
            return (*_accounts(flow), SignInFailed(), SignInFailed(locked=True), SignInUnsure())
        case NextContact():
            nobody = tuple(NobodyToCall(reason) for reason in (None, *_reasons(flow)))
            return Offered(CONTACT, (TOM, MARY), ("intention", "household")), Offered(CONTACT), *nobody
        case FindTimes():
            return TIMES, TimesFree(TODAY, ((), ("morning",))), TimesFree(TODAY, TIMES.days[:1]), NO_TIMES
        case PlaceCall():
            return Dialling(ATTEMPT), *(Refused(reason) for reason in (UNHEARD_OF, *_reasons(flow)))


def _reasons(flow: Flow) -> tuple[str, ...]:
    """One reason for each way on that refusals have."""
    told = [(reason, choice) for reason, choice in flow.refusals.items() if reason not in DEFAULTS]
    by_way = {(choice.go, choice.do): reason for reason, choice in reversed(told)}
    return tuple(by_way.values())


def _accounts(flow: Flow) -> tuple[SignedIn, ...]:
    """Volunteers of every sort: new, at work, cut off earlier, late in the evening, without a campaign."""
    had = tuple((one.id, "1") for one in flow.questions[:1] if one.kind in ("scale", "choice", "several"))
    left = Unfinished(ATTEMPT, CONTACT, (TOM, MARY), CONTACT, "survey_partial" if had else "answered", had)
    cut_off = [left, Unfinished(ATTEMPT, CONTACT, (), CONTACT, None, ())]
    cut_off += [Unfinished(ATTEMPT, CONTACT, (TOM, MARY), CONTACT, one, ()) for one in CUT_OFF_AFTER]
    first = flow.languages[0]
    return (
        SignedIn(("one",), key_tested=True, open=True, language=first),
        SignedIn(("one", "two"), key_tested=False, open=True, language=first),
        *(SignedIn(("one",), key_tested=True, open=True, language=first, unfinished=one) for one in cut_off),
        *(SignedIn(("one",), key_tested=True, open=False, language=first, unfinished=one) for one in cut_off),
        SignedIn(("one",), key_tested=True, open=False, language=first, slow=True, last=left),
        SignedIn((), key_tested=True, open=True, language=first),
        SignedIn(("one",), key_tested=True, open=True, language=None),
    )
