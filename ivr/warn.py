"""What makes a flow hard to use, without making it wrong: warnings, each with its remedy. None for a shipped flow."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import TypeAlias

from ivr.branches import asked, fullest
from ivr.flow import Asking, Break, Flow, Menu, Offer, Question
from ivr.graph import NAMES
from ivr.keys_told import key_first
from ivr.leading import leading
from ivr.places import place
from ivr.tables import Fault, Path
from ivr.voices import check_voices
from ivr.words import PLACEHOLDER

MOST_CHOICES = 4
MOST_WORDS = 20
LEAST_WAIT = 5
LONGEST_CALL = 600
"""Seconds: contacts are not kept for more than ten minutes."""
WORDS_A_MINUTE = 140
ANSWERING = 8
"""Seconds that a contact takes to answer a question."""

Lengths: TypeAlias = Mapping[tuple[str, str], float]
"""Seconds of the sentences for which a sound file stands, by key and language."""


def warn(flow: Flow, measured: Lengths = MappingProxyType({})) -> list[Fault]:
    """All warnings. `measured`: how long the sound files last."""
    found = [*_menus(flow), *_waits(flow), *_prompts(flow), *_leading(flow), *_long_call(flow, measured)]
    return [
        *(Fault(path, words, message, "warning") for path, words, message in found),
        *check_voices(flow),
    ]


Warned = tuple[Path, str, str]


def _menus(flow: Flow) -> Iterator[Warned]:
    for step in flow.steps.values():
        if not isinstance(step, Menu | Offer | Break):
            continue
        at = ("steps", step.id)
        keys = [key for key, choice in step.keys.items() if choice.words]
        if len(keys) > MOST_CHOICES:
            told = ", ".join(keys)
            yield (
                at,
                step.id,
                f"{len(keys)} choices ({told}) are hard to remember: offer {MOST_CHOICES} at most.",
            )
        figures = [key for key in keys if key not in NAMES]
        for key, following in pairwise(figures):
            if following < key:
                message = f"key {following} is told of after key {key}: tell of the keys in their order."
                yield (*at, "keys", following), following, message


def _waits(flow: Flow) -> Iterator[Warned]:
    for step in flow.steps.values():
        if isinstance(step, Asking) and step.manner.wait < LEAST_WAIT:
            message = f"{step.manner.wait} seconds are too short for many: wait {LEAST_WAIT} or more."
            yield ("steps", step.id, "wait"), str(step.manner.wait), message


def _prompts(flow: Flow) -> Iterator[Warned]:
    """Long prompts, and a key that is named before what it does. The script is read, not listened to."""
    for key, texts in flow.prompts.items():
        if key.startswith(("script.", "card.")):
            continue
        for language, text in texts.items():
            at = (*place(flow, key), language)
            words = len(text.split())
            if words > MOST_WORDS:
                yield (
                    at,
                    text,
                    f"{words} words are more than one remembers: {MOST_WORDS} at most; split or shorten it.",
                )
            if key_first(flow, language, text):
                yield (
                    at,
                    text,
                    "the key is named before what it does: turn it round, as in “To call, press 1.”",
                )


def _leading(flow: Flow) -> Iterator[Warned]:
    """Words that ask for a certain answer: answers are recorded, nobody is persuaded."""
    for key, texts in flow.prompts.items():
        for language, text in texts.items() if key.startswith(("questions.", "script.")) else ():
            for found in leading(text):
                message = f"“{found}” leads to an answer: ask without it."
                yield (*place(flow, key), language), text, message


def _long_call(flow: Flow, measured: Lengths) -> Iterator[Warned]:
    for language in flow.languages:
        seconds = call_length(flow, language, measured)
        if seconds > LONGEST_CALL:
            many = len(_most_asked(flow, language, measured))
            message = (
                f"such a call takes {seconds / 60:.0f} minutes ({language}; {many} questions): "
                f"more than {LONGEST_CALL // 60} are too long; ask less, or shorten the script. "
                f"The longest way: {_longest_way(flow, language, measured)}."
            )
            yield ("script",), "", message
            return


def call_length(flow: Flow, language: str, measured: Lengths = MappingProxyType({})) -> int:
    """Seconds that a call takes at the longest way through its questions: all is read out, all is answered.

    What was recorded takes as long as the recording.
    """
    script = sum(_reading(flow, f"script.{part}", language, measured) for part in ("introduction", "closing"))
    way = _most_asked(flow, language, measured)
    return round(script + sum(_asking(flow, one, language, measured) for one in way))


def _longest_way(flow: Flow, language: str, measured: Lengths) -> str:
    """The questions on it, each with its seconds and the answer that calls for the next ones."""
    chosen = _fullest(flow, language, measured)
    return ", ".join(
        f"{one.id} ({_asking(flow, one, language, measured):.0f} s)"
        + (f" = {chosen[one.id]}" if one.id in chosen else "")
        for one in _most_asked(flow, language, measured)
    )


def _asking(flow: Flow, question: Question, language: str, measured: Lengths) -> float:
    labels = sum(len(text.get(language, "").split()) for text in question.options.values())
    return (
        _reading(flow, f"questions.{question.id}", language, measured)
        + labels * 60 / WORDS_A_MINUTE
        + ANSWERING
    )


def _reading(flow: Flow, key: str, language: str, measured: Lengths) -> float:
    if (key, language) in measured:
        return measured[key, language]
    text = PLACEHOLDER.sub("so", flow.prompts.get(key, {}).get(language, ""))
    return len(text.split()) * 60 / WORDS_A_MINUTE


def _fullest(flow: Flow, language: str, measured: Lengths) -> dict[str, str]:
    return fullest(flow, lambda one: _asking(flow, one, language, measured))


def _most_asked(flow: Flow, language: str, measured: Lengths) -> tuple[Question, ...]:
    """The questions of the longest way: of those that exclude one another, the ones that take longest."""
    return asked(flow, _fullest(flow, language, measured))
