"""What fills a prompt's placeholders, as far as the flow itself knows: counts, answers, and who is meant."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache

from ivr import times
from ivr.branches import asked, position
from ivr.effects import Slot, Utterance
from ivr.flow import Flow, Question
from ivr.state import Call, State

PLACEHOLDER = re.compile(r"\{(\w+)\}")

SHELL_WORDS = frozenset(
    {
        "name",
        "organisation",
        "ward",
        "campaign",
        "purpose",
        "address",
        "coordinator",
        "intention",
        "household",
        "opens",
        "closes",
        "closing",
        "campaign_opens",
        "campaign_closes",
    }
)
"""Placeholders that whoever speaks the prompt has to fill."""


def number(flow: Flow, language: str, n: int) -> str:
    """`n` in words, or in figures where the flow has no word for it."""
    words = flow.numbers[language]
    return words[n] if 0 <= n < len(words) else str(n)


def counted(flow: Flow, language: str, thing: str, n: int) -> str:
    """So many of a thing: "one call", "six calls"."""
    forms = flow.counts[thing]
    return forms.get(str(n), forms["other"])[language].replace("{n}", number(flow, language, n))


def answer(flow: Flow, language: str, question: Question, value: str) -> str:
    """An answer as it is read back: "seven", "yes", "three, undecided"."""
    match question.kind:
        case "scale" | "number":
            return number(flow, language, int(value))
        case "yes_no":
            return flow.prompts[f"answers.{value}"][language]
        case "choice" | "several":
            return ", ".join(_option(flow, language, question, code) for code in value.split(","))


def _option(flow: Flow, language: str, question: Question, code: str) -> str:
    return f"{number(flow, language, int(code))}, {question.options[code][language]}"


def question_at(flow: Flow, state: State) -> Question | None:
    """The question at hand, or None where there is none."""
    index = state.call.question if state.call else len(flow.questions)
    return flow.questions[index] if index < len(flow.questions) else None


def _of_call(read: Callable[[Call], Slot | None]) -> Callable[[Flow, State], Slot | None]:
    return lambda _flow, state: read(call) if (call := state.call or state.last) else None


def _outcome(flow: Flow, state: State) -> Slot | None:
    known = flow.outcomes.get((state.call and state.call.outcome) or "")
    return known[state.language] if known else None


def _last(_flow: Flow, state: State) -> Slot | None:
    return state.last.contact if state.last else None


def _time(flow: Flow, state: State) -> Slot | None:
    """The time that was chosen for a call back: "tomorrow afternoon"."""
    call, language = state.call, state.language
    if call is None or call.day is None or call.part is None:
        return None
    near = {0: "today", 1: "tomorrow"}.get(call.day, "later")
    weekday = date.fromisoformat(times.on(call, call.day)).isoweekday()
    text = flow.prompts[f"times.{near}_{call.part}"][language]
    days = counted(flow, language, "days", call.day)
    return text.replace("{days}", days).replace(
        "{weekday}", flow.prompts[f"times.weekday_{weekday}"][language]
    )


SLOTS: Mapping[str, Callable[[Flow, State], Slot | None]] = {
    "contact": _of_call(lambda call: call.contact),
    "last": _last,
    "calls": lambda flow, state: counted(flow, state.language, "calls", state.calls),
    "surveys": lambda flow, state: counted(flow, state.language, "surveys", state.surveys),
    "outcome": _outcome,
    "time": _time,
    "number": lambda flow, state: str(position(flow, state.call)) if state.call else None,
    "total": lambda flow, state: str(len(asked(flow, dict(state.call.answers if state.call else ())))),
}
"""Placeholders that any prompt may have."""


def utterance(
    flow: Flow, state: State, prompt: str, given: Mapping[str, Slot], language: str | None = None
) -> Utterance:
    """The prompt with all the slots that can be filled from here. `language`: if not the volunteer's own."""
    slots: list[tuple[str, Slot]] = []
    for name in _wanted(flow.prompts.get(prompt, {}).get(language or state.language, "")):
        value = given.get(name) or (SLOTS[name](flow, state) if name in SLOTS else None)
        if value is not None:
            slots.append((name, value))
    return Utterance(prompt, tuple(slots), language)


@lru_cache(maxsize=4096)
def _wanted(text: str) -> tuple[str, ...]:
    """The placeholders of a sentence, each once."""
    return tuple(dict.fromkeys(PLACEHOLDER.findall(text)))
