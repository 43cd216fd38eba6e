"""What a flow's words must not be: unfilled, at odds with the keys, or silent on who is calling."""

from collections.abc import Iterator
from typing import get_args

from ivr.braces import check_braces
from ivr.check_keys import check_keys
from ivr.events import PartOfDay
from ivr.flow import Asking, Flow, Step
from ivr.places import place
from ivr.tables import Fault, nearest

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
SCRIPT = ("script.introduction", "script.closing")
"""Sentences that every campaign writes."""
HOURS = 12
COUNTS = ("calls", "surveys", "days")


def check_words(flow: Flow) -> Iterator[Fault]:
    """All that is wrong with the words."""
    yield from _needed(flow)
    yield from check_braces(flow)
    yield from check_keys(flow)
    yield from _script(flow)
    if not flow.hold:
        yield Fault(("hold",), "order", "nothing is said in the hold music: add hold.order.")
    yield from _counts(flow)
    for step in flow.steps.values():
        yield from _said(flow, step)


def _needed(flow: Flow) -> Iterator[Fault]:
    kinds = {f"ask.{question.kind}" for question in flow.questions}
    for key in dict.fromkeys((*NEEDED, *TIMES, *sorted(kinds))):
        if key not in flow.prompts:
            yield Fault(place(flow, key), key, f'the sentence "{key}" is missing: add it.')


def _said(flow: Flow, step: Step) -> Iterator[Fault]:
    """Every sentence that a step borrows is there."""
    for key in (*getattr(step, "say", ()), *([step.manner.sorry] if isinstance(step, Asking) else [])):
        if key not in flow.prompts and key not in SCRIPT:
            message = f'there is no sentence "{key}". {nearest(key, flow.prompts)}'
            yield Fault(("steps", step.id, "say"), key, message)


def _script(flow: Flow) -> Iterator[Fault]:
    """Who calls is said first, and how the data are used last (PECR reg 24; the closing statement)."""
    for key in SCRIPT:
        part = key.removeprefix("script.")
        if key not in flow.prompts:
            yield Fault(("script",), part, f"the script has no {part}: add [script.{part}].")
    for language, text in flow.prompts.get("script.introduction", {}).items():
        if "{organisation}" not in text:
            message = "the introduction does not say who calls: put {organisation} in it."
            yield Fault(("script", "introduction", language), text, message)


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
