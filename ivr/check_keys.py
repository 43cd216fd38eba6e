"""Whether words and keys agree: every key is told of by its own name, and none that is not there."""

import re
from collections.abc import Iterator, Mapping

from ivr.flow import Break, Flow, Languages, Members, Menu, Offer, Question
from ivr.graph import NAMES
from ivr.keys_told import SPOKEN, Told, named, own, told
from ivr.places import place
from ivr.tables import Fault, Path

QUIET = ("9", "#", "*")
"""Keys that need not be told of: they mean the same everywhere."""
OF_QUESTIONS = {"0", "#", "*"}
"""Keys that every question has."""
PRESSED = {"en": "press", "cy": "pwyswch"}
YES_NO: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "en": {"1": ("yes",), "2": ("no",)},
    "cy": {"1": ("ie", "do", "oes"), "2": ("nage", "naddo", "na", "nac oes")},
}
"""What a yes and a no are called, by key."""
AN_END = r"(?=\s*(?:[,.:;?!)]|$|\b(?:how|where|with|pa|lle|sut)\b))"
"""What follows where a scale is told of, and not a number of things."""


def check_keys(flow: Flow) -> Iterator[Fault]:
    """Every disagreement of words and keys."""
    for step in flow.steps.values():
        if isinstance(step, Menu | Offer | Members | Languages | Break):
            yield from _step(flow, step)
    yield from _hold(flow)
    for index, question in enumerate(flow.questions):
        at = ("questions", str(index))
        for key, path in ((f"questions.{question.id}", at), (f"questions.{question.id}.help", (*at, "help"))):
            for language, text in flow.prompts.get(key, {}).items():
                yield from _question(flow, question, language, text, (*path, language))
    yes_no = Question("", "yes_no", {})
    for language, text in flow.prompts.get("ask.yes_no", {}).items():
        yield from _question(flow, yes_no, language, text, ("ask", "yes_no", language))


def _step(flow: Flow, step: Menu | Offer | Members | Languages | Break) -> Iterator[Fault]:
    """Each key is told of by its own name, and no key is told of that is not there."""
    for key, choice in step.keys.items():
        at = ("steps", step.id, *NAMES.get(key, ("keys", key)))
        if not choice.words and key not in QUIET:
            yield Fault(at, key, f"nobody is told of key {key}: add its words.")
        for language, text in flow.prompts.get(choice.words, {}).items():
            there, name = own(flow, language, text), SPOKEN.get(key, key)
            if not there:
                words = f"{PRESSED.get(language, '…')} {name}"
                message = f"these words do not tell of key {name}: end them with “{words}”."
                yield Fault((*at, language), text, message)
            elif there != {key}:
                message = f"these words name another key than {name}: make them agree."
                yield Fault((*at, language), text, message)
    for prompt in (*step.say, f"{step.id}.short"):
        for language, text in flow.prompts.get(prompt, {}).items():
            for one in _strange(flow, language, text, {*step.keys, "0"}):
                message = f"key {one} is told of and is not there."
                yield Fault((*place(flow, prompt), language), text, message)


def _strange(flow: Flow, language: str, text: str, there: set[str]) -> list[str]:
    """The names of keys that are told of and not there."""
    strange = dict.fromkeys(one.key for one in told(flow, language, text) if one.key not in there)
    return [SPOKEN.get(key, key) for key in strange]


def _hold(flow: Flow) -> Iterator[Fault]:
    """Nothing can be keyed in the hold music but star, and whoever waits is told of that."""
    for key in dict.fromkeys(flow.hold):
        for language, text in flow.prompts[key].items():
            if _strange(flow, language, text, {"*"}) or "#" in named(text):
                message = "keys are not heard in the hold music, but for star: take this out."
                yield Fault((*place(flow, key), language), text, message)
    for language, text in flow.prompts.get(flow.hold[0], {}).items() if flow.hold else ():
        if text and "*" not in own(flow, language, text) | named(text):
            message = "nobody is told that star ends the call: say it in the first words of the hold music."
            yield Fault((*place(flow, flow.hold[0]), language), text, message)


# --- questions --------------------------------------------------------------------------------------


def _question(flow: Flow, question: Question, language: str, text: str, at: Path) -> Iterator[Fault]:
    """What a question says of its keys is what they do; it need say nothing, as the line does after it."""
    meanings = _meanings(question, language)
    if question.kind != "number":
        for name in _strange(flow, language, text, OF_QUESTIONS | meanings.keys()):
            yield Fault(at, text, f"key {name} is told of and is no answer: take it out.")
    for key, said in _pieces(text, told(flow, language, text)):
        other = next((one for one, words in meanings.items() if one != key and _has(said, words)), None)
        if other and not _has(said, meanings.get(key, ())):
            message = f"key {key} is told of where {other} is meant: take it out, the line says it by itself."
            yield Fault(at, text, message)
    if question.kind == "scale":
        yield from _scale(flow, question, language, text, at)


def _meanings(question: Question, language: str) -> Mapping[str, tuple[str, ...]]:
    """What an answer is called, by the key that gives it."""
    if question.kind == "yes_no":
        return YES_NO.get(language, {"1": (), "2": ()})
    labels = {code: (texts.get(language, ""),) for code, texts in question.options.items()}
    return (
        {**{str(point): () for point in range(1, question.top + 1)}, **labels}
        if question.kind == "scale"
        else labels
    )


def _pieces(text: str, keys: tuple[Told, ...]) -> Iterator[tuple[str, str]]:
    """Each key, and the words that tell what it does: those before it, or after it where it stands first."""
    starts = (0, *(one.end for one in keys))
    following = (*(one.start for one in keys[1:]), len(text))
    for one, start, end in zip(keys, starts, following, strict=False):
        yield one.key, text[one.start : end] if one.first else text[start : one.end]


def _has(text: str, words: tuple[str, ...]) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(one)}(?!\w)", text, re.IGNORECASE) for one in words if one)


def _scale(flow: Flow, question: Question, language: str, text: str, at: Path) -> Iterator[Fault]:
    """A scale that the question tells of is the one that its keys have."""
    numbers = {word.casefold(): n for n, word in enumerate(flow.numbers.get(language, ()))}
    one = rf"\b(\d+|{'|'.join(map(re.escape, numbers))})\b" if numbers else r"\b(\d+)\b"
    between = re.finditer(rf"{one}\s*(?:to|and|-|–|i|a)\s*{one}{AN_END}", text, re.IGNORECASE)
    bounds = [match.groups() for match in between]
    bounds += [
        ("1", high) for high in re.findall(rf"\b(?:out of|allan o)\s+{one}{AN_END}", text, re.IGNORECASE)
    ]
    for low, high in bounds:
        least, most = (
            numbers.get(name.casefold(), int(name) if name.isdecimal() else 0) for name in (low, high)
        )
        if least in (0, 1) and (least, most) != (1, question.top):
            message = (
                f"this tells of a scale from {least} to {most}, and the keys go from 1 to {question.top}: "
                "take it out, the line says it by itself."
            )
            yield Fault(at, text, message)
