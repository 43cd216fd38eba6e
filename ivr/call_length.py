"""How long a call takes at the longest way through its questions: all is read out, all is answered."""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from ivr.branches import asked, fullest
from ivr.flow import Flow, Question
from ivr.places import place
from ivr.tables import Fault
from ivr.words import PLACEHOLDER

LONGEST_CALL = 600
"""Seconds: contacts are not kept for more than ten minutes."""
WORDS_A_MINUTE = 140
ANSWERING = 8
"""Seconds that a contact takes to answer a question."""
MOST_TOLD = 5
"""So many questions of the longest way are told."""
SCRIPT = ("script.introduction", "script.closing")

Lengths: TypeAlias = Mapping[tuple[str, str], float]
"""Seconds of the sentences for which a sound file stands, by key and language."""


def long_call(flow: Flow, measured: Lengths) -> Iterator[Fault]:
    """A warning at what takes longest, in the first language in which it is too long altogether."""
    warned = (_too_long(flow, language, measured) for language in flow.languages)
    yield from [one for one in warned if one][:1]


def _too_long(flow: Flow, language: str, measured: Lengths) -> Fault | None:
    chosen = fullest(flow, lambda one: _asking(flow, one, language, measured))
    way = {one.id: _asking(flow, one, language, measured) for one in asked(flow, chosen)}
    script = {key: _reading(flow, key, language, measured) for key in SCRIPT}
    seconds = sum((*script.values(), *way.values()))
    if round(seconds) <= LONGEST_CALL:
        return None
    parts = script | {f"questions.{id_}": length for id_, length in way.items()}
    worst = max(parts, key=parts.__getitem__)
    message = (
        f"such a call takes {seconds / 60:.0f} minutes ({language}; {len(way)} questions): "
        f"more than {LONGEST_CALL // 60} are too long; ask less, or shorten the script. "
        f"The longest way: {_told(way, chosen)}. The script takes {sum(script.values()):.0f} s."
    )
    words = flow.prompts.get(worst, {}).get(language, "")
    return Fault((*place(flow, worst), language), words, message, "warning")


def _told(way: Mapping[str, float], chosen: Mapping[str, str]) -> str:
    """The first questions of the way, each with its seconds and the answer that calls for others."""
    told = [
        f"{id_} ({seconds:.0f} s)" + (f" = {chosen[id_]}" if id_ in chosen else "")
        for id_, seconds in list(way.items())[:MOST_TOLD]
    ]
    more = len(way) - len(told)
    return ", ".join(told) + (f" and {more} more" if more else "")


def _asking(flow: Flow, question: Question, language: str, measured: Lengths) -> float:
    labels = sum(len(text.get(language, "").split()) for text in question.options.values())
    return (
        _reading(flow, f"questions.{question.id}", language, measured)
        + labels * 60 / WORDS_A_MINUTE
        + ANSWERING
    )


def _reading(flow: Flow, key: str, language: str, measured: Lengths) -> float:
    """What was recorded takes as long as the recording."""
    if (key, language) in measured:
        return measured[key, language]
    text = PLACEHOLDER.sub("so", flow.prompts.get(key, {}).get(language, ""))
    return len(text.split()) * 60 / WORDS_A_MINUTE
