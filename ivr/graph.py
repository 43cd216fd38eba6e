"""The flow as a graph: every choice of a step and where it leads. The checker and the drawing use it."""

from collections.abc import Callable, Iterator

from ivr.flow import (
    RETURN,
    Break,
    Choice,
    Days,
    End,
    Entry,
    Flow,
    Languages,
    Members,
    Menu,
    Offer,
    Questions,
    Review,
    Ring,
    Route,
    Say,
    Step,
    Times,
)
from ivr.tables import Path

NAMES = {"#": ("skip",), "*": ("back",)}
"""How a flow's text names these keys."""


def choices(step: Step) -> Iterator[tuple[Path, Choice]]:
    """Every choice of the step, and its place within the step's table."""
    match step:
        case Route():
            yield from ((("to", str(index)), choice) for index, choice in enumerate(step.to))
        case Menu() | Offer() | Members() | Languages() | Break():
            yield from ((NAMES.get(key, ("keys", key)), choice) for key, choice in step.keys.items())
        case Ring():
            yield from ((("ends", fate), choice) for fate, choice in step.ends.items())
        case Say() | Entry() | Questions() | Review() | Times() | Days() | End():
            pass
    yield from _others(step)


def _others(step: Step) -> Iterator[tuple[Path, Choice]]:
    """Choices that are not told of as keys of a menu."""
    match step:
        case Say() | Entry() | Break():
            yield (), step.then
        case Times():
            yield (), step.then
            yield ("none",), step.none
        case Questions() | Review() | Days():
            yield (), step.then
            if step.back:
                yield ("back",), step.back
        case Menu() if step.silence:
            yield ("silence",), step.silence
        case Members() | Languages():
            yield ("chosen",), step.chosen
        case _:
            pass


def named(step: Step) -> Iterator[tuple[Path, str]]:
    """Every step that this one names, and the place where it does."""
    for path, choice in choices(step):
        yield (*path, "go"), choice.go
        if choice.back:
            yield (*path, "back"), choice.back
    match step:
        case Ring():
            yield ("talked",), step.talked
        case Entry() if step.takes == "pin":
            yield ("failed",), step.failed
        case _:
            pass
    if not isinstance(step, Route | Say | Ring | Times | End):
        yield from ((("lost",), name) for name in [step.manner.lost] if name)
        yield from ((("help",), name) for name in [step.manner.help] if name)


def targets(step: Step) -> set[str]:
    """Every step that this one names."""
    return {name for _path, name in named(step)} - {RETURN}


def ways(step: Step) -> set[str]:
    """The steps that this one leads to by what it offers: not by errors, and not to come back to."""
    return {name for path, name in named(step) if path[-1] in ("go", "talked", "failed")} - {RETURN}


def returns(flow: Flow, target: str) -> bool:
    """Whether the step leads to where help or a break was asked for, by itself or by steps that it leads to.

    A break that is chosen begins anew, and leads back to where it was chosen; one that some words lead to by
    themselves leads back to where those were led to from.
    """

    def ahead(step: Step) -> set[str]:
        return {name for name in ways(step) if not isinstance(flow.steps.get(name), Break)}

    step = flow.steps.get(target)
    if isinstance(step, Say) and isinstance(flow.steps.get(step.then.go), Break):
        return True
    seen = reached(flow, {target}, ahead)
    return any(choice.go == RETURN for name in seen for _path, choice in choices(flow.steps[name]))


def reached(flow: Flow, start: set[str], ahead: Callable[[Step], set[str]] = targets) -> set[str]:
    """Every step that can be come to from these."""
    seen: set[str] = set()
    waiting = [name for name in start if name in flow.steps]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting.extend(target for target in ahead(flow.steps[name]) if target in flow.steps)
    return seen
