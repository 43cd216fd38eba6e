"""What a flow must not be: errors that would make a call go wrong. `ivr.check_words` has its words."""

from collections.abc import Collection, Iterator
from dataclasses import fields
from difflib import get_close_matches

from ivr.check_rules import check_rules
from ivr.check_words import check_words
from ivr.flow import (
    RETURN,
    Break,
    Choice,
    End,
    Flow,
    Languages,
    Members,
    Offer,
    Question,
    Questions,
    Review,
    Ring,
    Route,
    Say,
    Step,
    Times,
)
from ivr.graph import choices, named, reached, ways
from ivr.sounds import check_names
from ivr.tables import Fault, Path, nearest

SCALE_TOP = 9


def check(flow: Flow, own: Collection[str] = (), *, whole: bool = True) -> list[Fault]:
    """All that is wrong with the flow. `own`: the steps that the campaign's file says something of.

    `whole`: its steps could all be read, so that its ways can be looked at.
    """
    return [
        *missing(flow),
        *(check_ways(flow, own) if whole else ()),
        *_questions(flow),
        *check_words(flow),
        *check_names(flow),
    ]


def missing(flow: Flow) -> list[Fault]:
    """What is named and is not there."""
    return [*_names(flow), *_roles(flow), *_outcomes(flow)]


def check_ways(flow: Flow, own: Collection[str]) -> list[Fault]:
    """What is wrong with where the steps lead."""
    misspelt = {fault.words for fault in (*_names(flow), *_roles(flow))}
    return [*_graph(flow, own, misspelt), *circles(flow), *check_rules(flow)]


def _at(step: Step, path: Path = ()) -> Path:
    return ("steps", step.id, *path)


# --- names ------------------------------------------------------------------------------------------


def _names(flow: Flow) -> Iterator[Fault]:
    """Every step that is named is there."""
    known = flow.steps.keys() | {RETURN}
    for step in flow.steps.values():
        for path, name in named(step):
            if name not in known:
                yield Fault(_at(step, path), name, f'there is no step "{name}". {nearest(name, known)}')
    for reason, choice in flow.refusals.items():
        if choice.go not in known:
            message = f'there is no step "{choice.go}". {nearest(choice.go, known)}'
            yield Fault(("refusals", reason, "go"), choice.go, message)


def _roles(flow: Flow) -> Iterator[Fault]:
    """The steps and refusals that the machine itself goes to are there."""
    for role in fields(flow.roles):
        name = getattr(flow.roles, role.name)
        if name not in flow.steps:
            yield Fault(("roles", role.name), name, f'there is no step "{name}". {nearest(name, flow.steps)}')
    for reason in ("nobody", "contact"):
        if reason not in flow.refusals:
            yield Fault(
                ("refusals",), reason, f"refusals.{reason} is missing: it is said when nothing else fits."
            )
    for kind, name in ((Ring, "call"), (Offer, "offer"), (Break, "break")):
        if not any(isinstance(step, kind) for step in flow.steps.values()):
            yield Fault(("steps",), name, f"the flow has no step of the kind {name}: add one.")


def _outcomes(flow: Flow) -> Iterator[Fault]:
    for step in flow.steps.values():
        for path, choice in choices(step):
            if choice.outcome and choice.outcome not in flow.outcomes:
                message = f'there is no outcome "{choice.outcome}". {nearest(choice.outcome, flow.outcomes)}'
                yield Fault(_at(step, (*path, "outcome")), choice.outcome, message)


# --- ways through -----------------------------------------------------------------------------------


