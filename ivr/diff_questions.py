"""What changes in the questions from one version of a flow to another, in sentences for staff."""

from collections.abc import Iterator

from ivr.flow import Flow, Given, Question, Texts


def questions(old: Flow, new: Flow) -> Iterator[str]:
    """New ones and those that are gone, with their words; the order; what each takes, and when it is asked."""
    before, after = ({one.id: one for one in flow.questions} for flow in (old, new))
    yield from (_whole(new, one, "new") for name, one in after.items() if name not in before)
    yield from (_whole(old, one, "gone") for name, one in before.items() if name not in after)
    both = [one for one in before if one in after]
    if both != [one for one in after if one in before]:
        yield f"The questions come in another order: {', '.join(after)}."
    for name in both:
        yield from _question(before[name], after[name])


def _whole(flow: Flow, one: Question, what: str) -> str:
    """A question with its words and its codes."""
    texts = flow.prompts[f"questions.{one.id}"]
    asked = ", ".join(f'"{text}" ({language})' for language, text in texts.items())
    codes = "; ".join(f"{code} {' / '.join(label.values())}" for code, label in one.options.items() if label)
    when = f", asked {_when(one.when)}" if one.when else ""
    return f'The question "{one.id}" is {what}: {asked}{f", with {codes}" if codes else ""}{when}.'


def _question(one: Question, other: Question) -> Iterator[str]:
    named = f'The question "{one.id}"'
    for field, what in (("kind", "is now of the kind"), ("top", "now has a scale up to")):
        yield from _told(f"{named} {what}", getattr(one, field), getattr(other, field))
    for field, what in (("least", "now takes no less than"), ("most", "now takes no more than")):
        if one.kind == other.kind == "number":
            yield from _told(f"{named} {what}", getattr(one, field), getattr(other, field))
    for code in sorted(one.options.keys() | other.options.keys()):
        yield from _option(one.id, code, one.options.get(code), other.options.get(code))
    if list(one.options) != list(other.options) and set(one.options) == set(other.options):
        yield f"{named} has its codes in another order: {', '.join(other.options)}."
    if one.opinion != other.opinion:
        yield f"{named} is {'now' if other.opinion else 'no longer'} marked as a political opinion."
    if one.when != other.when:
        yield f"{named} is now asked {_when(other.when)} (before: {_when(one.when)})."


def _told(start: str, before: object, after: object) -> Iterator[str]:
    if before != after:
        yield f"{start} {after} (before: {before})."


def _when(given: Given | None) -> str:
    return f"only after {given.question}: {', '.join(given.values)}" if given else "always"


def _option(question: str, code: str, before: Texts | None, after: Texts | None) -> Iterator[str]:
    start = f'In the question "{question}", code {code}'
    if before is None or after is None:
        label = " / ".join((after or before or {}).values())
        yield f"{start} ({label}) is {'new' if before is None else 'gone'}."
        return
    for language in after:
        if language in before and before[language] != after[language]:
            yield f'{start} ({language}) is now called "{after[language]}" (before: "{before[language]}").'
