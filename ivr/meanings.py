"""A question's id keeps its meaning for ever: its answers are stored under it, and are counted together."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ivr.flow import Flow, Question
from ivr.same_words import same_label, same_question
from ivr.tables import Fault


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question as a version asked it."""

    flow: Flow
    question: Question


def reused(flow: Flow, earlier: Iterable[Flow]) -> Iterator[Fault]:
    """The ids that had another meaning before. `earlier`: the versions that count, the oldest first.

    Who was first gives an id its meaning: a version that took it away stands in nobody's way, neither of whoever keeps
    to the first meaning nor of the first version itself.
    """
    meant = _meant(earlier)
    for index, question in enumerate(flow.questions):
        for before in meant.get(question.id, ()):
            if what := _difference(before, _Asked(flow, question)):
                message = (
                    f'"{question.id}" had another meaning before ({what}): give the new question another id.'
                )
                yield Fault(("questions", str(index), "id"), question.id, message)
                break


def _meant(earlier: Iterable[Flow]) -> dict[str, list[_Asked]]:
    """Each id's question as all versions had it that kept its meaning."""
    found: dict[str, list[_Asked]] = {}
    for flow in earlier:
        for question in flow.questions:
            asked, before = _Asked(flow, question), found.setdefault(question.id, [])
            if not any(_difference(one, asked) for one in before):
                before.append(asked)
    return found


def _difference(old: _Asked, new: _Asked) -> str:
    """What differs, or nothing. Codes may be added or taken out; one that stays keeps its label, slips mended."""
    before, after = old.question, new.question
    if before.kind != after.kind:
        return f"it was {before.kind}, it is {after.kind}"
    if before.top != after.top:
        return f"its scale ended at {before.top}, it ends at {after.top}"
    if (before.least, before.most) != (after.least, after.most):
        return f"it took {before.least} to {before.most}, it takes {after.least} to {after.most}"
    for code in before.options.keys() & after.options.keys():
        for language in before.options[code].keys() & after.options[code].keys():
            one, other = before.options[code][language], after.options[code][language]
            if not same_label(one, other, old.flow.numbers.get(language, ())):
                return f"{code} meant “{one}”, it means “{other}”"
    key = f"questions.{after.id}"
    said, says = old.flow.prompts[key], new.flow.prompts[key]
    for language in said.keys() & says.keys():
        if not same_question(said[language], says[language]):
            return f"it asked “{said[language]}”"
    return ""