def _graph(flow: Flow, own: Collection[str], misspelt: set[str]) -> Iterator[Fault]:
    """What of the line's own is not used is no fault.

    `misspelt`: names that are no step's; what one of them may have meant counts as led to.
    """
    meant = {name for one in misspelt for name in get_close_matches(one, flow.steps, n=1)}
    roles = {getattr(flow.roles, role.name) for role in fields(flow.roles)}
    seen = reached(flow, roles | meant | {choice.go for choice in flow.refusals.values()})
    for id_, step in flow.steps.items():
        if id_ not in seen:
            if id_ in own:
                yield Fault(_at(step), id_, f'nothing leads to "{id_}": name it in a go, or take it out.')
            continue
        if not misspelt and not _way_out(flow, step):
            yield Fault(_at(step), id_, f'there is no way out of "{id_}": give it a key that leads on.')
        yield from _kept_by_kind(flow, step)


def _kept_by_kind(flow: Flow, step: Step) -> Iterator[Fault]:
    """What the step's kind relies on."""
    calls = step.keys.get("1") if isinstance(step, Offer) else None
    if calls and not isinstance(flow.steps.get(calls.go), Ring | None):
        message = "key 1 of an offer calls: lead it to a step of the kind call."
        yield Fault(_at(step, ("keys", "1", "go")), calls.go, message)
    if isinstance(step, Route) and step.to[-1].when:
        yield Fault(_at(step, ("to",)), "", "the last way of a route must hold always: add one without when.")


def _way_out(flow: Flow, step: Step) -> bool:
    """Whether an end can be come to by what the step offers, not by errors alone."""
    if isinstance(step, End) or any(choice.go == RETURN for _path, choice in choices(step)):
        return True
    return any(isinstance(flow.steps[name], End) for name in reached(flow, {step.id}, ways))


def _straight_on(step: Step | None) -> set[str]:
    """Where a step may lead without waiting for a key: questions too, where there are none to ask."""
    match step:
        case Route() | Say() | Times():
            return ways(step)
        case Questions() | Review():
            return {step.then.go}
        case Members():
            return {step.keys.get("#", Choice("")).go}
        case Languages():
            return {step.chosen.go}
        case _:
            return set()


def circles(flow: Flow) -> list[Fault]:
    """Steps that would be gone through for ever: no such flow can be played, nor tried."""
    return [
        Fault(_at(step), id_, f'"{id_}" comes back to itself without waiting for a key: lead it elsewhere.')
        for id_, step in flow.steps.items()
        if _circle(flow, id_)
    ]


def _circle(flow: Flow, start: str) -> bool:
    """Whether steps that need not wait lead from the step back to it."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        ahead = _straight_on(flow.steps.get(waiting.pop()))
        if start in ahead:
            return True
        waiting.extend(ahead - seen)
        seen |= ahead
    return False


# --- questions --------------------------------------------------------------------------------------


def _questions(flow: Flow) -> Iterator[Fault]:
    for index, question in enumerate(flow.questions):
        at = ("questions", str(index))
        if question.top > SCALE_TOP:
            message = 'a scale ends at 9, as one key answers it: use kind = "number", which ends with hash.'
            yield Fault((*at, "top"), str(question.top), message)
        if question.kind in ("choice", "several"):
            yield from _codes(question, (*at, "options"))


def _codes(question: Question, at: Path) -> Iterator[Fault]:
    """Codes are keys: figures, none beginning with 0 (which reads the list), all of one length."""
    if not question.options:
        yield Fault(at, question.id, "a choice needs options: add [questions.options].")
    for code in question.options:
        if not code.isdecimal() or code.startswith("0"):
            yield Fault((*at, code), code, f'"{code}" can\'t be keyed: use figures that do not begin with 0.')
    yield from _labels(question, at)
    if len({len(code) for code in question.options}) > 1:
        yield Fault(at, question.id, "codes have to be of one length: use 1 to 9, or 11 to 99.")


def _labels(question: Question, at: Path) -> Iterator[Fault]:
    """Two codes of one label can't be told apart, on the line or on the sheet."""
    seen: dict[tuple[str, str], str] = {}
    for code, texts in question.options.items():
        for language, label in texts.items():
            first = seen.setdefault((language, label.strip().casefold()), code)
            if first != code and label:
                message = f"codes {first} and {code} have one label: call one of them something else."
                yield Fault((*at, code, language), label, message)
