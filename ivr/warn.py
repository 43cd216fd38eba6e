"""What makes a flow hard to use, without making it wrong: warnings, each with its remedy. None for a shipped flow."""

from collections.abc import Iterator
from itertools import pairwise
from types import MappingProxyType

from ivr.call_length import Lengths, long_call
from ivr.flow import Asking, Break, Flow, Menu, Offer
from ivr.graph import NAMES
from ivr.keys_told import key_first
from ivr.leading import leading
from ivr.places import place
from ivr.tables import Fault, Path
from ivr.voices import check_voices

MOST_CHOICES = 4
MOST_WORDS = 20
LEAST_WAIT = 5


def warn(flow: Flow, measured: Lengths = MappingProxyType({})) -> list[Fault]:
    """All warnings. `measured`: how long the sound files last."""
    found = [*_menus(flow), *_waits(flow), *_prompts(flow), *_leading(flow)]
    return [
        *(Fault(path, words, message, "warning") for path, words, message in found),
        *long_call(flow, measured),
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
