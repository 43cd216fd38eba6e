"""What changes in the steps and refusals from one version of a flow to another, in sentences for staff."""

from collections.abc import Iterator, Mapping

from ivr.flow import Asking, Choice, Flow, Step
from ivr.graph import choices, named
from ivr.tables import Path

KEY_NAMES: Mapping[Path, str] = {
    ("skip",): "hash",
    ("back",): "star",
    ("silence",): "silence",
    (): "what follows",
}
PLAIN: Mapping[str, str] = {
    "say": "what is said first",
    "each": "what is said of each",
    "closed": "what is said of a day without a time",
    "who": "what is said of whose answers they are",
    "takes": "what is keyed",
    "digits": "how many figures are keyed",
    "least": "how many figures are keyed at least",
    "turns": "how many waits the break lasts",
}
"""The fields of steps that are neither ways on nor a manner of waiting."""


def steps(old: Flow, new: Flow) -> Iterator[str]:
    """Every step that is new, gone or changed."""
    yield from (f'The step "{name}" is new.' for name in sorted(new.steps.keys() - old.steps.keys()))
    yield from (f'The step "{name}" is gone.' for name in sorted(old.steps.keys() - new.steps.keys()))
    for name, step in new.steps.items():
        before = old.steps.get(name)
        if before is not None and before != step:
            yield from _step(before, step)


def refusals(old: Flow, new: Flow) -> Iterator[str]:
    """Where a refusal leads, and what is done besides."""
    yield from (f'The refusal "{one}" is new.' for one in sorted(new.refusals.keys() - old.refusals.keys()))
    yield from (f'The refusal "{one}" is gone.' for one in sorted(old.refusals.keys() - new.refusals.keys()))
    for name, choice in new.refusals.items():
        if name in old.refusals and old.refusals[name] != choice:
            yield from choice_changes(f'After the refusal "{name}" the line', old.refusals[name], choice)


def choice_changes(start: str, before: Choice, after: Choice) -> Iterator[str]:
    """What of a choice is another: where it leads, what it does and saves, on what it depends."""
    told = [
        (before.go, after.go, "leads to"),
        (before.outcome, after.outcome, "saves"),
        (_names(before.do), _names(after.do), "does"),
        (before.when, after.when, "is there only if"),
        (before.back, after.back, "comes back from a break to"),
        (before.words, after.words, "is told of by"),
    ]
    for one, other, what in told:
        if one != other:
            yield f"{start} now {what} {_shown(other)} (before: {_shown(one)})."


def _names(done: tuple[str, ...]) -> str:
    return ", ".join(done)


def _shown(value: str | None) -> str:
    return f'"{value}"' if value else "nothing"


def _step(before: Step, after: Step) -> Iterator[str]:
    if type(before) is not type(after):
        yield f'The step "{after.id}" is of another kind.'
        return
    found = [*_ways(before, after), *_waits(before, after), *_plain(before, after)]
    yield from found or [f'Something in the step "{after.id}" is changed.']


def _ways(before: Step, after: Step) -> Iterator[str]:
    one, other = dict(choices(before)), dict(choices(after))
    for path in [*one, *(path for path in other if path not in one)]:
        key = KEY_NAMES.get(path, "key " + path[-1] if path and path[0] == "keys" else " ".join(path))
        start = f'In the step "{after.id}", {key}'
        if path not in other:
            yield f"{start} is gone."
        elif path not in one:
            yield f'{start} is new: it leads to "{other[path].go}".'
        else:
            yield from choice_changes(start, one[path], other[path])
    if list(one) != list(other) and set(one) == set(other):
        yield f'In the step "{after.id}", the keys come in another order.'
    others = {place: name for place, name in named(before) if _besides(place)}
    for place, name in named(after):
        if _besides(place) and others.get(place) != name:
            yield f'In the step "{after.id}", {place[-1]} now leads to "{name}".'
    for place in others.keys() - {place for place, _name in named(after)}:
        yield f'In the step "{after.id}", {place[-1]} leads where the line\'s own does again.'


def _besides(place: Path) -> bool:
    return place[-1] in ("talked", "failed", "lost", "help")


def _waits(before: Step, after: Step) -> Iterator[str]:
    if isinstance(before, Asking) and isinstance(after, Asking):
        one, other = before.manner, after.manner
        if one.wait != other.wait:
            yield f'The step "{after.id}" waits {other.wait} seconds (before: {one.wait}).'
        if one.tries != other.tries:
            yield f'The step "{after.id}" gives {other.tries} tries (before: {one.tries}).'
        if one.sorry != other.sorry:
            yield f'In the step "{after.id}", a wrong key is answered by "{other.sorry}" (before: "{one.sorry}").'


def _plain(before: Step, after: Step) -> Iterator[str]:
    for name, what in PLAIN.items():
        one, other = getattr(before, name, None), getattr(after, name, None)
        if one != other:
            yield f'In the step "{after.id}", {what} is now {_listed(other)} (before: {_listed(one)}).'


def _listed(value: object) -> str:
    return ", ".join(map(str, value)) or "nothing" if isinstance(value, tuple) else str(value or "nothing")
