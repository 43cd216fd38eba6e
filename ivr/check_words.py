"""What a flow's words must not be: unfilled, at odds with the keys, or silent on who is calling."""

import re
from collections.abc import Iterator, Mapping
from typing import get_args

from ivr.events import PartOfDay
from ivr.flow import Break, Flow, Languages, Members, Menu, Offer, Step, Texts
from ivr.graph import NAMES
from ivr.places import place
from ivr.tables import Fault, Path, nearest
from ivr.words import LOCAL_WORDS, PLACEHOLDER, SHELL_WORDS, SLOTS

NEEDED = (
    "sorry", "somebody", "overtaken", "ask.scale", "ask.yes_no", "ask.choice", "ask.several", "ask.another", "ask.item",
    "ask.echo", "ask.unanswered", "answers.yes", "answers.no", "clock.other", "clock.morning", "clock.noon",
    "clock.afternoon", "clock.evening",
)  # fmt: skip
"""Sentences that the machine itself says."""
TIMES = (
    *(f"times.{day}_{part}" for day in ("today", "tomorrow", "later") for part in get_args(PartOfDay)),
    *(f"times.weekday_{day}" for day in range(1, 8)),
)
"""How the time of a call back is said."""
HOURS = 12
COUNTS = ("calls", "surveys", "days")
FIGURE = re.compile(r"(?<![\w{])\d(?![\w}])")
SPOKEN_KEYS = {"#": ("hash",), "*": ("star", "seren")}
QUIET = ("9", "#", "*")
"""Keys that need not be told of: they mean the same everywhere."""


def check_words(flow: Flow) -> Iterator[Fault]:
    """All that is wrong with the words."""
    yield from _needed(flow)
    yield from _placeholders(flow)
    yield from _script(flow)
    yield from _hold(flow)
    yield from _counts(flow)
    for step in flow.steps.values():
        yield from _said(flow, step)
        if isinstance(step, Menu | Offer | Members | Languages | Break):
            yield from _told(flow, step)


def _needed(flow: Flow) -> Iterator[Fault]:
    kinds = {f"ask.{question.kind}" for question in flow.questions}
    for key in dict.fromkeys((*NEEDED, *TIMES, *sorted(kinds))):
        if key not in flow.prompts:
            yield Fault(place(flow, key), key, f'the sentence "{key}" is missing: add it.')


def _said(flow: Flow, step: Step) -> Iterator[Fault]:
    """Every sentence that a step borrows is there."""
    for key in (*getattr(step, "say", ()), *([step.manner.sorry] if isinstance(step, Menu) else [])):
        if key not in flow.prompts:
            message = f'there is no sentence "{key}". {nearest(key, flow.prompts)}'
            yield Fault(("steps", step.id, "say"), key, message)


def _placeholders(flow: Flow) -> Iterator[Fault]:
    """Only what can be filled, and the same in every language."""
    known = SLOTS.keys() | SHELL_WORDS | LOCAL_WORDS
    for index, question in enumerate(flow.questions):
        yield from _filled(("questions", str(index)), flow.prompts[f"questions.{question.id}"], known)
    for key, texts in flow.prompts.items():
        if not key.startswith("questions."):
            yield from _filled(place(flow, key), texts, known)


def _filled(path: Path, texts: Texts, known: set[str] | frozenset[str]) -> Iterator[Fault]:
    wanted = {language: set(PLACEHOLDER.findall(text)) for language, text in texts.items()}
    for language, names in wanted.items():
        for name in sorted(names - known):
            yield Fault((*path, language), f"{{{name}}}", f"nothing fills {{{name}}}. {nearest(name, known)}")
        if names != next(iter(wanted.values())):
            message = "the languages fill in different things: make them the same."
            yield Fault((*path, language), texts[language], message)


def _script(flow: Flow) -> Iterator[Fault]:
    """Who calls is said first, and how the data are used last (PECR reg 24; the closing statement)."""
    for part in ("introduction", "closing"):
        if f"script.{part}" not in flow.prompts:
            yield Fault(("script",), part, f"the script has no {part}: add [script.{part}].")
    for language, text in flow.prompts.get("script.introduction", {}).items():
        if "{organisation}" not in text:
            message = "the introduction does not say who calls: put {organisation} in it."
            yield Fault(("script", "introduction", language), text, message)


def _hold(flow: Flow) -> Iterator[Fault]:
    """Nothing can be keyed in the hold music but star."""
    if not flow.hold:
        yield Fault(("hold",), "order", "nothing is said in the hold music: add hold.order.")
    for key in dict.fromkeys(flow.hold):
        for language, text in flow.prompts[key].items():
            if FIGURE.search(text) or "hash" in text.casefold():
                message = "keys are not heard in the hold music, but for star: take this out."
                yield Fault((*place(flow, key), language), text, message)


def _counts(flow: Flow) -> Iterator[Fault]:
    for thing in COUNTS:
        if "other" not in flow.counts.get(thing, {}):
            yield Fault(("counts", thing), "other", f"counts.{thing}.other is missing: add it.")
    for name, hours in (("hours", flow.hours), ("hours_past", flow.hours_past)):
        for language, words in hours.items():
            if len(words) != HOURS:
                message = f"a clock has {HOURS} hours, from one on: {len(words)} are here in {language}."
                yield Fault((name, language), language, message)
    for language, words in flow.numbers.items():
        if not words:
            yield Fault(
                ("numbers", language), language, f"the number words of {language} are missing: add them."
            )


def _told(flow: Flow, step: Menu | Offer | Members | Languages | Break) -> Iterator[Fault]:
    """Each key is told of by its own name, and no key is told of that is not there."""
    for key, choice in step.keys.items():
        at = ("steps", step.id, *NAMES.get(key, ("keys", key)))
        if not choice.words and key not in QUIET:
            yield Fault(at, key, f"nobody is told of key {key}: add its words.")
        for language, text in flow.prompts.get(choice.words, {}).items():
            if not _tells(text, key):
                yield Fault(
                    (*at, language), text, f"these words name another key than {key}: make them agree."
                )
    for prompt in step.say:
        for language, text in flow.prompts.get(prompt, {}).items():
            for figure in set(FIGURE.findall(text)) - step.keys.keys():
                yield Fault(
                    (*place(flow, prompt), language), text, f"key {figure} is told of and is not there."
                )


def _tells(text: str, key: str) -> bool:
    """Whether the words tell of this key and no other."""
    figures: Mapping[str, bool] = dict.fromkeys(FIGURE.findall(text), True)
    if key in SPOKEN_KEYS:
        return not figures and any(name in text.casefold() for name in SPOKEN_KEYS[key])
    return set(figures) == {key}
