"""What changes from one version of a flow to another, in sentences for staff."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields

from ivr.diff_questions import questions
from ivr.diff_steps import refusals, steps
from ivr.flow import Flow, Texts

Told = Callable[[Flow, Flow], Iterator[str]]


def changes(old: Flow, new: Flow) -> Iterator[str]:
    """Everything that is another; nothing where the two are the same."""
    if old.version == new.version:
        return
    told = [sentence for part in PARTS for sentence in _part(part, old, new)]
    yield from told or ["A sound file was recorded anew."] * bool(new.sounds or new.music)


def _part(part: str, old: Flow, new: Flow) -> Iterator[str]:
    """What is another in this part of the flow; never nothing where something is."""
    if getattr(old, part) != getattr(new, part):
        found = list(PARTS[part](old, new))
        if not found and not (part in WORDS and _told_before(old, new)):
            found = [f"Something is changed in the flow's {part.replace('_', ' ')}."]
        yield from found


def _told_before(old: Flow, new: Flow) -> bool:
    """Whether words come or go with a language or a question, which are told of by themselves."""
    ids = [{one.id for one in flow.questions} for flow in (old, new)]
    return old.languages != new.languages or ids[0] != ids[1]


def _id(old: Flow, new: Flow) -> Iterator[str]:
    yield f'The flow\'s id is now "{new.id}" (before: "{old.id}").'


def _title(old: Flow, new: Flow) -> Iterator[str]:
    yield from _texts("The title", old.title, new.title)


def _languages(old: Flow, new: Flow) -> Iterator[str]:
    yield f"The languages are now {', '.join(new.languages)} (before: {', '.join(old.languages)})."


def _roles(old: Flow, new: Flow) -> Iterator[str]:
    """The steps that the line itself goes to."""
    for role in fields(new.roles):
        before, after = getattr(old.roles, role.name), getattr(new.roles, role.name)
        if before != after:
            yield f'For {role.name.replace("_", " ")} the line goes to "{after}" (before: "{before}").'


def _prompts(old: Flow, new: Flow) -> Iterator[str]:
    """The words; those of a question that is new or gone are told with it."""
    whole = {
        f"questions.{one.id}"
        for flow, other in ((old, new), (new, old))
        for one in flow.questions
        if one.id not in {other_one.id for other_one in other.questions}
    }
    for key in [*new.prompts, *(key for key in old.prompts if key not in new.prompts)]:
        if key not in whole:
            yield from _texts(key, old.prompts.get(key), new.prompts.get(key), "now says")


def _outcomes(old: Flow, new: Flow) -> Iterator[str]:
    for name in _both(old.outcomes, new.outcomes):
        yield from _texts(f'The outcome "{name}"', old.outcomes.get(name), new.outcomes.get(name))


def _numbers(old: Flow, new: Flow) -> Iterator[str]:
    yield from _lists("The words for numbers", old.numbers, new.numbers)


def _hours(old: Flow, new: Flow) -> Iterator[str]:
    yield from _lists("The words for the hours", old.hours, new.hours)


def _hours_past(old: Flow, new: Flow) -> Iterator[str]:
    yield from _lists("The words for the hours after “past”", old.hours_past, new.hours_past)


def _counts(old: Flow, new: Flow) -> Iterator[str]:
    for thing in _both(old.counts, new.counts):
        before, after = old.counts.get(thing, {}), new.counts.get(thing, {})
        for form in _both(before, after):
            yield from _texts(f'The counted "{thing}", {form},', before.get(form), after.get(form))


def _voices(old: Flow, new: Flow) -> Iterator[str]:
    for language in new.languages:
        voice, before = new.voices[language], old.voices.get(language)
        if before and before.voice != voice.voice:
            yield f"The voice for {language} is now {voice.voice} (before: {before.voice})."
        if before and before.language != voice.language:
            yield f"The voice for {language} now speaks {voice.language} (before: {before.language})."


def _hold(old: Flow, new: Flow) -> Iterator[str]:
    yield f"While it rings, it is said in turn: {', '.join(new.hold)} (before: {', '.join(old.hold)})."


def _music(old: Flow, new: Flow) -> Iterator[str]:
    tunes = [flow.music or "the service's own" for flow in (new, old)]
    yield f"The hold music is {tunes[0]} (before: {tunes[1]})."


def _sounds(old: Flow, new: Flow) -> Iterator[str]:
    for key in sorted(new.sounds.keys() | old.sounds.keys()):
        if new.sounds.get(key) != old.sounds.get(key):
            files = ", ".join(new.sounds.get(key, {}).values())
            yield f"{key} is {f'played from {files}' if files else 'spoken by the voice again'}."


def _approved(old: Flow, new: Flow) -> Iterator[str]:
    for language in _both(old.approved, new.approved):
        one, other = old.approved.get(language), new.approved.get(language)
        if one != other:
            who = (other.by if other else "") or "nobody"
            yield f'The words in "{language}" are now approved by {who}.'


def _texts(start: str, old: Texts | None, new: Texts | None, what: str = "is now") -> Iterator[str]:
    """A sentence in each of its languages; a language that is new or gone is told of once, for them all."""
    before, after = old or {}, new or {}
    for language in _both(before, after):
        one, other = before.get(language), after.get(language)
        if other is None and not after:
            yield f'{start} ({language}) is gone: "{one}".'
        elif one is None and not before:
            yield f'{start} ({language}) is new: "{other}".'
        elif one is not None and other is not None and one != other:
            yield f'{start} ({language}) {what} "{other}" (before: "{one}").'


def _lists(
    start: str, old: Mapping[str, tuple[str, ...]], new: Mapping[str, tuple[str, ...]]
) -> Iterator[str]:
    for language in _both(old, new):
        one, other = old.get(language, ()), new.get(language, ())
        if language in old and language in new and one != other:
            fresh = [word for word in other if word not in one] or list(other)
            gone = [word for word in one if word not in other] or list(one)
            yield f"{start} ({language}) are changed: {', '.join(fresh)} (before: {', '.join(gone)})."


def _both(old: Mapping[str, object], new: Mapping[str, object]) -> list[str]:
    return [*new, *(one for one in old if one not in new)]


PARTS: Mapping[str, Told] = {
    "id": _id,
    "title": _title,
    "languages": _languages,
    "questions": questions,
    "steps": steps,
    "refusals": refusals,
    "prompts": _prompts,
    "outcomes": _outcomes,
    "voices": _voices,
    "sounds": _sounds,
    "music": _music,
    "hold": _hold,
    "roles": _roles,
    "numbers": _numbers,
    "counts": _counts,
    "hours": _hours,
    "hours_past": _hours_past,
    "approved": _approved,
}
"""Every part of a flow but its version, in the order in which it is told of."""
WORDS = frozenset({"title", "prompts", "outcomes", "voices", "numbers", "counts", "hours", "hours_past"})
"""The parts that have something in each language."""
