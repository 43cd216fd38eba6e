"""What changes from one version of a flow to another, in sentences for staff."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields

from ivr.flow import Asking, Choice, Flow, Question, Step, Texts
from ivr.graph import choices, named
from ivr.tables import Path

KEY_NAMES: Mapping[Path, str] = {
    ("skip",): "hash",
    ("back",): "star",
    ("silence",): "silence",
    (): "what follows",
}


def changes(old: Flow, new: Flow) -> Iterator[str]:
    """Everything that a volunteer would notice; nothing where the two are the same."""
    if old.version == new.version:
        return
    told = list(_told(old, new))
    yield from told or ["A sound file was recorded anew."] * bool(new.sounds or new.music)


def _told(old: Flow, new: Flow) -> Iterator[str]:
    yield from _questions(old, new)
    yield from _steps(old, new)
    yield from _refusals(old, new)
    yield from _words(old.prompts, new.prompts)
    yield from _coming_and_going("outcome", old.outcomes, new.outcomes)
    yield from _manners(old, new)


def _manners(old: Flow, new: Flow) -> Iterator[str]:
    """Languages, voices, recordings, and the steps that the line itself goes to."""
    if old.languages != new.languages:
        yield f"The languages are now {', '.join(new.languages)} (before: {', '.join(old.languages)})."
    for language in new.languages:
        voice, before = new.voices[language], old.voices.get(language)
        if before and before != voice:
            yield f"The voice for {language} is now {voice.voice} (before: {before.voice})."
    for key in sorted(new.sounds.keys() | old.sounds.keys()):
        files = ", ".join(new.sounds.get(key, {}).values())
        if new.sounds.get(key) != old.sounds.get(key):
            yield f"{key} is {f'played from {files}' if files else 'spoken by the voice again'}."
    if old.music != new.music:
        tunes = [flow.music or "the service's own" for flow in (new, old)]
        yield f"The hold music is {tunes[0]} (before: {tunes[1]})."
    for role in fields(new.roles):
        before_, after = getattr(old.roles, role.name), getattr(new.roles, role.name)
        if before_ != after:
            yield f'For {role.name.replace("_", " ")} the line goes to "{after}" (before: "{before_}").'


# --- questions ----------------------------------------------------------------------------------------


def _questions(old: Flow, new: Flow) -> Iterator[str]:
    before, after = ({one.id: one for one in flow.questions} for flow in (old, new))
    yield from _coming_and_going("question", before, after)
    both = [one for one in before if one in after]
    if both != [one for one in after if one in before]:
        yield f"The questions come in another order: {', '.join(after)}."
    for name in both:
        yield from _question(before[name], after[name])


def _question(one: Question, other: Question) -> Iterator[str]:
    answers = ("kind", "top", "least", "most")
    if any(getattr(one, name) != getattr(other, name) for name in answers):
        yield f'The question "{one.id}" takes other answers.'
    for code in sorted(one.options.keys() | other.options.keys()):
        yield from _option(one.id, code, one.options.get(code), other.options.get(code))
    if one.opinion != other.opinion:
        yield f'The question "{one.id}" is {"now" if other.opinion else "no longer"} marked as a political opinion.'
    if one.when != other.when:
        condition = (
            f"only after {other.when.question}: {', '.join(other.when.values)}" if other.when else "always"
        )
        yield f'The question "{one.id}" is now asked {condition}.'


def _option(question: str, code: str, before: Texts | None, after: Texts | None) -> Iterator[str]:
    label = next(iter((after or before or {}).values()), "")
    if before is None or after is None:
        yield f'In the question "{question}", code {code} ({label}) is {"new" if before is None else "gone"}.'
    elif before != after:
        was = next(iter(before.values()), "")
        yield f'In the question "{question}", code {code} is now called "{label}" (before: "{was}").'


# --- steps ----------------------------------------------------------------------------------------------


def _steps(old: Flow, new: Flow) -> Iterator[str]:
    yield from _coming_and_going("step", old.steps, new.steps)
    for name, step in new.steps.items():
        before = old.steps.get(name)
        if before is not None and before != step:
            yield from (
                _step(before, step)
                if type(before) is type(step)
                else (f'The step "{name}" is of another kind.',)
            )


def _step(before: Step, after: Step) -> Iterator[str]:
    found = [*_ways(before, after), *_waits(before, after)]
    yield from found
    if not found:
        yield f'The step "{after.id}" is changed.'


def _ways(before: Step, after: Step) -> Iterator[str]:
    one, other = dict(choices(before)), dict(choices(after))
    for path in [*one, *(path for path in other if path not in one)]:
        key = KEY_NAMES.get(path, "key " + path[-1] if path and path[0] == "keys" else " ".join(path))
        if path not in other:
            yield f'In the step "{after.id}", {key} is gone.'
        elif path not in one:
            yield f'In the step "{after.id}", {key} is new: it leads to "{other[path].go}".'
        elif one[path] != other[path]:
            yield _way(after.id, key, one[path], other[path])
    others = {place: name for place, name in named(before) if place[-1] in ("talked", "lost", "help")}
    for place, name in named(after):
        if place[-1] in ("talked", "lost", "help") and others.get(place) != name:
            yield f'In the step "{after.id}", {place[-1]} now leads to "{name}".'


def _way(step: str, key: str, before: Choice, after: Choice) -> str:
    if before.go != after.go:
        return f'In the step "{step}", {key} now leads to "{after.go}" (before: "{before.go}").'
    if before.outcome != after.outcome:
        saved, was = after.outcome or "no outcome", before.outcome or "none"
        return f'In the step "{step}", {key} now saves {saved} (before: {was}).'
    return f'In the step "{step}", {key} does something else or depends on something else.'


def _waits(before: Step, after: Step) -> Iterator[str]:
    if isinstance(before, Asking) and isinstance(after, Asking):
        if before.manner.wait != after.manner.wait:
            yield f'The step "{after.id}" waits {after.manner.wait} seconds (before: {before.manner.wait}).'
        if before.manner.tries != after.manner.tries:
            yield f'The step "{after.id}" gives {after.manner.tries} tries (before: {before.manner.tries}).'


def _refusals(old: Flow, new: Flow) -> Iterator[str]:
    yield from _coming_and_going("refusal", old.refusals, new.refusals)
    for name, choice in new.refusals.items():
        before = old.refusals.get(name)
        if before and before.go != choice.go:
            yield f'After the refusal "{name}" the line goes to "{choice.go}" (before: "{before.go}").'


# --- words ----------------------------------------------------------------------------------------------


def _words(old: Mapping[str, Texts], new: Mapping[str, Texts]) -> Iterator[str]:
    for key, texts in new.items():
        for language, text in texts.items():
            before = old.get(key, {}).get(language)
            if before is not None and before != text:
                yield f'{key} ({language}) now says "{text}" (before: "{before}").'


def _coming_and_going(what: str, old: Collection[str], new: Collection[str]) -> Iterator[str]:
    yield from (f'The {what} "{name}" is new.' for name in sorted(set(new) - set(old)))
    yield from (f'The {what} "{name}" is gone.' for name in sorted(set(old) - set(new)))
