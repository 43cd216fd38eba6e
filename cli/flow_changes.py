"""What changes from one version of a flow to another, in sentences for staff."""

from collections.abc import Iterator, Mapping
from typing import Any

from ivr.flow import Flow, Question
from ivr.graph import choices, ways


def changes(old: Flow, new: Flow) -> Iterator[str]:
    """Everything that a volunteer would notice: questions, steps, words, outcomes."""
    if old.version == new.version:
        return
    yield from _questions(old, new)
    yield from _steps(old, new)
    yield from _words(old.prompts, new.prompts)
    yield from _coming_and_going("outcome", old.outcomes, new.outcomes)
    if old.languages != new.languages:
        yield f"The languages are now {', '.join(new.languages)} (before: {', '.join(old.languages)})."


def _questions(old: Flow, new: Flow) -> Iterator[str]:
    before, after = _by_id(old), _by_id(new)
    yield from _coming_and_going("question", before, after)
    both = [one for one in before if one in after]
    if both != [one for one in after if one in before]:
        yield f"The questions come in another order: {', '.join(after)}."
    for name in both:
        one, other = before[name], after[name]
        if (one.kind, one.options, one.top) != (other.kind, other.options, other.top):
            yield f'The question "{name}" takes other answers.'


def _by_id(flow: Flow) -> dict[str, Question]:
    return {one.id: one for one in flow.questions}


def _steps(old: Flow, new: Flow) -> Iterator[str]:
    yield from _coming_and_going("step", old.steps, new.steps)
    for name, step in new.steps.items():
        before = old.steps.get(name)
        if before is None or before == step:
            continue
        if list(choices(before)) != list(choices(step)) or ways(before) != ways(step):
            yield f'From the step "{name}" other keys lead on, or they lead elsewhere.'
        else:
            yield f'The step "{name}" is changed.'


def _words(old: Mapping[str, Mapping[str, str]], new: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    for key, texts in new.items():
        for language, text in texts.items():
            before = old.get(key, {}).get(language)
            if before is not None and before != text:
                yield f'{key} ({language}) now says "{text}" (before: "{before}").'


def _coming_and_going(what: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    for name in sorted(new.keys() - old.keys()):
        yield f'The {what} "{name}" is new.'
    for name in sorted(old.keys() - new.keys()):
        yield f'The {what} "{name}" is gone.'
