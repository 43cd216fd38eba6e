"""What a sentence's braces may fill in, and where: a word that nothing fills is silence on the line, or worse."""

import re
from collections.abc import Iterator, Mapping

from ivr.flow import Flow, Languages, Members, Review, Texts
from ivr.places import place
from ivr.tables import Fault, Path, nearest
from ivr.words import PLACEHOLDER, SHELL_WORDS, SLOTS

Names = frozenset[str]

EVERYWHERE: Names = SHELL_WORDS | SLOTS.keys()
NOTHING: Names = frozenset()
DAYS, HOURS = frozenset({"days", "weekday"}), frozenset({"hour", "next", "past", "time"})
OF_SENTENCES: Mapping[str, Names] = {
    "ask.scale": EVERYWHERE | {"low", "high", "top"},
    "ask.item": EVERYWHERE | {"code", "label"},
    "ask.echo": EVERYWHERE | {"answer"},
    "ask.unanswered": NOTHING,
    "somebody": NOTHING,
}
"""What these sentences of the machine's fill in."""
OF_TABLES: Mapping[str, Names] = {"answers": NOTHING, "card": NOTHING, "times": DAYS, "clock": HOURS}
"""What every sentence of these tables fills in: they are put into others as they are."""
NUMBER = frozenset({"n"})
OF_STEPS: Names = frozenset({"member", "key", "answer"})
"""What one kind of step alone fills in."""
SOMEWHERE = EVERYWHERE.union(OF_STEPS, NUMBER, *OF_SENTENCES.values(), *OF_TABLES.values())
LOOSE = re.compile(r"\{[^{}]*\}?|\}")
"""What is left of braces once the words are taken out that can be filled in."""


def check_braces(flow: Flow) -> Iterator[Fault]:
    """All braces that fill in nothing, and sentences whose languages fill in different things."""
    own = _of_steps(flow)
    for key, texts in flow.prompts.items():
        known = own.get(key) or OF_TABLES.get(key.partition(".")[0], EVERYWHERE)
        yield from _filled(place(flow, key), texts, OF_SENTENCES.get(key, known))
        yield from _same(place(flow, key), texts)
    for path, texts in _labels(flow):
        yield from _filled(path, texts, NOTHING)
    for thing, forms in flow.counts.items():
        for form, texts in forms.items():
            yield from _filled(("counts", thing, form), texts, NUMBER)


def _of_steps(flow: Flow) -> Mapping[str, Names]:
    """What a step's kind fills in beyond what every sentence may have, by sentence."""
    found: dict[str, Names] = {}

    def fills(key: str, *names: str) -> None:
        found[key] = found.get(key, EVERYWHERE) | {*names}

    for step in flow.steps.values():
        match step:
            case Members():
                fills(step.each, "member", "key")
            case Languages():
                fills(step.each, "key")
            case Review():
                fills(step.who, "member")
                for key in step.say:
                    fills(key, "answer")
            case _:
                pass
    return found


def _labels(flow: Flow) -> Iterator[tuple[Path, Texts]]:
    """Words that are put into sentences as they are, or printed."""
    yield ("title",), flow.title
    yield from ((("outcomes", name), texts) for name, texts in flow.outcomes.items())
    for index, question in enumerate(flow.questions):
        for code, texts in question.options.items():
            ends = {"1": "low", str(question.top): "high"} if question.kind == "scale" else {}
            at = (ends[code],) if ends else ("options", code)
            yield ("questions", str(index), *at), texts


def _filled(path: Path, texts: Texts, known: Names) -> Iterator[Fault]:
    for language, text in texts.items():
        for name in sorted(set(PLACEHOLDER.findall(text)) - known):
            remedy = nearest(name, known) if known else "Take it out."
            here = " here" if name in SOMEWHERE else ""
            yield Fault((*path, language), f"{{{name}}}", f"nothing fills {{{name}}}{here}. {remedy}")
        for loose in LOOSE.findall(PLACEHOLDER.sub("", text)):
            name = loose.strip("{} ")
            remedy = f"write {{{name}}}" if name in known else "take it out"
            yield Fault((*path, language), loose, f"“{loose}” fills in nothing: {remedy}.")


def _same(path: Path, texts: Texts) -> Iterator[Fault]:
    wanted = {language: set(PLACEHOLDER.findall(text)) for language, text in texts.items()}
    for language, names in wanted.items():
        if names != next(iter(wanted.values())):
            message = "the languages fill in different things: make them the same."
            yield Fault((*path, language), texts[language], message)
